import Dissection

/// Cuts UTF-8 at the end of a character.
public enum UTF8Prefix {
    /// The bytes of valid UTF-8 without the character that the end cut in two, if there is one.
    public static func whole(of bytes: [UInt8]) -> [UInt8] {
        // At most the last three bytes can belong to an unfinished character; its first byte tells how long it is.
        for back in 1...3 where back <= bytes.count {
            let byte = bytes[bytes.count - back]
            if byte & 0xc0 == 0x80 { continue }
            let length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
            return length > back ? Array(bytes.dropLast(back)) : bytes
        }
        return bytes
    }
}

extension MessageEvent {
    /// The beginning of a text message, whole characters of it, as far as it is kept and no byte is missing; nil where that is
    /// no UTF-8.
    var text: [UInt8]? {
        guard kind == .text, isValidText || missing > 0 else { return nil }
        let text = UTF8Prefix.whole(of: payload)
        return isValidText || String(validating: text, as: UTF8.self) != nil ? text : nil
    }
}
