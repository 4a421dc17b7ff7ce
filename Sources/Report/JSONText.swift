import Foundation
import Wire

/// Writes JSON, one token after the other, into a buffer that is used again and again.
///
/// Strings are escaped so that neither a terminal nor a page acts on what they hold: besides what JSON demands, DEL, the
/// C1 controls and the invisible characters that reorder text become `\u` escapes.
struct JSONText {
    /// What was written.
    private(set) var bytes: [UInt8] = []
    /// Whether the next item is the first of its object or array.
    private var isFirst = true
    private var clock = TimeText()

    /// Forgets what was written and keeps the memory.
    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        isFirst = true
    }

    /// Forgets the bytes written so far, not where in the document it stands.
    mutating func forgetBytes() { bytes.removeAll(keepingCapacity: true) }

    /// Opens an object as the next item.
    mutating func beginObject() {
        separate()
        open("{")
    }

    /// Opens an object under `key`.
    mutating func beginObject(_ key: String) {
        name(key)
        open("{")
    }

    /// Closes the object.
    mutating func endObject() { close("}") }

    /// Opens an array under `key`.
    mutating func beginArray(_ key: String) {
        name(key)
        open("[")
    }

    /// Opens an array as the next item.
    mutating func beginArray() {
        separate()
        open("[")
    }

    /// Closes the array.
    mutating func endArray() { close("]") }

    /// Ends the line: the next object stands alone.
    mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        isFirst = true
    }

    /// Inserts items that were written elsewhere, separated by commas, as the next items.
    mutating func insert(items: [UInt8]) {
        guard !items.isEmpty else { return }
        separate()
        bytes.append(contentsOf: items)
    }

    /// A string under `key`, if there is one.
    mutating func field(_ key: String, _ value: String?) {
        guard let value else { return }
        name(key)
        string(value)
    }

    /// A whole number under `key`, if there is one.
    mutating func field(_ key: String, _ value: Int?) {
        guard let value else { return }
        name(key)
        number(value)
    }

    /// A whole number of up to 64 bits under `key`.
    mutating func field(_ key: String, _ value: UInt64) {
        name(key)
        digits(value)
    }

    /// A truth value under `key`.
    mutating func field(_ key: String, _ value: Bool) {
        name(key)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Whole numbers as an array under `key`, if there are any.
    mutating func field(_ key: String, _ values: some Collection<Int>) {
        guard !values.isEmpty else { return }
        beginArray(key)
        for value in values {
            separate()
            number(value)
        }
        endArray()
    }

    /// Strings as an array under `key`, if there are any.
    mutating func field(_ key: String, _ values: [String]) {
        guard !values.isEmpty else { return }
        beginArray(key)
        for value in values { item(value) }
        endArray()
    }

    /// A time under `key`, RFC 3339 in UTC.
    mutating func field(_ key: String, _ time: Timestamp) {
        name(key)
        bytes.append(UInt8(ascii: "\""))
        clock.append(time, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Nanoseconds under `key`, as seconds with nine decimals.
    mutating func field(_ key: String, seconds nanoseconds: Int64) {
        name(key)
        if nanoseconds < 0 { bytes.append(UInt8(ascii: "-")) }
        let (seconds, fraction) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        digits(seconds)
        bytes.append(UInt8(ascii: "."))
        TimeText.appendPadded(fraction, digits: 9, to: &bytes)
    }

    /// Bytes as lower-case hex under `key`, if they are known.
    mutating func field(_ key: String, hex value: [UInt8]?) {
        guard let value else { return }
        name(key)
        bytes.append(UInt8(ascii: "\""))
        for byte in value { hex(byte) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Bytes as base64 (RFC 4648 §4) under `key`.
    mutating func field(_ key: String, base64 value: [UInt8]) {
        name(key)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: Data(value).base64EncodedString().utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    /// UTF-8 as a string under `key`; what is not UTF-8 becomes U+FFFD.
    mutating func field(_ key: String, utf8 value: [UInt8]) {
        name(key)
        string(String(decoding: value, as: UTF8.self))
    }

    /// A whole number under a key that is not known before the run.
    mutating func field(named key: String, _ value: Int) {
        separate()
        string(key)
        bytes.append(UInt8(ascii: ":"))
        number(value)
    }

    /// A string as the next item of an array.
    mutating func item(_ value: String) {
        separate()
        string(value)
    }
}

extension JSONText {
    private mutating func separate() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
    }

    private mutating func name(_ key: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: key.utf8)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        isFirst = true
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        isFirst = false
    }

    private mutating func number(_ value: Int) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        digits(UInt64(value.magnitude))
    }

    private mutating func digits(_ value: UInt64) {
        guard value >= 10 else {
            bytes.append(UInt8(truncatingIfNeeded: value) + UInt8(ascii: "0"))
            return
        }
        let start = bytes.count
        var rest = value
        while rest > 0 {
            bytes.append(UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0"))
            rest /= 10
        }
        bytes[start...].reverse()
    }

    private mutating func hex(_ byte: UInt8) {
        bytes.append(Self.hexDigit(byte >> 4))
        bytes.append(Self.hexDigit(byte & 0xf))
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private mutating func string(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        if value.utf8.allSatisfy(Self.isPlain) {
            bytes.append(contentsOf: value.utf8)
        } else {
            for scalar in value.unicodeScalars { append(scalar) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a byte of UTF-8 stands for itself, whatever stands beside it: printable ASCII but for `"` and `\`.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte &- 0x20 < 0x5f && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"", "\\":
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(UInt8(ascii: scalar))
        case "\n": bytes.append(contentsOf: "\\n".utf8)
        case "\r": bytes.append(contentsOf: "\\r".utf8)
        case "\t": bytes.append(contentsOf: "\\t".utf8)
        case _ where Self.isHarmful(scalar):
            // All of them lie in the Basic Multilingual Plane but the tags, which need a surrogate pair.
            for unit in UTF16.encode(scalar) ?? .init() {
                bytes.append(contentsOf: "\\u".utf8)
                hex(UInt8(truncatingIfNeeded: unit >> 8))
                hex(UInt8(truncatingIfNeeded: unit))
            }
        default: bytes.append(contentsOf: String(scalar).utf8)
        }
    }

    /// Whether a terminal or a page would act on the character instead of showing it: controls, and format characters,
    /// which are invisible and may reorder what stands around them.
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
