import Wire

// Spans between two things whose order is known. The capture's clock may contradict it: it was set back, or packets of
// several interfaces have clocks of their own. Then nobody knows how much time lay between them.
extension Timestamp {
    /// Nanoseconds since `earlier`, which came before this; nil where the clock says the opposite.
    func span(since earlier: Timestamp) -> Int64? {
        let span = since(earlier)
        return span < 0 ? nil : span
    }

    /// The same as words in front of `after`, `before` or `later`: `12.0 ms `; nothing where the clock says the opposite.
    func lead(since earlier: Timestamp) -> String {
        span(since: earlier).map { Quantity.duration($0) + " " } ?? ""
    }
}
