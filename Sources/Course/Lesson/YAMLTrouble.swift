import Diagram
import Yams

/// What is wrong with a YAML text, as a lesson's writer is told: the line, what is wrong, and a caret below the place.
enum YAMLTrouble {
    // So much of the line is shown: the caret needs no more.
    private static let width = 60

    /// The error of a text whose first line is line `firstLine` of its file.
    static func error(_ error: any Error, firstLine: Int) -> LessonError {
        guard let trouble = error as? YamlError else {
            return LessonError(line: firstLine, problem: "this is no YAML")
        }
        switch trouble {
        case .scanner(_, let problem, let mark, let yaml), .parser(_, let problem, let mark, let yaml),
            .composer(_, let problem, let mark, let yaml):
            return self.error(problem, at: mark, of: yaml, firstLine)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.prefix(3).map(cut).joined(separator: ", ")
            return LessonError(line: firstLine + context.mark.line - 1, problem: "`\(names)` is there twice")
        case .reader(let problem, _, _, _):
            return LessonError(line: firstLine, problem: "this is no YAML: \(problem)")
        default: return LessonError(line: firstLine, problem: "this is no YAML")
        }
    }

    private static func error(_ problem: String, at mark: Mark, of yaml: String, _ firstLine: Int) -> LessonError {
        let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
        let scalars = lines.indices.contains(mark.line - 1) ? Array(lines[mark.line - 1].unicodeScalars) : []
        let place = min(max(mark.column - 1, 0), scalars.count)
        let start = max(0, place - width / 2)
        let end = min(scalars.count, start + width)
        func text(_ range: Range<Int>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[range])
            return Printable.sentence(String(view).replacing("\t", with: " "))
        }
        let before = (start > 0 ? "…" : "") + text(start..<place)
        let line = before + text(place..<end) + (end < scalars.count ? "…" : "")
        let caret = String(repeating: " ", count: displayWidth(of: before)) + "^"
        let words = problem.isEmpty ? "it can't be read" : problem
        return LessonError(
            line: firstLine + mark.line - 1,
            problem: "this is no YAML: \(words)" + (scalars.isEmpty ? "" : "\n  \(line)\n  \(caret)"))
    }

    private static func cut(_ text: String) -> String { text.count > width ? text.prefix(width) + "…" : text }
}

/// Anchors and aliases, with which a short YAML text stands for one without end.
enum YAMLAliases {
    /// The line, from 0, of an alias in `text` whose anchor is there as well; nil if there is none.
    ///
    /// What looks like the one or the other in prose is hardly ever there twice by the same name.
    static func firstLine(in text: String) -> Int? {
        guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*")) else { return nil }
        let ends: Set<UInt8> = Set(" \t\r\n[]{},".utf8)
        var anchors: Set<Substring> = []
        var aliases: [(name: Substring, line: Int)] = []
        var line = 0
        var before = UInt8(ascii: "\n")
        var rest = text.utf8[...]
        while let byte = rest.first {
            rest = rest.dropFirst()
            if byte == UInt8(ascii: "\n") { line += 1 }
            if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*"), ends.contains(before) {
                let name = Substring(rest.prefix { !ends.contains($0) })
                if byte == UInt8(ascii: "&") {
                    anchors.insert(name)
                } else {
                    aliases.append((name.last == ":" ? name.dropLast() : name, line))
                }
            }
            before = byte
        }
        return aliases.first { anchors.contains($0.name) }?.line
    }
}
