import Wire

/// Where the parts of a JSON text stand (RFC 8259): values are passed over, and nothing is copied.
///
/// It follows strings and brackets only: it is sure where a part ends in a text that is JSON, and gives up, or finds
/// something harmless, in one that is not.
enum JSONSkip {
    /// Moves `at` over white space.
    @inline(__always)
    static func space(_ bytes: RawSpan, _ at: inout Int) {
        while at < bytes.byteCount, isSpace(bytes.byte(at: at)) { at += 1 }
    }

    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 }

    /// Moves `at` from a string's quotation mark past its other one; false where the bytes end before that.
    static func string(_ bytes: RawSpan, _ at: inout Int) -> Bool {
        at += 1
        while at < bytes.byteCount {
            let byte = bytes.byte(at: at)
            if byte == UInt8(ascii: "\"") {
                at += 1
                return true
            }
            at += byte == UInt8(ascii: "\\") ? 2 : 1
            if at < bytes.byteCount { at = bytes.endOfPlainText(from: at) }
        }
        at = bytes.byteCount
        return false
    }

    /// Moves `at` from the first byte of a value past it; false where the bytes end before it, or where none begins.
    static func value(_ bytes: RawSpan, _ at: inout Int) -> Bool {
        guard at < bytes.byteCount else { return false }
        switch bytes.byte(at: at) {
        case UInt8(ascii: "\""): return string(bytes, &at)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return container(bytes, &at)
        default:
            let start = at
            while at < bytes.byteCount, !endsLiteral(bytes.byte(at: at)) { at += 1 }
            return at > start && at < bytes.byteCount
        }
    }

    private static func container(_ bytes: RawSpan, _ at: inout Int) -> Bool {
        var depth = 0
        while at < bytes.byteCount {
            switch bytes.byte(at: at) {
            case UInt8(ascii: "\""):
                guard string(bytes, &at) else { return false }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 {
                    at += 1
                    return true
                }
            default: break
            }
            at += 1
        }
        return false
    }

    private static func endsLiteral(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"): true
        default: isSpace(byte)
        }
    }
}
