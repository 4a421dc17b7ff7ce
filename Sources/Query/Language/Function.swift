import Dissection
import Foundation
import HTTP
import WebSocket
import Wire

/// The functions of expressions.
enum Function: String, CaseIterable {
    /// `hex(bytes)`: `81 05`; `hex(number)`: `0x7e`.
    case hex
    /// `binary(number, width)`: the number's bits, `width` of them.
    case binary
    /// `base64(bytes)`.
    case base64
    /// `bytes(text)`: its UTF-8.
    case bytes
    /// `text(bytes)`: what they say as UTF-8; what is not UTF-8 becomes U+FFFD.
    case text
    /// `counted(number, noun)`, `counted(number, noun, plural)`: `1 byte`, `2 bytes`.
    case counted
    /// `lower(text)`.
    case lower
    /// `contains(list, value)`, `contains(text, part)`.
    case contains
    /// `acceptFor(key)`: the Sec-WebSocket-Accept that a Sec-WebSocket-Key demands.
    case acceptFor
    /// `acceptMistake(key, observed)`: what someone probably did who computed `observed`; empty if that is none of the
    /// usual mistakes.
    case acceptMistake
    /// `requestHeader(session, name)`: the value of a header of the request.
    case requestHeader
    /// `responseHeader(session, name)`: the value of a header of the response.
    case responseHeader
    /// `invalidUTF8(bytes)`: the offset of the first byte at which they can't be UTF-8 any more, their count where a
    /// character is cut off at the end, -1 where they are UTF-8.
    case invalidUTF8
    /// `milliseconds(duration)`: as a whole number, rounded.
    case milliseconds
    /// `seconds(duration)`: as a whole number, rounded.
    case seconds
    /// `encode(opcode, payload)`, `encode(opcode, payload, key)`: the bytes of a final frame.
    case encode
    /// `breaks(rule)`: whether the thing that the expression is about breaks that rule.
    case breaks
    /// `flipped(bytes, bit)`: the bytes with one bit flipped; bit 0 is the most significant of byte 0.
    case flipped

    /// The function's value.
    ///
    /// - Throws: `EvaluationError` for arguments that it doesn't take.
    func result(_ arguments: [Value], subject: Item?) throws(EvaluationError) -> Value {
        guard counts.contains(arguments.count) else { throw EvaluationError(misfit(arguments.count)) }
        let third = arguments.count > 2 ? arguments[2] : nil
        switch self {
        case .hex: return .text(try hexText(arguments[0]))
        case .binary: return .text(try binaryText(arguments[0], arguments[1]))
        case .base64: return .text(Data(try bytes(arguments[0])).base64EncodedString())
        case .bytes: return .bytes(Array(try text(arguments[0]).utf8))
        case .text: return .text(String(decoding: try bytes(arguments[0]), as: UTF8.self))
        case .lower: return .text(try text(arguments[0]).lowercased())
        case .contains: return .truth(try contains(arguments[0], arguments[1]))
        case .acceptFor: return .text(AcceptComputation(key: try text(arguments[0])).accept)
        case .acceptMistake:
            let computation = AcceptComputation(key: try text(arguments[0]))
            return .text(computation.mistake(behind: try text(arguments[1])) ?? "")
        case .requestHeader, .responseHeader:
            return .text(try headerField(arguments[0], try text(arguments[1])))
        case .encode:
            let key = try third.map { value throws(EvaluationError) in try bytes(value) }
            return .bytes(try frame(arguments[0], arguments[1], key: key))
        case .breaks:
            guard let subject else { throw EvaluationError("`breaks` has nothing to judge here") }
            return .truth(Property.rules(of: subject).contains(try text(arguments[0])))
        case .invalidUTF8:
            var checker = UTF8Checker()
            let bytes = try bytes(arguments[0])
            if let offset = checker.feed(bytes.rawSpan) { return .number(offset) }
            return .number(checker.isComplete ? -1 : bytes.count)
        case .counted: return .text(try counted(arguments[0], arguments[1], third))
        case .milliseconds: return .number(try rounded(arguments[0], to: 1_000_000))
        case .seconds: return .number(try rounded(arguments[0], to: 1_000_000_000))
        case .flipped: return .bytes(try flip(arguments[0], arguments[1]))
        }
    }

