import Dissection

extension Key<RecordedRecord> {
    /// The keys of TLS records that NDJSON lacks.
    static let all = [
        Key("header", "the five bytes of its header") { .bytes(Array($0.event.wire.prefix(5))) },
        Key("wire", "all its bytes as they went over the wire") { .bytes($0.event.wire) },
        Key("content", "what was in it, if it opened") {
            .bytes($0.event.contentLength == nil ? nil : $0.event.content)
        },
        Key("frames", "the numbers of the frames that have bytes in it") { .list($0.frames) },
    ]

    static let byName = index(all)
}
