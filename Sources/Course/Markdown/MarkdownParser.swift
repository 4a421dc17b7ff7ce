import CCmark
import Query

/// Reads CommonMark into blocks, by libcmark.
///
/// Computed values, `{{expression}}`, are set aside before libcmark sees them and put back where they stood, so that
/// neither an expression nor its value is ever read as markup. Raw HTML is refused.
struct MarkdownParser {
    // A value's number stands between these two private characters while libcmark reads the text around it.
    private static let opening: Character = "\u{E000}"
    private static let closing: Character = "\u{E001}"
    private static let maximumDepth = 16

    private var expressions: [Expression] = []
    private let firstLine: Int

    /// The blocks of `text`, whose first line is line `firstLine` of its file.
    ///
    /// - Throws: `LessonError` for a computed value that can't be read, for raw HTML and for nesting without end.
    static func blocks(of text: String, firstLine: Int) throws(LessonError) -> [LocatedBlock] {
        var parser = MarkdownParser(firstLine: firstLine)
        let prepared = try parser.setAsideValues(in: text)
        return try parser.parse(prepared)
    }

    /// The inline parts of `text`, which is to be one paragraph at most.
    static func inlines(of text: String, line: Int) throws(LessonError) -> [MarkdownInline] {
        var inlines: [MarkdownInline] = []
        for located in try blocks(of: text, firstLine: line) {
            guard case .paragraph(let part) = located.block else {
                throw LessonError(line: line, problem: "only plain paragraphs are allowed here")
            }
            if !inlines.isEmpty { inlines += [.lineBreak, .lineBreak] }
            inlines += part
        }
        return inlines
    }

    private init(firstLine: Int) { self.firstLine = firstLine }

    private mutating func setAsideValues(in text: String) throws(LessonError) -> String {
        var result = ""
        var line = firstLine
        var rest = text.filter { $0 != Self.opening && $0 != Self.closing }[...]
        while let start = rest.firstRange(of: "{{") {
            result += rest[..<start.lowerBound]
            line += rest[..<start.lowerBound].count { $0.isNewline }
            guard let end = rest[start.upperBound...].firstRange(of: "}}") else {
                throw LessonError(line: line, problem: "`{{` without `}}`")
            }
            do throws(LanguageError) {
                expressions.append(try Expression(String(rest[start.upperBound..<end.lowerBound])))
            } catch {
                throw LessonError(line: line, problem: error.description)
            }
            result += "\(Self.opening)\(expressions.count - 1)\(Self.closing)"
            rest = rest[end.upperBound...]
        }
        return result + rest
    }

