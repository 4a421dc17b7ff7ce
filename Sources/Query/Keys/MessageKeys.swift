import Dissection

extension Key<RecordedMessage> {
    /// The keys of messages that are quick to compute, or that NDJSON lacks.
    static let all = [
        Key("kind", "`text` or `binary`") { .text($0.event.kind.rawValue) },
        Key("length", "bytes of payload, after inflating") { .number($0.event.length) },
        Key("wireLength", "bytes of payload on the wire") { .number($0.event.wireLength) },
        Key("payload", "the payload's bytes, after inflating") { .bytes($0.event.payload) },
        Key("text", "the payload as text, if it is valid UTF-8") {
            .text(String(validating: $0.event.payload, as: UTF8.self))
        },
        Key("frames", "the numbers of its frames") { .list(Array($0.event.frames)) },
        Key("frameCount", "how many frames it came in") { .number($0.event.frames.count) },
        Key("compressed", "whether it was compressed") { .truth($0.event.compressed) },
    ]

    static let byName = index(all)
}
