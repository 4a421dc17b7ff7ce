extension StyledLine {
    /// The line as it is read aloud: a word for the mark that it begins with, nothing for its indent.
    var spoken: String {
        var text = spans.map(\.text).joined()
        // A remark says itself what it is, in one colour with its mark.
        for remark in ["! error ", "? warning ", "i note "] where text.drop(while: { $0 == " " }).hasPrefix(remark) {
            return String(text.drop { $0 == " " }.dropFirst(2))
        }
        if let first = spans.first, spans.count > 1 || first.ink == .good || first.ink == .bad,
            let (mark, word) = Self.marks.first(where: { text.hasPrefix($0.mark) && first.text.hasPrefix($0.mark) })
        {
            let rest = text.dropFirst(mark.count).drop { $0 == " " }
            return word + rest
        }
        text = String(text.drop { $0 == " " })
        // The number of a step.
        if let number = text.first, number.isASCII, number.isNumber, text.dropFirst().hasPrefix("  ") {
            return "Step \(number): " + text.dropFirst().drop { $0 == " " }
        }
        return text
    }

    private static let marks = [
        (mark: "ok ", word: "Right: "), (mark: "! ", word: "Wrong: "), (mark: "? ", word: "Doubtful: "),
    ]
}
