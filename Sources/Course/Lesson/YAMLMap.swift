import Query
import Yams

/// A mapping of a lesson's YAML, read key by key, with the line of each for error messages.
struct YAMLMap {
    private let mapping: Node.Mapping
    private let firstLine: Int

    /// Reads `text`, whose first line is line `firstLine` of its file.
    ///
    /// - Throws: `LessonError` when it is no YAML, or no mapping.
    init(_ text: String, firstLine: Int) throws(LessonError) {
        if let line = YAMLAliases.firstLine(in: text) {
            throw LessonError(
                line: firstLine + line, problem: "a lesson can't have YAML's anchors and aliases, `&name` and `*name`")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw YAMLTrouble.error(error, firstLine: firstLine)
        }
        guard let mapping = node?.mapping else {
            throw LessonError(line: firstLine, problem: "expected `key: value` lines")
        }
        self.mapping = mapping
        self.firstLine = firstLine
    }

    private init(_ mapping: Node.Mapping, firstLine: Int) {
        self.mapping = mapping
        self.firstLine = firstLine
    }

    /// The line at which the mapping begins.
    var line: Int { line(of: mapping.mark) }

    /// The line at which the value of `key` stands, or the mapping's if there is none.
    func line(of key: String) -> Int { line(of: mapping[key]?.mark ?? mapping.mark) }

    private func line(of mark: Mark?) -> Int { firstLine + (mark?.line ?? 1) - 1 }

    /// Refuses keys other than `keys`.
    func allow(_ keys: Set<String>) throws(LessonError) {
        for (key, value) in mapping {
            guard let name = key.string, keys.contains(name) else {
                throw LessonError(
                    line: line(of: value.mark),
                    problem: "unknown key `\(key.string ?? "?")`; known are \(keys.sorted().joined(separator: ", "))")
            }
        }
    }

    /// Whether there is a value for `key`.
    func has(_ key: String) -> Bool { mapping[key] != nil }

    /// The text of `key`.
    func string(_ key: String) throws(LessonError) -> String {
        guard let text = mapping[key]?.string, !text.isEmpty else {
            throw LessonError(line: line(of: key), problem: "`\(key)` must be a text")
        }
        return text
    }

    /// The number of `key`, which must be in `range`.
    func number(_ key: String, in range: ClosedRange<Int>) throws(LessonError) -> Int {
        guard let number = Notation.number(try string(key)), range.contains(number) else {
            throw LessonError(
                line: line(of: key),
                problem: "`\(key)` must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Whether it says `true`.
    ///
    /// - Throws: `LessonError` when it is neither `true` nor `false`.
    func truth(_ key: String) throws(LessonError) -> Bool {
        let text = try string(key)
        guard text == "true" || text == "false" else {
            throw LessonError(line: line(of: key), problem: "`\(key)` must be true or false")
        }
        return text == "true"
    }

    /// The texts of `key` with their lines; none if there is no such key.
    func strings(_ key: String) throws(LessonError) -> [(text: String, line: Int)] {
        var strings: [(String, Int)] = []
        for node in try nodes(key) {
            guard let text = node.string else {
                throw LessonError(line: line(of: node.mark), problem: "`\(key)` must be a list of texts")
            }
            strings.append((text, line(of: node.mark)))
        }
        return strings
    }

    /// The mappings of the list `key`; none if there is no such key.
    func maps(_ key: String) throws(LessonError) -> [YAMLMap] {
        var maps: [YAMLMap] = []
        for node in try nodes(key) {
            guard let mapping = node.mapping else {
                throw LessonError(line: line(of: node.mark), problem: "`\(key)` must be a list of `key: value` groups")
            }
            maps.append(YAMLMap(mapping, firstLine: firstLine))
        }
        return maps
    }

    /// The pairs of texts of the mapping `key`, in order; none if there is no such key.
    func pairs(_ key: String) throws(LessonError) -> [(key: String, value: String, line: Int)] {
        guard let node = mapping[key] else { return [] }
        guard let inner = node.mapping else {
            throw LessonError(line: line(of: key), problem: "`\(key)` must be `name: value` lines")
        }
        return try YAMLMap(inner, firstLine: firstLine).allPairs()
    }

    /// All pairs of texts, in order.
    func allPairs() throws(LessonError) -> [(key: String, value: String, line: Int)] {
        var pairs: [(String, String, Int)] = []
        for (name, value) in mapping {
            guard let name = name.string, let text = value.string else {
                throw LessonError(line: line(of: value.mark), problem: "expected `name: value` lines")
            }
            pairs.append((name, text, line(of: value.mark)))
        }
        return pairs
    }

    /// The mappings of the mapping `key`, by name, in order; none if there is no such key.
    func groups(_ key: String) throws(LessonError) -> [(name: String, map: YAMLMap)] {
        guard let node = mapping[key] else { return [] }
        var groups: [(String, YAMLMap)] = []
        for (name, value) in node.mapping ?? Node.Mapping([]) {
            guard let name = name.string, let inner = value.mapping else {
                throw LessonError(line: line(of: value.mark), problem: "`\(key)` must be groups of `name: value` lines")
            }
            groups.append((name, YAMLMap(inner, firstLine: firstLine)))
        }
        return groups
    }

    private func nodes(_ key: String) throws(LessonError) -> [Node] {
        guard let node = mapping[key] else { return [] }
        guard let sequence = node.sequence else {
            throw LessonError(line: line(of: key), problem: "`\(key)` must be a list")
        }
        return Array(sequence)
    }
}

// Texts of a mapping that are markup or expressions.
extension YAMLMap {
    /// The prose of `key`.
    func prose(_ key: String) throws(LessonError) -> [MarkdownInline] {
        try MarkdownParser.inlines(of: try string(key), line: line(of: key))
    }

    /// The prose of `key`; nothing if there is no such key.
    func optionalProse(_ key: String) throws(LessonError) -> [MarkdownInline] { has(key) ? try prose(key) : [] }

    /// The expression of `key`.
    func expression(_ key: String) throws(LessonError) -> Expression {
        let text = try string(key)
        do throws(LanguageError) {
            return try Expression(text)
        } catch {
            throw LessonError(line: line(of: key), problem: error.description)
        }
    }

    /// The selector of `key`.
    func selector(_ key: String) throws(LessonError) -> Selector {
        let text = try string(key)
        do throws(LanguageError) {
            return try Selector(text)
        } catch {
            throw LessonError(line: line(of: key), problem: error.description)
        }
    }
}
