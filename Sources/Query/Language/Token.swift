/// One token of an expression or a selector.
struct Token: Equatable {
    enum Kind: Equatable {
        case number(Int)
        case text(String)
        case bytes([UInt8])
        case word
        case symbol
        case end
    }

    var kind: Kind
    /// The characters as they stand in the source.
    var text: String
    /// Its characters in the source, counted from 0.
    var range: Range<Int>
}

/// Cuts a source into tokens.
///
/// Numbers are decimal (`126`), hex (`0x7e`) or binary (`0b1111110`); texts stand in single or double quotes, without
/// escapes; bytes are hex digits in quotes after an x (`x'81 05'`); words are letters, digits and `_`.
struct Tokenizer {
    /// Sources longer than this are refused.
    static let maximumLength = 500

    private let source: String
    private let characters: [Character]
    private var at = 0

    private init(_ source: String) {
        self.source = source
        characters = Array(source)
    }

    /// The tokens of `source`, ended by one of kind `end`.
    static func tokens(of source: String) throws(LanguageError) -> [Token] {
        guard source.utf8.count <= maximumLength else {
            throw LanguageError(problem: "longer than \(maximumLength) bytes", source: String(source.prefix(40)) + "…")
        }
        var tokenizer = Tokenizer(source)
        var tokens: [Token] = []
        repeat { tokens.append(try tokenizer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private mutating func next() throws(LanguageError) -> Token {
        while at < characters.count, characters[at].isWhitespace { at += 1 }
        let start = at
        guard at < characters.count else { return token(.end, from: start) }
        let character = characters[at]
        if character == "'" || character == "\"" {
            let text = try quoted()
            return token(.text(text), from: start)
        }
        if character == "x", at + 1 < characters.count, characters[at + 1] == "'" {
            at += 1
            let digits = try quoted()
            guard let bytes = Notation.hexBytes(digits) else {
                throw failure("`\(digits)` isn't a row of hex bytes", at: start)
            }
            return token(.bytes(bytes), from: start)
        }
        if Self.isWordCharacter(character) {
            while at < characters.count, Self.isWordCharacter(characters[at]) { at += 1 }
            guard character.isNumber else { return token(.word, from: start) }
            let digits = String(characters[start..<at])
            guard let number = Notation.number(digits) else { throw failure("`\(digits)` isn't a number", at: start) }
            return token(.number(number), from: start)
        }
        for symbol in Self.symbols where characters[at...].starts(with: symbol) {
            at += symbol.count
            return token(.symbol, from: start)
        }
        throw failure("unexpected character `\(character)`", at: start)
    }

    private mutating func quoted() throws(LanguageError) -> String {
        let start = at
        let quote = characters[at]
        at += 1
        while at < characters.count, characters[at] != quote { at += 1 }
        guard at < characters.count else { throw failure("the closing quote is missing", at: start) }
        at += 1
        return String(characters[(start + 1)..<(at - 1)])
    }

    private func token(_ kind: Token.Kind, from start: Int) -> Token {
        Token(kind: kind, text: String(characters[start..<at]), range: start..<at)
    }

    private func failure(_ problem: String, at place: Int) -> LanguageError {
        LanguageError(problem: problem, source: source, column: place + 1)
    }

    // Longer symbols first, so that `<=` is not read as `<`.
    private static let symbols = [
        "..<", "==", "!=", "<=", ">=", "=", "<", ">", "≤", "≥", "≠", "+", "-", "*", "/", "%", "^", "(", ")", "[", "]",
        ",",
        ".",
    ]

    private static func isWordCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber) || character == "_"
    }
}
