import Diagram
import Query

extension [MarkdownInline] {
    /// The same with every computed value replaced by its text, made safe to show.
    ///
    /// - Throws: `LanguageError` when an expression has no value.
    func resolved(in scope: Scope) throws(LanguageError) -> [MarkdownInline] {
        var result: [MarkdownInline] = []
        var followsOne = false
        for inline in self {
            let wasOne = followsOne
            followsOne = false
            switch inline {
            case .value(let expression, let isCode):
                let value = try expression.value(in: scope)
                if case .number(1) = value { followsOne = true }
                let text = Printable.escaped(value.text)
                result.appendPiece(isCode ? .code(text) : .text(text))
            case .text(let text) where wasOne: result.appendPiece(.text(Agreement.afterOne(text)))
            case .emphasis(let inner): result.append(.emphasis(try inner.resolved(in: scope)))
            case .strong(let inner): result.append(.strong(try inner.resolved(in: scope)))
            case .link(let inner, let address): result.append(.link(try inner.resolved(in: scope), address))
            case .text, .code, .lineBreak: result.appendPiece(inline)
            }
        }
        return result
    }

    // Code on both sides of a computed value becomes one span with it.
    private mutating func appendPiece(_ piece: MarkdownInline) {
        if case .code(let text) = piece, case .code(let before)? = last {
            self[count - 1] = .code(before + text)
        } else {
            append(piece)
        }
    }
}

extension MarkdownBlock {
    /// The same with every computed value replaced by its text, made safe to show.
    ///
    /// - Throws: `LanguageError` when an expression has no value.
    func resolved(in scope: Scope) throws(LanguageError) -> MarkdownBlock {
        switch self {
        case .heading(let level, let inlines): return .heading(level, try inlines.resolved(in: scope))
        case .paragraph(let inlines): return .paragraph(try inlines.resolved(in: scope))
        case .code(let info, let inlines): return .code(info: info, try inlines.resolved(in: scope))
        case .list(let start, let items):
            var resolved: [[MarkdownBlock]] = []
            for item in items { resolved.append(try item.resolved(in: scope)) }
            return .list(start: start, items: resolved)
        case .quote(let blocks): return .quote(try blocks.resolved(in: scope))
        case .pause: return .pause
        }
    }
}

extension [MarkdownBlock] {
    /// The same with every computed value replaced by its text, made safe to show.
    ///
    /// - Throws: `LanguageError` when an expression has no value.
    func resolved(in scope: Scope) throws(LanguageError) -> [MarkdownBlock] {
        var result: [MarkdownBlock] = []
        for block in self { result.append(try block.resolved(in: scope)) }
        return result
    }
}
