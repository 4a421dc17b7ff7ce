public import Wire

/// One packet of a slab: where its bytes lie and what the capture says about it.
@frozen
public struct PacketRecord: Sendable {
    /// The packet's number in the capture, from 1, as other analyzers count.
    public var number: Int
    /// When it was captured.
    public var time: Timestamp
    /// Where its bytes begin in the slab.
    public var offset: Int
    /// How many bytes were captured.
    public var length: Int
    /// How many bytes it had on the wire; larger than `length` when the snapshot length cut it.
    public var originalLength: Int
    /// The index of its interface in the capture, from 0.
    public var interface: Int
    /// Its outermost header.
    public var linkType: LinkType

    /// A record with these parts.
    @inlinable
    public init(
        number: Int, time: Timestamp, offset: Int, length: Int, originalLength: Int, interface: Int,
        linkType: LinkType
    ) {
        self.number = number
        self.time = time
        self.offset = offset
        self.length = length
        self.originalLength = originalLength
        self.interface = interface
        self.linkType = linkType
    }
}

/// A block of memory that a packet source fills, and the packets that it found in it.
///
/// Packets are views into the block: nothing is copied for them. A slab is filled again once its packets are done with,
/// so that reading a capture of any size takes the memory of a few slabs.
@safe
public final class PacketSlab {
    /// How many bytes a slab holds; no packet of a source is longer.
    public static let capacity = 1 << 20

    /// The packets in the slab, in capture order.
    public internal(set) var records: ContiguousArray<PacketRecord> = []

    /// The comments on its packets, in the order of the packets: most captures have none.
    public internal(set) var comments: [PacketComment] = []
    /// What was lost between its packets, in their order: most captures lost nothing.
    public internal(set) var drops: [PacketDrops] = []
    /// The names of addresses that the capture tells here.
    public internal(set) var names: [NamedAddress] = []
    /// Keys that are known from here on, from blocks of the capture or from a file of keys beside it.
    ///
    /// A slab without packets may bring some.
    public var secrets: [KeyLogText] = []

    // Owned by this object: allocated in init, freed in deinit, handed out as bounds-checked spans only.
    @usableFromInline let memory: UnsafeMutableRawBufferPointer

    /// How many bytes from the start of the memory hold data.
    private(set) var filled = 0

    /// Allocates an empty slab.
    public init() {
        unsafe memory = .allocate(byteCount: Self.capacity, alignment: 64)
        records.reserveCapacity(1 << 13)
    }

    deinit { unsafe memory.deallocate() }

    /// The bytes of one of the slab's packets, `record.length` of them.
    @inlinable
    @_lifetime(borrow self)
    public func bytes(of record: PacketRecord) -> RawSpan { bytes(at: record.offset, count: record.length) }

