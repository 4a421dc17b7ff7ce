/// Base64 with the standard alphabet and padding (RFC 4648 §4).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The text of `bytes`.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0..<4 {
                text.append(index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : padding)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of `text`, or nil if it is no base64.
    ///
    /// Unused bits of the last letter may have any value.
    static func decode(_ text: String) -> [UInt8]? {
        let letters = Array(text.utf8)
        guard letters.count.isMultiple(of: 4) else { return nil }
        let pads = letters.reversed().prefix { $0 == padding }.count
        guard pads <= 2 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: letters.count, by: 4) {
            let used = start + 4 == letters.count ? 4 - pads : 4
            var bits = 0
            for letter in letters[start..<(start + used)] {
                guard let value = alphabet.firstIndex(of: letter) else { return nil }
                bits = bits << 6 | value
            }
            bits <<= 6 * (4 - used)
            for index in 0..<(used - 1) { bytes.append(UInt8(truncatingIfNeeded: bits >> (16 - 8 * index))) }
        }
        return bytes
    }
}
