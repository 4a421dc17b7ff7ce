import Diagram
import Dissection
import Query
import WebSocket
import Wire

/// The usual mistakes, and what is said about them where the lesson has no reply of its own.
enum Mistake {
    /// About a number that isn't the right one.
    ///
    /// - Parameter isCount: whether things are counted, and not a code or a place asked for.
    static func remark(onNumber number: Int, typed: String, right: Int, isCount: Bool) -> String? {
        let digits = AnswerNotation.trimmed(typed).lowercased()
        if right >= 0, digits == String(right, radix: 16) {
            return "Right in hex, but it reads as decimal: write 0x\(digits)."
        }
        if right >= 0, right > 1, digits == String(right, radix: 2) {
            return "Right in binary, but it reads as decimal: write 0b\(digits)."
        }
        guard isCount else { return nil }
        if right != .max, number == right + 1 { return "One too many." }
        if right != .min, number == right - 1 { return "One too few." }
        return nil
    }

    /// About what is no number, where it may be bytes or a number in hex without its prefix.
    static func remark(onNoNumber typed: String, right: Int, unit: String?) -> String? {
        let digits = typed.lowercased().filter { !$0.isWhitespace }
        if let unit, let other = ["s": "seconds", "ms": "milliseconds"][digits.drop { !$0.isLetter }.description],
            other != unit
        {
            return "The answer is asked for in \(unit)."
        }
        if digits.contains("^") || digits.contains("*") { return "Write the number out, in decimal or in hex." }
        if let fraction = Double(digits), fraction.isFinite, fraction.rounded() == Double(right) {
            return "Round it to a whole number."
        }
        // One letter may as well be that of an option.
        guard digits.count > 1, digits.contains(where: \.isLetter), let number = Int(digits, radix: 16) else {
            return nil
        }
        guard number == right else {
            return "That reads as hex. A number is asked for: write 0x before it in hex, or write it in decimal."
        }
        return
            "Right in hex. As a number it begins with 0x: write 0x\(String(number, radix: 16)), or the same in decimal."
    }

    /// About what is no row of hex bytes.
    static func remark(onHex typed: String) -> String {
        guard let count = Notation.hexDigitCount(typed), count > 0 else {
            return
                "Type bytes as pairs of hex digits, 0 to 9 and a to f, with spaces between or without: de ad or dead."
        }
        return "A byte is two hex digits, and a digit is left over: write 05, not 5."
    }

    /// About bytes that aren't the right ones.
    static func remark(onBytes bytes: [UInt8], right: [UInt8]) -> String? {
        if bytes.count > 1, bytes == Array(right.reversed()) {
            return "These are the right bytes in the wrong order: the first on the wire comes first."
        }
        guard bytes.count == right.count else {
            return
                "That is \(Quantity.count(bytes.count, "byte")). The answer has \(Quantity.count(right.count, "byte"))."
        }
        let agreeing = zip(bytes, right).prefix { $0 == $1 }.count
        switch agreeing {
        case 0: return nil
        case 1: return "The first byte is right. Look at the next one again."
        default: return "The first \(agreeing) bytes are right. Look at the next one again."
        }
    }

    /// About bytes that `side` is to send, and that end inside a frame's header; `example` is a right frame.
    static func remark(
        onUnfinishedHeader error: DecodeError, of bytes: [UInt8], from side: Side, example: RecordedFrame?
    ) -> String {
        if let remark = remark(onHeaderless: bytes, example: example) { return remark }
        if side == .server, bytes.count > 1, bytes[1] & 0x80 != 0 {
            return "The second byte sets the mask bit, and a masking key would have to follow. A server never masks."
        }
        return switch error {
        case .needMore(let field, _, let bytes, _):
            "The bytes end inside the header: \(FieldCatalogue.description(of: field).title) needs \(Quantity.count(bytes, "more byte"))."
        case .invalid(let field, _): "\(FieldCatalogue.description(of: field).title) can't have that value."
        }
    }

    // The payload was typed without a header.
    private static func remark(onHeaderless bytes: [UInt8], example: RecordedFrame?) -> String? {
        guard let example, !bytes.isEmpty, bytes == example.payload else { return nil }
        return "That is the payload. A header goes before it."
    }

    /// About a frame that doesn't meet the condition; `example` is one that does.
    static func remark(onFrame frame: RecordedFrame, example: RecordedFrame?) -> String? {
        if let remark = remark(onHeaderless: frame.wire, example: example) { return remark }
        let header = frame.header
        let held = UInt64(frame.wire.count - header.headerLength)
        if held != header.payloadLength {
            return "The header announces \(header.payloadLength) bytes of payload, and \(held) follow."
        }
        if let broken = broken(frame) { return broken }
        guard let example else { return nil }
        if header.fin != example.header.fin {
            return header.fin ? "FIN is 1: the message would end here." : "FIN is 0: the message would go on."
        }
        guard header.opcode != example.header.opcode else { return nil }
        return "The opcode \(String(header.opcode.rawValue, radix: 16)) makes it a \(header.opcode.name) frame."
    }

    /// About a frame of which the wrong bit was flipped.
    static func remark(onFlipped frame: RecordedFrame, bit: Int) -> String {
        guard let field = field(of: frame, at: bit) else { return "The frame has no bit \(bit)." }
        let place = "Bit \(bit) belongs to \(FieldCatalogue.description(of: field.id).title)"
        if field.id == .frameOpcode {
            return
                "\(place): flipped, it makes the opcode \(String(frame.header.opcode.rawValue, radix: 16)), \(frame.header.opcode.name)."
        }
        return [place + ".", broken(frame) ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func field(of frame: RecordedFrame, at bit: Int) -> Field? {
        var reader = FieldReader(frame.wire.rawSpan, sink: FieldRecorder(), limitedBy: .stream)
        guard (try? FrameHeader(reading: &reader)) != nil else { return nil }
        let fields = reader.finish().fields
        return fields.first { $0.range.lower <= bit && bit < $0.range.upper }
            ?? Field(id: .framePayload, range: BitRange(lower: bit, count: 1), value: nil)
    }

    private static func broken(_ frame: RecordedFrame) -> String? {
        guard let id = frame.rules.first, let rule = Rule(rawValue: id) else { return nil }
        return "That frame breaks a rule: \(rule.title)."
    }
}
