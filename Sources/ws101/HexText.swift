/// Bytes as people type and paste them: `8185 37fa`, `0x81, 0x85`, `81:85:37`, `\x81\x85`.
enum HexText {
    /// What is wrong with the text, and at which character, counted from 1.
    struct Problem: Error, Equatable {
        var text: String
        var position: Int
    }

    /// The bytes; two digits each, between them white space, commas, colons, semicolons or nothing, and `0x` or `\x` before
    /// each run of digits.
    static func bytes(of text: String) throws(Problem) -> [UInt8] {
        var bytes: [UInt8] = []
        let characters = Array(text)
        var at = 0
        while at < characters.count {
            if isSeparator(characters[at]) {
                at += 1
                continue
            }
            if at + 1 < characters.count, characters[at] == "0" || characters[at] == "\\",
                characters[at + 1] == "x" || characters[at + 1] == "X"
            {
                at += 2
                guard at < characters.count, digit(characters[at]) != nil else {
                    throw Problem(text: "no hex digit follows '\(characters[at - 2])x'", position: at - 1)
                }
            }
            guard let high = digit(characters[at]) else {
                throw Problem(text: "'\(characters[at])' isn't a hex digit", position: at + 1)
            }
            guard at + 1 < characters.count, let low = digit(characters[at + 1]) else {
                throw Problem(
                    text: "the hex digit '\(characters[at])' has no partner: a byte is two digits", position: at + 1)
            }
            bytes.append(high << 4 | low)
            at += 2
        }
        return bytes
    }

    private static func isSeparator(_ character: Character) -> Bool {
        character.isWhitespace || character == "," || character == ":" || character == ";"
    }

    private static func digit(_ character: Character) -> UInt8? {
        guard character.isASCII, let value = character.hexDigitValue else { return nil }
        return UInt8(value)
    }
}
