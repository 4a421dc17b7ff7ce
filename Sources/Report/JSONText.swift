import Capture
import Wire

/// Writes JSON, one token after the other, into memory that is used again and again.
///
/// Strings are escaped so that neither a terminal nor a page acts on what they hold (`JSONString`).
struct JSONText: ~Copyable {
    private var buffer = ByteWriter()
    /// Whether the next item is the first of its object or array.
    private var isFirst = true
    private var clock = TimeText()

    /// How many bytes were written.
    var count: Int { buffer.count }

    /// What was written.
    var string: String { String(decoding: buffer) }

    /// Writes what was written here into `file`.
    ///
    /// - Returns: where it lies.
    func append(to file: TemporaryFile) throws(SystemFailure) -> Range<Int> { try file.append(buffer.bytes) }

    /// Forgets the bytes written so far, not where in the document it stands, and gives their memory back.
    mutating func giveBack() { buffer.free() }

    /// Hands what was written to `output`.
    func write(to output: Output) { output.write(buffer.bytes) }

    /// Begins another document behind what was written.
    mutating func beginDocument() { isFirst = true }

    /// Forgets the bytes written so far, not where in the document it stands.
    mutating func forgetBytes() { buffer.removeAll() }

    /// Opens an object as the next item.
    mutating func beginObject() {
        separate()
        open("{")
    }

    /// Opens an object under `key`.
    mutating func beginObject(_ key: StaticString) {
        name(key)
        open("{")
    }

    /// Closes the object.
    mutating func endObject() { close("}") }

    /// Opens an array under `key`.
    mutating func beginArray(_ key: StaticString) {
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
        buffer.append("\n")
        isFirst = true
    }

    /// Goes on to the next item: items that were written elsewhere, separated by commas, stand here.
    mutating func beginItems() { separate() }

    /// A string under `key`, if there is one.
    mutating func field(_ key: StaticString, _ value: String?) {
        guard let value else { return }
        name(key)
        buffer.append(json: value)
    }

    /// A word of the format under `key`: a text without anything to escape, known when the program is built.
    @inline(__always)
    mutating func field(_ key: StaticString, word: StaticString) {
        name(key)
        buffer.append("\"")
        buffer.append(word)
        buffer.append("\"")
    }

    /// A whole number under `key`, if there is one.
    @inline(__always)
    mutating func field(_ key: StaticString, _ value: Int?) {
        guard let value else { return }
        name(key)
        buffer.append(decimal: value)
    }

    /// A whole number of up to 64 bits under `key`.
    @inline(__always)
    mutating func field(_ key: StaticString, _ value: UInt64) {
        name(key)
        buffer.append(decimal: value)
    }

    /// A truth value under `key`.
    @inline(__always)
    mutating func field(_ key: StaticString, _ value: Bool) {
        name(key)
        if value { buffer.append("true") } else { buffer.append("false") }
    }

    /// Whole numbers as an array under `key`, if there are any.
    @inline(__always)
    mutating func field(_ key: StaticString, _ values: some Collection<Int>) {
        guard !values.isEmpty else { return }
        beginArray(key)
        for value in values {
            separate()
            buffer.append(decimal: value)
        }
        endArray()
    }

    /// A whole number as the next item of an array.
    mutating func item(_ value: Int) {
        separate()
        buffer.append(decimal: value)
    }

    /// Strings as an array under `key`, if there are any.
    mutating func field(_ key: StaticString, _ values: [String]) {
        guard !values.isEmpty else { return }
        beginArray(key)
        for value in values { item(value) }
        endArray()
    }

    /// A time under `key`, RFC 3339 in UTC.
    @inline(__always)
    mutating func field(_ key: StaticString, _ time: Timestamp) {
        name(key)
        buffer.append("\"")
        clock.append(time, to: &buffer)
        buffer.append("\"")
    }

    /// Nanoseconds under `key`, as seconds with nine decimals.
    mutating func field(_ key: StaticString, seconds nanoseconds: Int64) {
        name(key)
        if nanoseconds < 0 { buffer.append("-") }
        let (seconds, fraction) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        buffer.append(decimal: seconds)
        buffer.append(".")
        buffer.append(decimal: fraction, digits: 9)
    }

    /// Bytes as lower-case hex under `key`, if they are known.
    mutating func field(_ key: StaticString, hex value: [UInt8]?) {
        guard let value else { return }
        name(key)
        buffer.append("\"")
        for byte in value { buffer.append(hex: byte) }
        buffer.append("\"")
    }

    /// A masking key under `key`: eight digits of lower-case hex, in the order of its bytes.
    mutating func field(_ key: StaticString, _ maskingKey: MaskingKey) {
        name(key)
        buffer.append("\"")
        buffer.append(hex: maskingKey.bits)
        buffer.append("\"")
    }

    /// Bytes as base64 (RFC 4648 §4) under `key`.
    mutating func field(_ key: StaticString, base64 value: [UInt8]) {
        name(key)
        buffer.append("\"")
        buffer.append(base64: value.rawSpan)
        buffer.append("\"")
    }

    /// UTF-8 as a string under `key`; what is not UTF-8 becomes U+FFFD.
    mutating func field(_ key: StaticString, utf8 value: [UInt8]) {
        name(key)
        buffer.append(json: value)
    }

    /// A whole number under a key that is not known before the run.
    mutating func field(named key: String, _ value: Int) {
        separate()
        buffer.append(json: key)
        buffer.append(":")
        buffer.append(decimal: value)
    }

    /// A string as the next item of an array.
    mutating func item(_ value: String) {
        separate()
        buffer.append(json: value)
    }
}

// Inlined, so that a key is a copy of known length.
extension JSONText {
    @inline(__always)
    private mutating func separate() {
        if !isFirst { buffer.append(",") }
        isFirst = false
    }

    @inline(__always)
    private mutating func name(_ key: StaticString) {
        buffer.append(jsonKey: key, isFirst: isFirst)
        isFirst = false
    }

    @inline(__always)
    private mutating func open(_ bracket: StaticString) {
        buffer.append(bracket)
        isFirst = true
    }

    @inline(__always)
    private mutating func close(_ bracket: StaticString) {
        buffer.append(bracket)
        isFirst = false
    }
}
