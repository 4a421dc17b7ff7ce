import WebSocket
import Wire

/// Frames in a few words, as `text, FIN 0, 5 B "Hello"`.
enum FrameWords {
    /// Characters of a payload that are shown.
    private static let excerpt = 40

    /// A frame with that header and payload, unmasked.
    static func text(_ header: FrameHeader, _ payload: [UInt8]) -> String {
        var words = [header.opcode.name]
        if !header.fin { words.append("FIN 0") }
        for (bit, name) in [(header.rsv1, "RSV1"), (header.rsv2, "RSV2"), (header.rsv3, "RSV3")] where bit {
            words.append(name)
        }
        if header.opcode == .close { return (words + [close(payload)]).joined(separator: ", ") }
        words.append("\(header.payloadLength) B")
        return words.joined(separator: ", ") + content(header, payload)
    }

    private static func close(_ payload: [UInt8]) -> String {
        guard let body = CloseBody(payload: payload) else { return "a body of one byte" }
        guard let code = body.code else { return "no code" }
        return "\(code)" + (body.reason.isEmpty ? "" : quoted(body.reasonText))
    }

    private static func content(_ header: FrameHeader, _ payload: [UInt8]) -> String {
        guard header.opcode != .binary, !header.rsv1, !payload.isEmpty else { return "" }
        return quoted(String(decoding: payload.prefix(4 * excerpt), as: UTF8.self))
    }

    /// The beginning of a text; one that was cut has no closing quotation mark.
    private static func quoted(_ text: String) -> String {
        text.count > excerpt ? " \"\(text.prefix(excerpt))…" : " \"\(text)\""
    }
}
