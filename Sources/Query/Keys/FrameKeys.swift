import Dissection
import Report
import WebSocket
import Wire

extension Key<RecordedFrame> {
    /// The keys of frames that are quick to compute, or that NDJSON lacks.
    static let all = [
        Key("frame") { .number($0.number) },
        Key("time") { .text($0.event?.time.rfc3339) },
        Key("missing") { .positive($0.event?.holes.missing) },
        Key("answers") { .number($0.event?.answers) },
        Key("roundTripTime") { .duration($0.event?.roundTripTime) },
        Key("fin") { .truth($0.header.fin) },
        Key("rsv1") { .truth($0.header.rsv1) },
        Key("rsv2") { .truth($0.header.rsv2) },
        Key("rsv3") { .truth($0.header.rsv3) },
        Key("opcode") { .number($0.header.opcode.rawValue) },
        Key("opcodeName") {
            .text($0.header.opcode.name)
        },
        Key("masked") { .truth($0.header.masked) },
        Key("maskingKey") { .bytes($0.header.masked ? $0.maskingKey : nil) },
        Key("length7", "the number in the seven bits of the length field, 126 and 127 included") {
            .number($0.header.length7)
        },
        Key("payloadLength") { .number($0.header.payloadLength) },
        Key("headerLength") { .number($0.header.headerLength) },
        Key("size", "bytes of header and payload together") { .number($0.size) },
        Key("wire", "all its bytes as they went over the wire") { .bytes($0.wire) },
        Key("header", "the bytes of its header") { .bytes($0.headerBytes) },
        Key("maskedPayload", "the payload's bytes as they went over the wire") { .bytes($0.maskedPayload) },
        Key("payload", "the payload's bytes, unmasked; still compressed if the message is") { .bytes($0.payload) },
        Key("text", "the payload as text, if it is valid UTF-8") { frame in
            let payload = frame.payload
            // What is kept of a long payload may end inside a character.
            let isCut = UInt64(payload.count) < frame.header.payloadLength
            return .text(String(validating: isCut ? UTF8Prefix.whole(of: payload) : payload, as: UTF8.self))
        },
        Key("message") { .number($0.message) },
        Key("streamOffset") {
            .number($0.streamOffset)
        },
        Key("whole", "whether all its bytes are in the capture") { .truth($0.isWhole) },
        Key("code", "the close code of a Close") { .number($0.closeBody?.code) },
        Key("reason", "the reason of a Close") { .text($0.closeBody?.reasonText) },
    ]

    static let byName = index(all)
}
