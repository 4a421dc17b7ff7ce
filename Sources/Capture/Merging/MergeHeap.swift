/// Which of several files has the earliest next packet: a binary heap.
struct MergeHeap {
    /// The next packet of a file; of two with the same time, that of the lower rank comes first.
    struct Head {
        /// When it was captured, in nanoseconds since 1970.
        var time: Int64
        /// The file's place among all files.
        var rank: Int
        var file: MergedFile

        @inline(__always)
        static func < (left: Head, right: Head) -> Bool {
            left.time != right.time ? left.time < right.time : left.rank < right.rank
        }
    }

    /// Every head is before those at twice its index plus one and plus two.
    private var heads: [Head] = []

    /// How many files have a next packet.
    var count: Int { heads.count }
    /// The earliest one.
    var first: Head? { heads.first }
    /// The files, in no order.
    var files: some Sequence<MergedFile> { heads.lazy.map(\.file) }

    /// Adds the next packet of a file that has none here.
    mutating func insert(_ head: Head) {
        heads.append(head)
        var index = heads.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard heads[index] < heads[parent] else { return }
            heads.swapAt(index, parent)
            index = parent
        }
    }

    /// The first file's next packet is another one, of that time.
    mutating func replaceFirst(time: Int64) {
        heads[0].time = time
        sink()
    }

    /// The first file has no packet for now.
    mutating func removeFirst() {
        heads.swapAt(0, heads.count - 1)
        heads.removeLast()
        sink()
    }

    /// Moves the first head to where it belongs.
    private mutating func sink() {
        var index = 0
        while true {
            var least = index
            for child in (2 * index + 1)...(2 * index + 2) where child < heads.count && heads[child] < heads[least] {
                least = child
            }
            guard least != index else { return }
            heads.swapAt(index, least)
            index = least
        }
    }
}
