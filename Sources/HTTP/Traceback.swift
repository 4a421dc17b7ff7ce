extension StringProtocol {
    /// A traceback of Python in one line: its first line, and its last one, which names the exception; nil for other text, and
    /// where that line is missing.
    ///
    /// Other languages name the exception in the first line.
    package var tracebackGist: String? {
        let lines = split(whereSeparator: \.isNewline)
        guard let first = lines.first, first.hasPrefix("Traceback (most recent call last)"),
            // The lines of the calls are indented.
            let last = lines.dropFirst().last(where: { $0.first?.isWhitespace == false })
        else { return nil }
        return "\(first) … \(last)"
    }
}
