/// Where the plaintext of a direction's latest records ends, so that what TCP acknowledged of them is known in terms of
/// the plaintext.
struct RecordLedger {
    /// So many records may be under way; of more, the oldest count as acknowledged with the next one.
    private static let limit = 1024

    private var ends: [(stream: Int, plaintext: Int)] = []
    private var first = 0
    private var acknowledged = 0

    var memory: Int { ends.capacity * 16 }

    /// Notes a record that ends at `stream`, and its plaintext at `plaintext`.
    mutating func add(stream: Int, plaintext: Int) {
        if ends.count - first >= Self.limit { first += 1 }
        if first > Self.limit {
            ends.removeFirst(first)
            first = 0
        }
        ends.append((stream, plaintext))
    }

    /// How much of the plaintext is acknowledged once the stream is up to `offset`.
    mutating func plaintext(acknowledgedTo offset: Int) -> Int {
        while first < ends.count, ends[first].stream <= offset {
            acknowledged = ends[first].plaintext
            first += 1
        }
        if first == ends.count {
            ends.removeAll(keepingCapacity: true)
            first = 0
        }
        return acknowledged
    }
}
