import Capture

/// What a slab says beside its packets, in the order of the packets: comments on them, and what is missing before them.
struct PacketRemarks {
    enum Remark {
        case comment(PacketComment)
        case drops(PacketDrops)
    }

    private var comments: ArraySlice<PacketComment>
    private var drops: ArraySlice<PacketDrops>
    /// The number of the packet that the next one is about; the largest number if there is none.
    private(set) var nextPacket = Int.max

    /// The remarks on the packets of `slab` from the one at `index` on.
    init(of slab: PacketSlab, from index: Int) {
        comments = slab.comments(from: index)
        let first = index < slab.records.count ? slab.records[index].number : .max
        drops = slab.drops.isEmpty ? [] : slab.drops[...].drop { $0.packet < first }
        findNext()
    }

    /// Takes the next one, which there is.
    mutating func removeFirst() -> Remark {
        defer { findNext() }
        // What is missing before a packet comes before what is written about it.
        if let first = drops.first, first.packet <= comments.first?.packet ?? .max {
            return .drops(drops.removeFirst())
        }
        return .comment(comments.removeFirst())
    }

    private mutating func findNext() {
        nextPacket = min(comments.first?.packet ?? .max, drops.first?.packet ?? .max)
    }
}
