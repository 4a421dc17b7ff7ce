import Dissection

extension Diagnosis {
    /// Everything that it says, the first cause first.
    var text: String {
        ([verdict] + facts
            + causes.flatMap { [$0.claim] + $0.evidence + $0.remedies.flatMap { [$0.text] + $0.lines } })
            .joined(separator: "\n")
    }
}
