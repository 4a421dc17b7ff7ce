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

    // Owned by this object: allocated in init, freed in deinit, handed out as bounds-checked spans only.
    @usableFromInline let memory: UnsafeMutableRawBufferPointer

    /// Allocates an empty slab.
    public init() {
        unsafe memory = .allocate(byteCount: Self.capacity, alignment: 64)
        records.reserveCapacity(1 << 13)
    }

    deinit { unsafe memory.deallocate() }

    /// The bytes of one of the slab's packets, `record.length` of them.
    @inlinable
    @_lifetime(borrow self)
    public func bytes(of record: PacketRecord) -> RawSpan {
        let all = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(memory))
        let packet = all.extracting(record.offset..<(record.offset + record.length))
        return unsafe _overrideLifetime(packet, borrowing: self)
    }
}
