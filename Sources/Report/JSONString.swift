import Wire

// Strings are escaped so that neither a terminal nor a page acts on what they hold: besides what JSON demands, DEL, the
// C1 controls and the invisible characters that reorder text become `\u` escapes.

extension ByteWriter {
    /// Writes a text as a JSON string, its quotes included.
    mutating func append(json text: String) {
        var text = text
        text.makeContiguousUTF8()
        append("\"")
        // Raw bytes of a byte are the byte.
        append(escaped: unsafe text.utf8Span.span.bytes)
        append("\"")
    }

    /// Writes UTF-8 as a JSON string, its quotes included; what is not UTF-8 becomes U+FFFD.
    mutating func append(json utf8: [UInt8]) {
        let bytes = utf8.rawSpan
        guard bytes.endOfASCII(from: 0) == bytes.byteCount || (try? UTF8Span(validating: utf8.span)) != nil else {
            return append(json: String(decoding: utf8, as: UTF8.self))
        }
        append("\"")
        append(escaped: bytes)
        append("\"")
    }

    /// Writes valid UTF-8 as it stands between the quotes of a JSON string.
    private mutating func append(escaped utf8: RawSpan) {
        var index = 0
        while true {
            let end = utf8.endOfPlainText(from: index)
            append(utf8.extracting(index..<end))
            guard end < utf8.byteCount else { return }
            let (scalar, length) = utf8.scalar(at: end)
            if length > 1, !Self.isHarmful(scalar) {
                append(utf8.extracting(end..<(end + length)))
            } else {
                append(escape: scalar)
            }
            index = end + length
        }
    }

    private mutating func append(escape scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": append(#"\""#)
        case "\\": append(#"\\"#)
        case "\n": append(#"\n"#)
        case "\r": append(#"\r"#)
        case "\t": append(#"\t"#)
        default:
            // All of them lie in the Basic Multilingual Plane but the tags, which need a surrogate pair.
            for unit in UTF16.encode(scalar) ?? .init() {
                append(#"\u"#)
                append(hex: UInt8(truncatingIfNeeded: unit >> 8))
                append(hex: UInt8(truncatingIfNeeded: unit))
            }
        }
    }

    /// Whether a terminal or a page would act on the character instead of showing it: controls, and format characters,
    /// which are invisible and may reorder what stands around them.
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Most text: Latin, Greek, Cyrillic; India's to Canada's scripts; symbols, those of China, Japan and Korea; emoji.
        case 0xae..<0x600, 0x900..<0x1800, 0x2070..<0xd800, 0x1f000..<0x20000: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}

extension RawSpan {
    /// The character at `index` of valid UTF-8, and how many bytes it takes.
    fileprivate func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
        let first = UInt32(byte(at: index))
        if first < 0x80 { return (Unicode.Scalar(UInt8(first)), 1) }
        let length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
        var bits = first & (0x7f >> UInt32(length))
        for place in 1..<length { bits = bits << 6 | UInt32(byte(at: index + place) & 0x3f) }
        return (Unicode.Scalar(bits) ?? "\u{fffd}", length)
    }
}
