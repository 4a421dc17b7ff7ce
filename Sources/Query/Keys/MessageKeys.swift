import Dissection
import Report

extension Key<RecordedMessage> {
    /// The keys of messages that are quick to compute, or that NDJSON lacks.
    static let all = [
        Key("message") { .number($0.event.message) },
        Key("time") { .text($0.event.time.rfc3339) },
        Key("missing") { .positive($0.event.missing) },
        Key("kind") { .text($0.event.kind.rawValue) },
        Key("length") { .number($0.event.length) },
        Key("wireLength") { .number($0.event.wireLength) },
        Key("payload", "the payload's bytes, after inflating") { .bytes($0.event.payload) },
        Key("text") {
            .text(String(validating: $0.event.payload, as: UTF8.self))
        },
        Key("frames") { .list(Array($0.event.frames)) },
        Key("frameCount", "how many frames it came in") { .number($0.event.frames.count) },
        Key("compressed") { .truth($0.event.compressed) },
    ]

    static let byName = index(all)
}
