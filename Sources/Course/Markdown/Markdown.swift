public import Query

/// A part of a paragraph.
public indirect enum MarkdownInline: Sendable {
    /// Text as it stands.
    case text(String)
    /// A code span.
    case code(String)
    /// A computed value, `{{expression}}` in the source; `isCode` inside a code span or block.
    case value(Expression, isCode: Bool)
    /// Emphasis.
    case emphasis([MarkdownInline])
    /// Strong emphasis.
    case strong([MarkdownInline])
    /// A link with its address.
    case link([MarkdownInline], String)
    /// A line break that the author wants.
    case lineBreak
}

/// A block of a lesson's prose.
public indirect enum MarkdownBlock: Sendable {
    /// A heading of level 1…6.
    case heading(Int, [MarkdownInline])
    /// A paragraph.
    case paragraph([MarkdownInline])
    /// A list; numbered from `start`, or with bullets where `start` is nil.
    case list(start: Int?, items: [[MarkdownBlock]])
    /// A quotation.
    case quote([MarkdownBlock])
    /// A code block with the info string of its fence; computed values are replaced in it.
    case code(info: String, [MarkdownInline])
    /// A thematic break: the reader is to pause here.
    case pause
}

/// A block and the line of the source at which it begins, from 1.
struct LocatedBlock {
    var block: MarkdownBlock
    var line: Int
    /// The text of a code block as it stands in the source.
    var source: String?
}

extension [MarkdownInline] {
    /// The text without its markup, computed values left out.
    public var plainText: String {
        map { inline in
            switch inline {
            case .text(let text), .code(let text): text
            case .value: ""
            case .emphasis(let inlines), .strong(let inlines), .link(let inlines, _): inlines.plainText
            case .lineBreak: " "
            }
        }.joined()
    }

    /// The computed values in it.
    var expressions: [Expression] {
        flatMap { inline -> [Expression] in
            switch inline {
            case .value(let expression, _): [expression]
            case .emphasis(let inlines), .strong(let inlines), .link(let inlines, _): inlines.expressions
            case .text, .code, .lineBreak: []
            }
        }
    }
}

extension MarkdownBlock {
    /// Whether it is a code block.
    var isCode: Bool {
        if case .code = self { return true }
        return false
    }

    /// The text without its markup.
    var plainText: String {
        switch self {
        case .heading(_, let inlines), .paragraph(let inlines), .code(_, let inlines): inlines.plainText
        case .list(_, let items): items.joined().map(\.plainText).joined(separator: "\n")
        case .quote(let blocks): blocks.map(\.plainText).joined(separator: "\n")
        case .pause: ""
        }
    }

    /// The computed values in it.
    var expressions: [Expression] {
        switch self {
        case .heading(_, let inlines), .paragraph(let inlines), .code(_, let inlines): inlines.expressions
        case .list(_, let items): items.joined().flatMap(\.expressions)
        case .quote(let blocks): blocks.flatMap(\.expressions)
        case .pause: []
        }
    }
}
