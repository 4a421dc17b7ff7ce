/// What a learner's line asks for.
enum Command: Hashable {
    /// Nothing was typed: to go on.
    case proceed
    case quit
    case help
    case hint
    case next
    case previous
    /// The lessons, or the one of that name.
    case list(String?)
    /// The bytes in question, or of what the words name.
    case explore(String?)
    /// What is folded in the picture that was shown last.
    case fields
    /// The same again.
    case again
    /// Programs in another language, or in all; without a word, what there is.
    case code(CodeChoice?)
    /// Anything else.
    case answer(String)

    private static let words: [String: Command] = [
        "": .proceed, "q": .quit, "quit": .quit, "exit": .quit, "?": .help, "help": .help, "h": .hint, "hint": .hint,
        "n": .next, "next": .next, "p": .previous, "previous": .previous, "back": .previous, "l": .list(nil),
        "list": .list(nil), "e": .explore(nil), "explore": .explore(nil), "f": .fields, "fields": .fields,
        "r": .again, "again": .again, "code": .code(nil),
    ]

    /// Reads a line; `isPlace` says whether a word names a lesson or an exercise, for `l 3`.
    init(_ line: String, isPlace: (String) -> Bool = { _ in false }) {
        let line = AnswerNotation.trimmed(line)
        // A text that looks like a key is typed with = before it.
        guard !line.hasPrefix("=") else {
            self = .answer(AnswerNotation.trimmed(String(line.dropFirst())))
            return
        }
        if let command = Self.words[line.lowercased()] {
            self = command
            return
        }
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, let command = Self.words[parts[0].lowercased()] else {
            self = .answer(line)
            return
        }
        let rest = AnswerNotation.trimmed(parts[1])
        switch command {
        case .explore: self = .explore(rest)
        case .code:
            let choice = CodeChoice(rest)
            self = choice == nil ? .answer(line) : .code(choice)
        case .list where isPlace(rest) || rest.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2e }):
            self = .list(rest)
        default: self = .answer(line)
        }
    }
}
