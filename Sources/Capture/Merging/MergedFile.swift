import Wire

/// One of several files whose packets are merged.
final class MergedFile {
    /// The path as given.
    let path: String
    /// When its first packet was captured, in nanoseconds since 1970.
    let start: Int64
    /// Its place among all files: of two with packets of the same time, the lower one's come first.
    var rank = 0
    /// What gives its packets, while they are due; a pipe's is open from the beginning, as it can be opened only once.
    var source: (any PacketSource)?
    /// Its packets that are not given yet lie here, from `next` on; nil as long as there are none.
    var slab: PacketSlab?
    var next = 0
    /// For each of its interfaces the number of it among those of all files.
    var interfaces: [Int] = []
    /// How many bytes were read of it when it was closed.
    var bytes = 0

    init(path: String, start: Int64) {
        self.path = path
        self.start = start
    }

    /// The packet that is next in its slab.
    var head: MergeHeap.Head? {
        guard let slab, next < slab.records.count else { return nil }
        return MergeHeap.Head(time: slab.records[next].time.nanoseconds, rank: rank, file: self)
    }
}