    /// The `count` bytes from byte `position` of the slab on, which belong to one of its packets.
    @inlinable
    @_lifetime(borrow self)
    public func bytes(at position: Int, count: Int) -> RawSpan {
        let all = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(memory))
        return unsafe _overrideLifetime(all.extracting(position..<(position + count)), borrowing: self)
    }

    /// Forgets all packets and bytes.
    public func removeAll() {
        records.removeAll(keepingCapacity: true)
        if !comments.isEmpty { comments = [] }
        if !drops.isEmpty { drops = [] }
        if !names.isEmpty { names = [] }
        if !secrets.isEmpty { secrets = [] }
        filled = 0
    }

    /// Takes over the comments that a reader found; there are none here.
    func take(comments: inout [PacketComment]) { swap(&self.comments, &comments) }

    /// Takes over what a reader found to be lost; there is nothing of it here.
    func take(drops: inout [PacketDrops]) { swap(&self.drops, &drops) }

    /// Takes over the names that a reader found; there are none here.
    func take(names: inout [NamedAddress]) { swap(&self.names, &names) }

    /// Takes over the keys that a reader found; there are none here.
    func take(secrets: inout [KeyLogText]) { swap(&self.secrets, &secrets) }

    /// Takes over the names that `other` tells, and copies its comments on the packet at `index`, which has the number
    /// `number` here.
    func takeNotes(of other: PacketSlab, at index: Int, as number: Int) {
        names += other.names
        other.names = []
        let before = other.records[index].number
        for comment in other.comments(from: index).prefix(while: { $0.packet == before }) {
            comments.append(PacketComment(packet: number, time: comment.time, text: comment.text))
        }
        for drops in other.drops where drops.packet == before {
            self.drops.append(PacketDrops(packet: number, time: drops.time, count: drops.count))
        }
    }

    /// Whether there is anything to tell beside the packets that is told packet by packet.
    var hasNotes: Bool { !comments.isEmpty || !drops.isEmpty || !names.isEmpty }

    /// The comments on the packet at `index` and those behind it.
    public func comments(from index: Int) -> ArraySlice<PacketComment> {
        guard !comments.isEmpty, index < records.count else { return [] }
        let number = records[index].number
        return comments.drop { $0.packet < number }
    }

    /// The comments on the packet at `index` alone.
    public func comments(ofPacketAt index: Int) -> ArraySlice<PacketComment> {
        let number = records[index].number
        return comments(from: index).prefix { $0.packet == number }
    }

    /// Copies what `other` tells beside its packets, as far as it is about those that are here too.
    ///
    /// The packets here are some of those of `other`, in the same order, with the same numbers. What was lost before a
    /// packet that is not here was lost before the next one that is.
    public func takeNotes(of other: PacketSlab) {
        names = other.names
        secrets = other.secrets
        comments = []
        drops = []
        var index = 0
        for comment in other.comments {
            while index < records.count, records[index].number < comment.packet { index += 1 }
            if index < records.count, records[index].number == comment.packet { comments.append(comment) }
        }
        guard !other.drops.isEmpty else { return }
        index = 0
        for loss in other.drops {
            while index < records.count, records[index].number < loss.packet { index += 1 }
            guard index < records.count else { break }
            drops.append(PacketDrops(packet: records[index].number, time: loss.time, count: loss.count))
        }
    }

    /// Copies a packet into the slab, for sources that do not read into it.
    ///
    /// - Parameters:
    ///   - bytes: the packet as captured.
    ///   - record: what is known about it; its `offset` and `length` are set here.
    /// - Returns: whether it found room; with `false` the slab is as it was.
    @discardableResult
    public func append(_ bytes: RawSpan, _ record: PacketRecord) -> Bool {
        guard bytes.byteCount <= free else { return false }
        var record = record
        record.offset = filled
        record.length = bytes.byteCount
        append(bytes)
        records.append(record)
        return true
    }

    /// Copies packets of `other`, as many as find room, and gives them new numbers.
    ///
    /// The bytes of those packets lie one after the other.
    ///
    /// - Parameters:
    ///   - range: which ones.
    ///   - number: the number of the first of them here.
    ///   - interface: what is added to the index of their interfaces.
    ///   - limit: how many packets the slab may hold.
    /// - Returns: how many were copied.
    func append(
        _ other: PacketSlab, in range: Range<Int>, number: Int, interface: Int = 0, limit: Int = .max
    ) -> Int {
        let first = range.lowerBound
        var end = min(range.upperBound, first.advanced(by: min(max(limit - records.count, 0), range.count)))
        guard first < end else { return 0 }
        let start = other.records[first].offset
        while end > first, other.records[end - 1].offset + other.records[end - 1].length - start > free { end -= 1 }
        guard end > first else { return 0 }
        let shift = filled - start
        append(other.bytes(at: start, count: other.records[end - 1].offset + other.records[end - 1].length - start))
        for index in first..<end {
            var record = other.records[index]
            record.offset += shift
            record.number = number + index - first
            record.interface += interface
            records.append(record)
        }
        return end - first
    }

    /// How many bytes still find room.
    var free: Int { Self.capacity - filled }

    /// All bytes that were put in, of packets and between them.
    var contents: RawSpan {
        @_lifetime(borrow self)
        get {
            // The first `filled` bytes were written, and `filled` never exceeds the memory.
            let all = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(memory)).extracting(first: filled)
            return unsafe _overrideLifetime(all, borrowing: self)
        }
    }

    /// Copies bytes behind those that are there; they must find room.
    func append(_ bytes: RawSpan) {
        precondition(bytes.byteCount <= free)
        guard !bytes.isEmpty else { return }
        // Both runs are in bounds by the line above; they never overlap, as a span of the slab is not appended to it.
        unsafe bytes.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(rebasing: memory[filled..<(filled + source.count)])
                .copyMemory(from: source)
        }
        filled += bytes.byteCount
    }

    /// Drops the first `count` bytes and moves the others to the start; no packet may lie in the slab.
    func removeFirst(_ count: Int) {
        precondition(count >= 0 && count <= filled && records.isEmpty)
        guard count > 0 else { return }
        let rest = filled - count
        // `copyMemory` allows the runs to overlap.
        unsafe memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[count..<filled]))
        filled = rest
    }

    /// Has `write` put up to `limit` bytes behind those that are there, and takes in as many as it says.
    ///
    /// - Returns: how many these are.
    func append<Failure: Error>(
        atMost limit: Int, _ write: (inout MutableRawSpan) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        // The rest of the memory, which is this object's own.
        var rest = unsafe MutableRawSpan(_unsafeBytes: UnsafeMutableRawBufferPointer(rebasing: memory[filled...]))
        var room = rest._mutatingExtracting(first: min(limit, free))
        let count = try write(&room)
        precondition(count >= 0 && count <= free)
        filled += count
        return count
    }
}
