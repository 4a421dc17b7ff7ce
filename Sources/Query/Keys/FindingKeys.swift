import Dissection

extension Key<RecordedFinding> {
    /// The keys of findings that are quick to compute.
    static let all = [
        Key("rule", "the id of the rule") { .text($0.event.rule.rawValue) },
        Key("severity", "`error`, `warning` or `note`") { .text($0.event.rule.severity.rawValue) },
        Key("blame", "who broke the rule") { .text($0.event.blame.rawValue) },
        Key("detail", "what was found, a sentence") { .text($0.event.detail) },
        Key("frame", "the number of the frame that it is about") { .number($0.event.frame) },
        Key("mustFailWith", "the close code with which a receiver must fail the connection") {
            .number($0.event.mustFailWith)
        },
    ]

    static let byName = index(all)
}
