public import Dissection

extension ShownCounts {
    /// How much is shown of what there is, in sentences.
    ///
    /// The first is like `Shown: 1 of 3 sessions, 12 of 340 frames (--from client).` With `ofSession` the counts are those of one session, which is not counted itself.
    public func sentences(ofSession: Bool = false) -> [String] {
        let counts = [
            ofSession ? nil : Self.part(shown.sessions, all.sessions, "session"),
            Self.part(shown.frames, all.frames, "frame"), Self.part(shown.messages, all.messages, "message"),
            Self.part(shown.findings, all.findings, "finding"),
        ]
        let parts = counts.compactMap(\.self).joined(separator: ", ")
        var sentences = ["Shown: \(parts.isEmpty ? "nothing" : parts) (\(choice))."]
        if unsearched > 0 {
            sentences.append(
                "\(Quantity.count(unsearched, "message")) took too long to search with that regular expression, and "
                    + "\(unsearched == 1 ? "is" : "are") not shown.")
        }
        return sentences
    }

    // What there is nothing of is not counted.
    private static func part(_ shown: Int, _ all: Int, _ noun: String) -> String? {
        all == 0 ? nil : "\(Quantity.count(shown)) of \(Quantity.count(all, noun))"
    }
}
