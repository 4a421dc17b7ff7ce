import Query

/// Looks for lines of code that a terminal of 80 columns would wrap: code is shown four columns in, and a wrapped line can't be
/// copied.
enum CodeWidthLint {
    /// How wide a line of code may be.
    static let widest = 76

    /// The lines that are too wide in the code of `blocks`, whose computed values are filled in.
    static func problems(in blocks: [MarkdownBlock]) -> [LanguageError] {
        blocks.filter(\.isCode).flatMap { block in
            block.plainText.split(separator: "\n").filter { $0.count > widest }.map { line in
                LanguageError(
                    problem: "this line of code is \(line.count) columns wide, and only \(widest) fit",
                    source: String(line))
            }
        }
    }
}
