import WebSocket
import Wire

/// Frames in a few words, as `text, FIN 0, 5 B "Hello"`.
enum FrameWords {
    /// Characters of a payload that are shown.
    private static let excerpt = 40

    /// A frame with that header and payload, unmasked, of which the end may be missing.
    static func text(_ header: FrameHeader, _ payload: [UInt8]) -> String {
        var words = [header.opcode.name]
        if !header.fin { words.append("FIN 0") }
        for (bit, name) in [(header.rsv1, "RSV1"), (header.rsv2, "RSV2"), (header.rsv3, "RSV3")] where bit {
            words.append(name)
        }
        let isWhole = payload.count == header.payloadLength
        if header.opcode == .close, isWhole || payload.count >= 2 {
            return (words + [close(payload, isWhole)]).joined(separator: ", ")
        }
        words.append("\(header.payloadLength) B")
        return words.joined(separator: ", ") + content(header, payload, isWhole)
    }

    private static func close(_ payload: [UInt8], _ isWhole: Bool) -> String {
        guard let body = CloseBody(payload: payload) else { return "a body of one byte" }
        guard let code = body.code else { return "no code" }
        return "\(code)" + (body.reason.isEmpty ? "" : " " + quote(body.reason, isWhole: isWhole))
    }

    private static func content(_ header: FrameHeader, _ payload: [UInt8], _ isWhole: Bool) -> String {
        guard header.opcode != .binary, !header.rsv1, !payload.isEmpty else { return "" }
        return " " + quote(payload, isWhole: isWhole)
    }

    /// The beginning of a text, in quotation marks; one that was cut, or is not whole, has no closing one.
    static func quote(_ bytes: [UInt8], isWhole: Bool = true) -> String {
        let text = String(decoding: bytes.prefix(4 * excerpt), as: UTF8.self)
        let isCut = !isWhole || bytes.count > 4 * excerpt || text.count > excerpt
        return "\"\(text.prefix(excerpt))" + (isCut ? "…" : "\"")
    }
}
