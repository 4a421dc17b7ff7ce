import CCmark
import Query

/// Reads CommonMark into blocks, by libcmark.
///
/// Computed values, `{{expression}}`, are set aside before libcmark sees them and put back where they stood, so that
/// neither an expression nor its value is ever read as markup. Raw HTML is refused.
struct MarkdownParser {
    private static let maximumDepth = 16

    private var expressions: [Expression] = []
    // A value's number stands between two of these while libcmark reads the text around it: a character that the text
    // can't give, neither as it stands nor by a character reference.
    private var mark: Unicode.Scalar = "\u{e000}"
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

    // The private use area of Unicode's first plane: no named character reference stands for one of these.
    private static let marks: ClosedRange<UInt32> = 0xe000...0xf8ff

    // One that isn't in the text, and that no numeric character reference in it stands for.
    private static func mark(notIn text: String) -> Unicode.Scalar? {
        var taken = Set(text.unicodeScalars.map(\.value).filter(marks.contains))
        for part in text.utf8.split(separator: UInt8(ascii: "#")) {
            let isHex = part.first == UInt8(ascii: "x") || part.first == UInt8(ascii: "X")
            let digits = (isHex ? part.dropFirst() : part).prefix {
                (0x30...0x39).contains($0) || isHex && (0x61...0x66).contains($0 | 0x20)
            }
            if let code = UInt32(String(decoding: digits, as: UTF8.self), radix: isHex ? 16 : 10) { taken.insert(code) }
        }
        return marks.first { !taken.contains($0) }.flatMap(Unicode.Scalar.init)
    }

    private mutating func setAsideValues(in text: String) throws(LessonError) -> String {
        guard let mark = Self.mark(notIn: text) else {
            throw LessonError(line: firstLine, problem: "too many characters of the private use area")
        }
        self.mark = mark
        var result = ""
        var line = firstLine
        // Bytes: a letter may be one with a brace before it, as an accent is.
        var rest = text.utf8[...]
        while let start = rest.firstRange(of: Array("{{".utf8)) {
            result += Substring(rest[..<start.lowerBound])
            line += rest[..<start.lowerBound].count { $0 == UInt8(ascii: "\n") }
            guard let end = rest[start.upperBound...].firstRange(of: Array("}}".utf8)) else {
                throw LessonError(line: line, problem: "`{{` without `}}`")
            }
            do throws(LanguageError) {
                expressions.append(try Expression(String(Substring(rest[start.upperBound..<end.lowerBound]))))
            } catch {
                throw LessonError(line: line, problem: error.description)
            }
            result += "\(mark)\(expressions.count - 1)\(mark)"
            rest = rest[end.upperBound...]
        }
        return result + Substring(rest)
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
            inlines.append(.link(unsafe try self.inlines(of: node, depth: depth + 1), restored(address)))
        default: throw unsafe error("a lesson can't contain raw HTML or images", at: node)
        }
    }

    private func literal(of node: OpaquePointer) -> String {
        unsafe cmark_node_get_literal(node).map { unsafe String(cString: $0) } ?? ""
    }

    // Cuts a literal where values were set aside.
    private func pieces(of literal: String, isCode: Bool) -> [MarkdownInline] {
        var pieces: [MarkdownInline] = []
        let parts = literal.unicodeScalars.split(separator: mark, omittingEmptySubsequences: false).map { String($0) }
        for (index, part) in parts.enumerated() {
            if index.isMultiple(of: 2) {
                if !part.isEmpty { pieces.append(isCode ? .code(part) : .text(part)) }
            } else if let number = Int(part), expressions.indices.contains(number) {
                pieces.append(.value(expressions[number], isCode: isCode))
            }
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
