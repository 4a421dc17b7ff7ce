import Diagram
import Dissection
import WebSocket
import Wire

/// Frames in a few words.
enum FrameText {
    /// Opcode and length: `text, 5 bytes`, `continuation (last), 120 bytes`, `pong, 4 bytes, answers #3 in 1.2 ms`.
    static func headline(_ frame: FrameEvent) -> String {
        let answer = frame.answer(ascii: false).map { ", \($0)" } ?? ""
        let size =
            frame.length < FrameHeader.impossibleLength
            ? "\(frame.length) \(frame.length == 1 ? "byte" : "bytes")" : Quantity.announced(frame.length, "byte")
        return "\(kind(frame)), \(size)\(answer)"
    }

    /// The same in fewer columns: `ping 4 B`, `continuation (last) 120 B`, `pong 4 B, answers #3 in 1.2 ms`.
    static func brief(_ frame: FrameEvent) -> String {
        let answer = frame.answer(ascii: false).map { ", \($0)" } ?? ""
        let size =
            frame.length < FrameHeader.impossibleLength
            ? Quantity.bytes(Int(frame.length)) : Quantity.announced(frame.length, "byte")
        return "\(kind(frame)) \(size)\(answer)"
    }

    /// Opcode and place in the message: `text`, `text (first), compressed`, `continuation (last)`.
    private static func kind(_ frame: FrameEvent) -> String {
        let header = frame.header
        var kind = header.opcode.name
        if header.opcode == .continuation, header.fin { kind += " (last)" }
        if !header.opcode.isControl, header.opcode != .continuation, !header.fin { kind += " (first)" }
        if header.rsv1, !header.opcode.isControl { kind += ", compressed" }
        return kind
    }

    /// The beginning of the payload, safe to show: text in quotation marks, other bytes in hex; empty if nothing is known.
    static func excerpt(_ frame: FrameEvent, ascii: Bool) -> String {
        if let close = frame.close, !close.isCodeMissing {
            if close.mistake == .codeMissing { return "\"\(Printable.escaped(bytes: close.payload, ascii: ascii))\"" }
            let reason = close.reason.isEmpty ? "" : " \"\(Printable.escaped(bytes: close.reason, ascii: ascii))\""
            return (close.code.map { String($0) } ?? "") + reason + (close.missing > 0 ? ascii ? " ..." : " …" : "")
        }
        let payload = frame.inflated ?? frame.payload
        guard !payload.isEmpty else { return "" }
        if frame.header.opcode != .binary,
            let text = String(validating: UTF8Prefix.whole(of: payload), as: UTF8.self)
        {
            return "\"\(Printable.escaped(text, ascii: ascii))\""
        }
        let shown = payload.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
        let isCut =
            frame.inflated.map { $0.count > 16 } ?? (frame.length > UInt64(min(payload.count, 16)))
        return isCut ? shown + (ascii ? " ..." : " …") : shown
    }
}
