/// The languages in which lessons show the same program.
enum CodeLanguage: String, CaseIterable {
    case javascript, python, swift

    var title: String {
        switch self {
        case .javascript: "JavaScript"
        case .python: "Python"
        case .swift: "Swift"
        }
    }
}

/// In which language a learner wants to see code: in one, or in all.
enum CodeChoice: Hashable {
    case one(CodeLanguage)
    case all

    /// Reads `python` or `all`; nil for anything else.
    init?(_ word: String) {
        let word = word.lowercased()
        if word == "all" {
            self = .all
        } else if let language = CodeLanguage(rawValue: word == "js" ? "javascript" : word) {
            self = .one(language)
        } else {
            return nil
        }
    }

    /// What is kept of it, and typed for it.
    var word: String {
        switch self {
        case .one(let language): language.rawValue
        case .all: "all"
        }
    }
}

/// A program that a lesson shows in several languages, one after the other.
struct CodeGroup {
    /// The blocks and their languages, in the lesson's order; two at least.
    var blocks: [(language: CodeLanguage, block: MarkdownBlock)]

    /// The blocks to show: the chosen language's, the first where it isn't among them.
    func shown(_ choice: CodeChoice) -> [MarkdownBlock] {
        guard case .one(let language) = choice else { return blocks.map(\.block) }
        return [(blocks.first { $0.language == language } ?? blocks[0]).block]
    }

    /// How the others are had; empty where all are shown.
    func note(_ choice: CodeChoice) -> String {
        guard case .one(let language) = choice else { return "" }
        let shown = blocks.contains { $0.language == language } ? language : blocks[0].language
        let others = blocks.map(\.language).filter { $0 != shown }
        let titles = others.map(\.title).joined(separator: " and ")
        let keys = (others.map(\.rawValue) + ["all"]).map { "code \($0)" }.joined(separator: ", ")
        return "The same in \(titles): \(keys)."
    }

    /// The blocks, those of one program in several languages put together.
    static func groups(in blocks: [MarkdownBlock]) -> [Part] {
        var parts: [Part] = []
        for block in blocks {
            guard let language = block.codeLanguage, case .group(var group)? = parts.last,
                !group.blocks.contains(where: { $0.language == language })
            else {
                parts.append(block.codeLanguage.map { .group(CodeGroup(blocks: [($0, block)])) } ?? .block(block))
                continue
            }
            group.blocks.append((language, block))
            parts[parts.count - 1] = .group(group)
        }
        return parts.map { part in
            if case .group(let group) = part, group.blocks.count == 1 { return .block(group.blocks[0].block) }
            return part
        }
    }

    /// A block by itself, or several that say the same.
    enum Part {
        case block(MarkdownBlock)
        case group(CodeGroup)
    }
}

extension MarkdownBlock {
    /// The language of a code block, if it is one of those in which lessons show the same program.
    var codeLanguage: CodeLanguage? {
        guard case .code(let info, _) = self else { return nil }
        return CodeLanguage(rawValue: info)
    }
}

extension [Lesson.Part] {
    /// The parts without the pauses between the languages of one program: of these only one is shown.
    var withCodeTogether: [Lesson.Part] {
        var result: [Lesson.Part] = []
        for part in self {
            if case .prose(let blocks) = part, let language = blocks.first?.codeLanguage, result.count >= 2,
                case .pause = result[result.count - 1], case .prose(let before) = result[result.count - 2],
                let other = before.last?.codeLanguage, other != language
            {
                result.removeLast(2)
                result.append(.prose(before + blocks))
            } else {
                result.append(part)
            }
        }
        return result
    }

    /// The last program in several languages among them.
    var lastCodeGroup: CodeGroup? {
        for case .prose(let blocks) in reversed() {
            for case .group(let group) in CodeGroup.groups(in: blocks).reversed() { return group }
        }
        return nil
    }
}
