import Dissection

extension Key<RecordedFinding> {
    /// The keys of findings that are quick to compute.
    static let all = [
        Key("rule") { .text($0.event.rule.rawValue) },
        Key("severity") { .text($0.event.rule.severity.rawValue) },
        Key("blame") { .text($0.event.blame.rawValue) },
        Key("title") { .text($0.event.rule.title) },
        Key("rfc") { .text($0.event.rule.rfc) },
        Key("message") { .number($0.event.message) },
        Key("record") { .number($0.event.record) },
        Key("detail") { .text($0.event.detail) },
        Key("frame") { .number($0.event.frame) },
        Key("mustFailWith") {
            .number($0.event.mustFailWith)
        },
    ]

    static let byName = index(all)
}
