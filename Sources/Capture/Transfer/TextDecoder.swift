/// Turns text in UTF-16, as PowerShell's `>` and some editors of Windows write it, into UTF-8, in any pieces.
///
/// Which encoding it is shows at the beginning: by its byte order mark or, without one, by the zero beside an ASCII character.
struct TextDecoder {
    /// How the text is encoded.
    enum Encoding: Equatable {
        /// UTF-8, or anything else that has ASCII in it: left as it is.
        case utf8
        case utf16LittleEndian
        case utf16BigEndian

        /// The encoding of a text that begins so; nil while that can't be told.
        init?(_ start: [UInt8]) {
            guard start.count >= 2 else { return nil }
            switch (start[0], start[1]) {
            case (0xff, 0xfe), (1..., 0): self = .utf16LittleEndian
            case (0xfe, 0xff), (0, 1...): self = .utf16BigEndian
            default: self = .utf8
            }
        }
    }

    /// The encoding; nil while nothing has shown it.
    private(set) var encoding: Encoding?
    /// Bytes that are no whole character yet.
    private var rest: [UInt8] = []

    /// Decodes the next bytes, as far as they are whole characters.
    mutating func decode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        rest += bytes
        if encoding == nil { encoding = Encoding(rest) }
        guard let encoding else { return [] }
        defer { rest.removeFirst(encoding == .utf8 ? rest.count : rest.count & ~1) }
        guard encoding != .utf8 else { return rest }
        var text: [UInt8] = []
        text.reserveCapacity(rest.count / 2)
        for index in stride(from: 0, to: rest.count & ~1, by: 2) {
            let (first, second) = (UInt16(rest[index]), UInt16(rest[index + 1]))
            let unit = encoding == .utf16LittleEndian ? second << 8 | first : first << 8 | second
            // A key log is ASCII: what else is in it need not be told apart, but must not become ASCII.
            switch unit {
            case 0xfeff: break
            case ..<0x80: text.append(UInt8(unit))
            default: text += [0xef, 0xbf, 0xbd]
            }
        }
        return text
    }

    /// Decodes what is left at the end.
    mutating func finish() -> [UInt8] {
        defer { rest = [] }
        return rest
    }
}
