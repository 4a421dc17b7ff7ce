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
        // A variable of its own: the compiler (Swift 6.3) takes a property that changes in this loop for a constant.
        var next = first
        while next < ends.count, ends[next].stream <= offset { next += 1 }
        if next > first { acknowledged = ends[next - 1].plaintext }
        first = next
        if first == ends.count {
            ends.removeAll(keepingCapacity: true)
            first = 0
        }
        return acknowledged
    }
}