    /// How many arguments it takes.
    var counts: ClosedRange<Int> {
        switch self {
        case .hex, .base64, .bytes, .text, .lower, .acceptFor, .invalidUTF8, .milliseconds, .seconds, .breaks: 1...1
        case .binary, .contains, .acceptMistake, .requestHeader, .responseHeader, .flipped: 2...2
        case .counted, .encode: 2...3
        }
    }

    /// What is said where it gets another number of arguments.
    func misfit(_ count: Int) -> String { "`\(rawValue)` doesn't take \(Quantity.count(count, "argument"))" }

    private func text(_ value: Value) throws(EvaluationError) -> String {
        guard case .text(let text) = value else { throw mismatch(value) }
        return text
    }

    private func bytes(_ value: Value) throws(EvaluationError) -> [UInt8] {
        guard case .bytes(let bytes) = value else { throw mismatch(value) }
        return bytes
    }

    private func number(_ value: Value, in range: ClosedRange<Int>) throws(EvaluationError) -> Int {
        guard case .number(let number) = value, range.contains(number) else { throw mismatch(value) }
        return number
    }

    private func counted(_ value: Value, _ noun: Value, _ plural: Value?) throws(EvaluationError) -> String {
        let plural = try plural.map { value throws(EvaluationError) in try text(value) }
        return Quantity.count(try number(value, in: Int.min...Int.max), try text(noun), plural: plural)
    }

    private func rounded(_ value: Value, to unit: Int64) throws(EvaluationError) -> Int {
        guard case .duration(let nanoseconds) = value else { throw mismatch(value) }
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: unit)
        return Int(rest.magnitude * 2 >= unit ? whole + nanoseconds.signum() : whole)
    }

    private func mismatch(_ value: Value) -> EvaluationError {
        EvaluationError("`\(rawValue)` doesn't take \(value.kind)")
    }

    private func hexText(_ value: Value) throws(EvaluationError) -> String {
        if case .number(let number) = value, number >= 0 { return "0x" + String(number, radix: 16) }
        return Notation.hex(try bytes(value))
    }

    private func binaryText(_ value: Value, _ width: Value) throws(EvaluationError) -> String {
        let digits = String(try number(value, in: 0...Int.max), radix: 2)
        return String(repeating: "0", count: max(0, try number(width, in: 1...64) - digits.count)) + digits
    }

    private func contains(_ whole: Value, _ part: Value) throws(EvaluationError) -> Bool {
        if case .list(let values) = whole {
            for value in values where try value.equals(part) { return true }
            return false
        }
        return try text(whole).contains(try text(part))
    }

    private func headerField(_ value: Value, _ name: String) throws(EvaluationError) -> String {
        guard case .item(.session(let session)) = value else { throw mismatch(value) }
        let handshake = session.start.handshake
        let found = self == .requestHeader ? handshake?.request.value(name) : handshake?.response?.value(name)
        guard let found else { throw EvaluationError("\(value.text) has no header `\(name)` there") }
        return found
    }

    private func frame(_ opcode: Value, _ payload: Value, key: [UInt8]?) throws(EvaluationError) -> [UInt8] {
        let payloadBytes: [UInt8]
        if case .text(let text) = payload { payloadBytes = Array(text.utf8) } else { payloadBytes = try bytes(payload) }
        var maskingKey: MaskingKey?
        if let key {
            guard key.count == 4 else { throw EvaluationError("a masking key has 4 bytes, not \(key.count)") }
            maskingKey = MaskingKey(key.reduce(0) { $0 << 8 | UInt32($1) })
        }
        return FrameEncoder.encode(
            opcode: Opcode(rawValue: UInt8(try number(opcode, in: 0...15))), payload: payloadBytes,
            maskingKey: maskingKey)
    }

    private func flip(_ value: Value, _ bit: Value) throws(EvaluationError) -> [UInt8] {
        var bytes = try bytes(value)
        let bit = try number(bit, in: 0...max(0, bytes.count * 8 - 1))
        guard bit >> 3 < bytes.count else { throw EvaluationError("there is no bit \(bit)") }
        bytes[bit >> 3] ^= 0x80 >> UInt8(bit & 7)
        return bytes
    }
}
