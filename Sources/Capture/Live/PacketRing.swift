internal import Wire

/// The last packets of a live capture: put in by the threads that capture, read by others, each at its own pace.
///
/// Capturing never waits for a reader: one that falls behind by more than the ring holds misses packets, and is told how
/// many. What is in the ring when the capture ends can still be saved.
public final class PacketRing: Sendable {
    /// Memory that is taken and reused a slab at a time; the oldest slab makes room for the newest.
    struct Contents {
        /// The slabs in use, the oldest first.
        var slabs: [PacketSlab] = []
        /// How many packets were put in.
        var packets = 0
        /// What was lost before packets that are in the ring, or are still to come.
        var drops: [PacketDrops] = []
        var info: CaptureInfo
        /// How many sources still put packets in.
        var sources: Int
        /// Why the first source failed that did.
        var failure: CaptureError?
    }

    /// So many packets find room in a slab however small they are: their records take memory, too.
    private static let slabPackets = 1 << 13

    /// How many slabs there are at most.
    private let slabLimit: Int
    /// So many packets are taken in all.
    private let packetLimit: Int
    private let contents: Monitor<Contents>

    /// A ring for the packets of these sources.
    ///
    /// - Parameters:
    ///   - capacity: how many bytes of packets it keeps, at least; taken as packets come.
    ///   - sources: what is known about each source.
    ///   - packetLimit: how many packets are taken in all; nil: as many as come.
    public init(capacity: Int, sources: [CaptureInfo], packetLimit: Int? = nil) {
        self.packetLimit = packetLimit ?? .max
        slabLimit = max(capacity, 0) / PacketSlab.capacity + 2
        var info = sources.first ?? CaptureInfo(file: "capture", format: .live, interfaces: [])
        for source in sources.dropFirst() { info.interfaces += source.interfaces }
        if sources.count > 1 {
            info.files = sources.map(\.file)
        }
        contents = Monitor(Contents(info: info, sources: sources.count))
    }

    /// What is known about the capture so far.
    public var info: CaptureInfo { contents.withLock { $0.info } }

    /// How many packets were put in so far.
    public var packets: Int { contents.withLock { $0.packets } }

    /// A reader that begins with the oldest packet that is there.
    public func reader() -> RingReader { RingReader(self) }

    /// A reader of what is there now, from the oldest packet on: it ends with the newest one, though more may come.
    public func snapshot() -> RingReader { RingReader(self, upTo: packets) }

    // MARK: For those who capture

    /// Puts in the packets of a slab, which lie behind one another; `interface` is the index of their source's first.
    ///
    /// - Returns: false once there are as many as are wanted.
    func append(_ slab: PacketSlab, interface: Int) -> Bool {
        guard !slab.records.isEmpty else { return true }
        return contents.change { contents in
            var index = 0
            let wanted = min(slab.records.count, packetLimit - contents.packets)
            while index < wanted {
                let count =
                    contents.slabs.last?.append(
                        slab, in: index..<wanted, number: contents.packets + 1, interface: interface,
                        limit: Self.slabPackets) ?? 0
                contents.packets += count
                index += count
                if index < wanted { beginSlab(&contents) }
            }
            return contents.packets < packetLimit
        }
    }

    /// Notes that packets were lost before the next one that comes.
    func note(_ statistics: CaptureInfo.Statistics, dropped: Int, interface: Int, time: Timestamp) {
        contents.change { contents in
            if contents.info.interfaces.indices.contains(interface) {
                contents.info.interfaces[interface].statistics = statistics
            }
            guard dropped > 0 else { return }
            if contents.drops.last?.packet == contents.packets + 1 {
                contents.drops[contents.drops.count - 1].count += dropped
            } else {
                contents.drops.append(PacketDrops(packet: contents.packets + 1, time: time, count: dropped))
            }
        }
    }

    /// One source has ended: in good order, or with that failure.
    func end(_ failure: CaptureError?) {
        contents.change { contents in
            contents.sources -= 1
            contents.failure = contents.failure ?? failure
        }
    }

    private func beginSlab(_ contents: inout Contents) {
        guard contents.slabs.count >= slabLimit else { return contents.slabs.append(PacketSlab()) }
        let slab = contents.slabs.removeFirst()
        slab.removeAll()
        contents.slabs.append(slab)
        let oldest = contents.slabs[0].records.first?.number ?? 0
        contents.drops.removeAll { $0.packet < oldest }
    }

    // MARK: For readers

    /// What a reader is given.
    enum Step {
        /// Packets, or nothing for now.
        case more
        case end
        case failed(CaptureError)
    }

    /// Copies packets from number `next` on into the empty `slab`, as many as find room; waits for some up to 100 ms.
    ///
    /// None comes after number `last`. Where `next` is not there any more, it moves on to the oldest packet that is.
    func read(into slab: PacketSlab, from next: inout Int, upTo last: Int) -> Step {
        // A copy: what waits is called while the reader's own state is untouched.
        var first = next
        defer { next = first }
        return contents.wait(milliseconds: 100) { contents -> Step? in
            guard contents.packets >= first else {
                guard contents.sources == 0 else { return nil }
                return contents.failure.map { .failed($0) } ?? .end
            }
            guard
                let source = contents.slabs.last(where: { ($0.records.first?.number ?? .max) <= first })
                    ?? contents.slabs.first(where: { !$0.records.isEmpty }),
                let start = source.records.first?.number
            else { return nil }
            first = max(first, start)
            guard first <= last else { return .end }
            let end = min(source.records.count, last - start + 1)
            let count = slab.append(source, in: (first - start)..<end, number: first)
            if !contents.drops.isEmpty { slab.drops = contents.drops.filter { first..<(first + count) ~= $0.packet } }
            first += count
            return .more
        } ?? .more
    }
}

/// Reads a ring from one end to the other; for one thread.
public final class RingReader: PacketSource {
    private let ring: PacketRing
    private var next = 1
    private var hasFailed = false
    /// How many packets left the ring before they were read.
    public private(set) var missed = 0

    /// How many packets were captured so far, read or not.
    public var packets: Int { ring.packets }

    /// The last packet that is read.
    private let last: Int

    init(_ ring: PacketRing, upTo last: Int = .max) {
        self.ring = ring
        self.last = last
    }

    /// What is known about the capture so far.
    public var info: CaptureInfo { ring.info }

    /// The next packets; an empty slab after about 100 ms without any.
    ///
    /// Packets that were missed count as lost before the first one of the slab.
    ///
    /// - Throws: why the capture failed, once everything before was given.
    public func fill(_ slab: PacketSlab) throws(CaptureError) -> Bool {
        slab.removeAll()
        guard next <= last else { return false }
        let expected = next
        switch ring.read(into: slab, from: &next, upTo: last) {
        case .more: break
        case .end: return false
        case .failed(let error):
            if hasFailed { return false }
            hasFailed = true
            throw error
        }
        if let first = slab.records.first, first.number > expected {
            missed += first.number - expected
            // What had gone before a snapshot was made was captured, and looked at.
            guard expected > 1 || last == .max else { return true }
            slab.drops.insert(
                PacketDrops(packet: first.number, time: first.time, count: first.number - expected), at: 0)
        }
        return true
    }
}
