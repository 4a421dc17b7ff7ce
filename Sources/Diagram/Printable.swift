/// Makes bytes and text that come from the wire safe to show.
///
/// A terminal obeys control characters, and some characters reorder or hide others: none of them passes. What cannot
/// be shown as itself becomes an escape: `\n`, `\r`, `\t`; `\x1b` for other controls below U+0080 and for bytes that are not
/// UTF-8; `\u{202e}` for the rest.
///
/// A backslash is shown as it was written. In a text that has one, all characters that are escaped become `\u{a}` and the
/// like, which hardly anybody writes: `\n` in it is what somebody sent, and two different payloads do not look the same.
public enum Printable {
    /// `text` with escapes; of printable ASCII only if `ascii`.
    public static func escaped(_ text: String, ascii: Bool = false) -> String {
        escaped(utf8: text.utf8, ascii: ascii)
    }

    /// `bytes` as UTF-8 text with escapes; each byte that is not UTF-8 becomes `\xNN`.
    public static func escaped(bytes: some Collection<UInt8>, ascii: Bool = false) -> String {
        escaped(utf8: bytes, ascii: ascii)
    }

    /// A sentence of our own that may quote the wire: control and invisible characters become escapes; with `ascii`, what
    /// else is not ASCII gets a plain form, or an escape.
    ///
    /// No-break spaces stay for `wrap` to find.
    public static func sentence(_ text: String, ascii: Bool = false) -> String {
        var result = ""
        let isShort = !text.utf8.contains(backslash)
        for scalar in text.unicodeScalars {
            if scalar == "\u{a0}" {
                result.unicodeScalars.append(scalar)
            } else if ascii, let plain = plainForm(scalar) {
                result += plain
            } else {
                append(scalar, to: &result, ascii: ascii, isShort: isShort)
            }
        }
        return result
    }

    /// What stands in ASCII for the characters that our own sentences use.
    private static func plainForm(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "–", "—", "−", "·": "-"
        case "…": "..."
        case "§": "section\u{a0}"
        case "→": "->"
        case "×": "x"
        case "µ": "u"
        case "’": "'"
        case "“", "”": "\""
        default: nil
        }
    }

    /// `text` for XML, as element content or attribute value: markup escaped, characters that XML forbids as escapes.
    public static func xml(_ text: String) -> String {
        var result = ""
        let isShort = !text.utf8.contains(backslash)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: append(scalar, to: &result, ascii: false, isShort: isShort)
            }
        }
        return result
    }

    /// The byte as one column of a hex view: itself if it is printable ASCII, otherwise `.`.
    public static func column(_ byte: UInt8) -> String {
        (0x20..<0x7f).contains(byte) ? String(Unicode.Scalar(byte)) : "."
    }

    private static func escaped(utf8 bytes: some Collection<UInt8>, ascii: Bool) -> String {
        var result = ""
        var marks = 0
        let isShort = !bytes.contains(backslash)
        var index = bytes.startIndex
        while index != bytes.endIndex {
            guard let (scalar, next) = decode(bytes, at: index) else {
                result += byteEscape(bytes[index])
                marks = maximumMarks
                bytes.formIndex(after: &index)
                continue
            }
            if isCombining(scalar) {
                // A mark on nothing would settle on our own text, and a heap of them covers other lines.
                marks += 1
                if marks > maximumMarks {
                    result += scalarEscape(scalar)
                    index = next
                    continue
                }
            } else {
                marks = 0
            }
            let before = result.utf8.count
            append(scalar, to: &result, ascii: ascii, isShort: isShort)
            if result.utf8.count - before != UTF8.width(scalar) { marks = maximumMarks }
            if index == bytes.startIndex, isCombining(scalar) {
                result = scalarEscape(scalar)
                marks = maximumMarks
            }
            index = next
        }
        return result
    }

    static let maximumMarks = 3

    static let backslash = UInt8(ascii: "\\")

    /// Appends the scalar, or its escape: the shortest one if `isShort`, otherwise the one that nobody writes.
    private static func append(
        _ scalar: Unicode.Scalar, to result: inout String, ascii: Bool, isShort: Bool
    ) {
        if let escape = escape(scalar, ascii: ascii, isShort: isShort) {
            result += escape
        } else {
            result.unicodeScalars.append(scalar)
        }
    }

    /// What stands for the scalar: the shortest escape if `isShort`, otherwise the one that nobody writes; nil where it
    /// stands for itself.
    static func escape(_ scalar: Unicode.Scalar, ascii: Bool, isShort: Bool) -> String? {
        switch scalar {
        case " "..."~": nil
        case _ where scalar.value < 0x80 && !isShort: scalarEscape(scalar)
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case _ where scalar.value < 0x80: byteEscape(UInt8(truncatingIfNeeded: scalar.value))
        case _ where ascii || !isVisible(scalar): scalarEscape(scalar)
        default: nil
        }
    }

    /// The scalar that begins at `index` and the index behind it; nil where the bytes are not UTF-8 (RFC 3629 §4).
    private static func decode<Bytes: Collection<UInt8>>(
        _ bytes: Bytes, at index: Bytes.Index
    ) -> (Unicode.Scalar, Bytes.Index)? {
        var next = index
        let scalar = decode {
            guard next != bytes.endIndex else { return nil }
            defer { bytes.formIndex(after: &next) }
            return bytes[next]
        }
        return scalar.map { ($0, next) }
    }

    /// The scalar whose bytes `next` gives one by one; nil where they are not UTF-8 (RFC 3629 §4), or end within it.
    @inline(__always)
    static func decode(_ next: () -> UInt8?) -> Unicode.Scalar? {
        guard let first = next() else { return nil }
        if first < 0x80 { return Unicode.Scalar(first) }
        let length = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1
        guard (0xc2...0xf4).contains(first) else { return nil }
        var value = UInt32(first) & (0x3f >> UInt32(length))
        for _ in 0..<length {
            guard let byte = next(), byte & 0xc0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3f)
        }
        // Overlong forms of three and four bytes; surrogates and values beyond U+10FFFF are no scalars.
        guard value >= (length == 1 ? 0x80 : length == 2 ? 0x800 : 0x10000) else { return nil }
        return Unicode.Scalar(value)
    }

    static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        if properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint { return false }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }

    static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        default: return (0x1160...0x11ff).contains(scalar.value) || (0xd7b0...0xd7ff).contains(scalar.value)
        }
    }

    static func byteEscape(_ byte: UInt8) -> String {
        (byte < 16 ? "\\x0" : "\\x") + String(byte, radix: 16)
    }

    static func scalarEscape(_ scalar: Unicode.Scalar) -> String {
        "\\u{" + String(scalar.value, radix: 16) + "}"
    }
}