    private func parse(_ text: String) throws(LessonError) -> [LocatedBlock] {
        var text = text
        // The buffer is valid for the call, which copies what it needs; the document is freed below.
        let document = text.withUTF8 { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
                unsafe cmark_parse_document(characters.baseAddress, characters.count, CMARK_OPT_DEFAULT)
            }
        }
        guard let document = unsafe document else { return [] }
        defer { unsafe cmark_node_free(document) }
        var blocks: [LocatedBlock] = []
        // Each node lives as long as the document.
        var node = unsafe cmark_node_first_child(document)
        while let current = unsafe node {
            let line = firstLine + Int(unsafe cmark_node_get_start_line(current)) - 1
            let isCode = unsafe cmark_node_get_type(current) == CMARK_NODE_CODE_BLOCK
            let source = isCode ? unsafe restored(literal(of: current)) : nil
            blocks.append(
                LocatedBlock(block: unsafe try block(current, depth: 0), line: line, source: source))
            unsafe node = cmark_node_next(current)
        }
        return blocks
    }

    // MARK: Blocks

    // The functions below take a node of the document that `parse` keeps alive meanwhile.

    private func block(_ node: OpaquePointer, depth: Int) throws(LessonError) -> MarkdownBlock {
        guard depth < Self.maximumDepth else { throw unsafe error("nested too deep", at: node) }
        switch unsafe cmark_node_get_type(node) {
        case CMARK_NODE_HEADING:
            return .heading(
                Int(unsafe cmark_node_get_heading_level(node)), unsafe try inlines(of: node, depth: depth))
        case CMARK_NODE_PARAGRAPH: return .paragraph(unsafe try inlines(of: node, depth: depth))
        case CMARK_NODE_BLOCK_QUOTE: return .quote(unsafe try children(of: node, depth: depth))
        case CMARK_NODE_CODE_BLOCK:
            let info = unsafe cmark_node_get_fence_info(node).map { unsafe String(cString: $0) } ?? ""
            return .code(info: restored(info), pieces(of: unsafe literal(of: node), isCode: true))
        case CMARK_NODE_THEMATIC_BREAK: return .pause
        case CMARK_NODE_LIST:
            var items: [[MarkdownBlock]] = []
            var item = unsafe cmark_node_first_child(node)
            while let current = unsafe item {
                items.append(unsafe try children(of: current, depth: depth))
                unsafe item = cmark_node_next(current)
            }
            let isOrdered = unsafe cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
            return .list(start: isOrdered ? Int(unsafe cmark_node_get_list_start(node)) : nil, items: items)
        default: throw unsafe error("a lesson can't contain raw HTML", at: node)
        }
    }

    private func children(of node: OpaquePointer, depth: Int) throws(LessonError) -> [MarkdownBlock] {
        var blocks: [MarkdownBlock] = []
        var child = unsafe cmark_node_first_child(node)
        while let current = unsafe child {
            blocks.append(unsafe try block(current, depth: depth + 1))
            unsafe child = cmark_node_next(current)
        }
        return blocks
    }

    // MARK: Inlines

    private func inlines(of node: OpaquePointer, depth: Int) throws(LessonError) -> [MarkdownInline] {
        guard depth < Self.maximumDepth else { throw unsafe error("nested too deep", at: node) }
        var inlines: [MarkdownInline] = []
        var child = unsafe cmark_node_first_child(node)
        while let current = unsafe child {
            unsafe try append(current, to: &inlines, depth: depth)
            unsafe child = cmark_node_next(current)
        }
        return inlines
    }

    private func append(_ node: OpaquePointer, to inlines: inout [MarkdownInline], depth: Int) throws(LessonError) {
        switch unsafe cmark_node_get_type(node) {
        case CMARK_NODE_TEXT: inlines += pieces(of: unsafe literal(of: node), isCode: false)
        case CMARK_NODE_CODE: inlines += pieces(of: unsafe literal(of: node), isCode: true)
        case CMARK_NODE_SOFTBREAK: inlines.append(.text(" "))
        case CMARK_NODE_LINEBREAK: inlines.append(.lineBreak)
        case CMARK_NODE_EMPH: inlines.append(.emphasis(unsafe try self.inlines(of: node, depth: depth + 1)))
        case CMARK_NODE_STRONG: inlines.append(.strong(unsafe try self.inlines(of: node, depth: depth + 1)))
        case CMARK_NODE_LINK:
            let address = unsafe cmark_node_get_url(node).map { unsafe String(cString: $0) } ?? ""
            inlines.append(.link(unsafe try self.inlines(of: node, depth: depth + 1), address))
        default: throw unsafe error("a lesson can't contain raw HTML or images", at: node)
        }
    }

    private func literal(of node: OpaquePointer) -> String {
        unsafe cmark_node_get_literal(node).map { unsafe String(cString: $0) } ?? ""
    }

    // Cuts a literal where values were set aside.
    private func pieces(of literal: String, isCode: Bool) -> [MarkdownInline] {
        var pieces: [MarkdownInline] = []
        for (index, part) in literal.split(separator: Self.opening, omittingEmptySubsequences: false).enumerated() {
            var text = part
            if index > 0, let end = part.firstIndex(of: Self.closing), let number = Int(part[..<end]) {
                pieces.append(.value(expressions[number], isCode: isCode))
                text = part[part.index(after: end)...]
            }
            if !text.isEmpty { pieces.append(isCode ? .code(String(text)) : .text(String(text))) }
        }
        return pieces
    }

    // A literal with the values as they stood in the source.
    private func restored(_ literal: String) -> String {
        pieces(of: literal, isCode: true).map { piece in
            switch piece {
            case .value(let expression, _): "{{\(expression.source)}}"
            case .code(let text): text
            default: ""
            }
        }.joined()
    }

    private func error(_ problem: String, at node: OpaquePointer) -> LessonError {
        LessonError(line: firstLine + Int(unsafe cmark_node_get_start_line(node)) - 1, problem: problem)
    }
}
