import Diagram
import Wire

/// A JSON text in a line, beside the one before it: members that did not change are dim, or left out where they would keep
/// those that did out of the line.
struct JSONChange {
    /// Whether members that did not change are left out.
    let elides: Bool

    /// A first member of so few bytes stays in any case: it mostly says what kind of message it is.
    private static let keptLimit = 32
    /// Objects within each other are compared so deep.
    private static let depthLimit = 4
    /// So many members are looked through for one that moved.
    private static let searchLimit = 64

    /// Writes `new`, of which `old` is the text before it (empty: there is none).
    ///
    /// - Returns: false if it turned out to be no JSON; what was written by then is to be taken back.
    func write(_ new: RawSpan, after old: RawSpan, into line: inout FittedLines) -> Bool {
        var (at, oldAt) = (0, 0)
        JSONSkip.space(new, &at)
        JSONSkip.space(old, &oldAt)
        guard at < new.byteCount, Self.isOpening(new.byte(at: at)) else { return false }
        let isComparable = oldAt < old.byteCount && old.byte(at: oldAt) == new.byte(at: at)
        guard container(new, &at, old, isComparable ? oldAt : nil, into: &line, depth: 0) else { return false }
        // What follows the value makes it no JSON.
        if !line.isFull {
            JSONSkip.space(new, &at)
            return at >= new.byteCount
        }
        return true
    }

    private static func isOpening(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") }

    /// Writes the object or array that begins at `at`; at `oldStart` in `old` begins the one before it.
    private func container(
        _ new: RawSpan, _ at: inout Int, _ old: RawSpan, _ oldStart: Int?, into line: inout FittedLines, depth: Int
    ) -> Bool {
        let isObject = new.byte(at: at) == UInt8(ascii: "{")
        let close = UInt8(ascii: isObject ? "}" : "]")
        line.append(isObject ? "{" : "[")
        at += 1
        var oldAt = oldStart.map { $0 + 1 }
        var isFirst = true
        var isEliding = false
        while !line.isFull {
            JSONSkip.space(new, &at)
            // The text was kept up to here only.
            guard at < new.byteCount else { return true }
            if new.byte(at: at) == close, isFirst { break }
            let start = at
            if isObject {
                guard new.byte(at: at) == UInt8(ascii: "\"") else { return false }
                guard JSONSkip.string(new, &at) else {
                    separate(isFirst, &line)
                    line.append(wire: new, in: start..<at)
                    return true
                }
            }
            let key = start..<at
            if isObject {
                JSONSkip.space(new, &at)
                guard at < new.byteCount else { return true }
                guard new.byte(at: at) == UInt8(ascii: ":") else { return false }
                at += 1
                JSONSkip.space(new, &at)
                guard at < new.byteCount else { return true }
            }
            let valueStart = at
            let isWhole = JSONSkip.value(new, &at)
            guard at > valueStart else { return false }
            let value = valueStart..<at
            let before =
                isObject
                ? member(new, key, old, oldStart, next: &oldAt) : element(old, next: &oldAt)
            let isSame = isWhole && before.map { Self.isEqual(new, value, old, $0) } ?? false
            let isKept =
                depth == 0 && isFirst && value.count <= Self.keptLimit && !Self.isOpening(new.byte(at: valueStart))
            if isSame, elides, !isKept {
                if !isEliding {
                    separate(isFirst, &line)
                    line.ink(.dim)
                    line.appendEllipsis()
                    line.ink(.plain)
                }
                isEliding = true
            } else {
                separate(isFirst, &line)
                isEliding = false
                if isSame { line.ink(.dim) }
                if isObject {
                    line.append(wire: new, in: key)
                    line.append(":")
                }
                if !isSame, isWhole, let before, depth < Self.depthLimit, Self.isOpening(new.byte(at: valueStart)),
                    old.byte(at: before.lowerBound) == new.byte(at: valueStart)
                {
                    var inner = valueStart
                    guard
                        container(new, &inner, old, before.lowerBound, into: &line, depth: depth + 1)
                    else { return false }
                } else {
                    Self.append(new, value, to: &line)
                }
                if isSame { line.ink(.plain) }
            }
            isFirst = false
            guard isWhole else { return true }
            JSONSkip.space(new, &at)
            guard at < new.byteCount else { return true }
            let byte = new.byte(at: at)
            if byte == close { break }
            guard byte == UInt8(ascii: ",") else { return false }
            at += 1
        }
        guard !line.isFull else { return true }
        line.append(isObject ? "}" : "]")
        at += 1
        return true
    }

    private func separate(_ isFirst: Bool, _ line: inout FittedLines) {
        if !isFirst { line.append(",") }
    }

    // MARK: The text before

    /// The value that the key had: mostly the next member has the same key; otherwise it is looked for from the start.
    private func member(
        _ new: RawSpan, _ key: Range<Int>, _ old: RawSpan, _ oldStart: Int?, next: inout Int?
    ) -> Range<Int>? {
        guard let oldStart else { return nil }
        if let at = next {
            var at = at
            if let (oldKey, value) = Self.nextMember(old, &at), Self.isEqual(new, key, old, oldKey) {
                next = at
                return value
            }
        }
        var at = oldStart + 1
        for _ in 0..<Self.searchLimit {
            guard let (oldKey, value) = Self.nextMember(old, &at) else { return nil }
            if Self.isEqual(new, key, old, oldKey) {
                next = at
                return value
            }
        }
        return nil
    }

    private func element(_ old: RawSpan, next: inout Int?) -> Range<Int>? {
        guard var at = next else { return nil }
        next = nil
        guard let value = Self.nextElement(old, &at) else { return nil }
        next = at
        return value
    }

    /// The member that begins after the comma or bracket before `at`, which moves past its comma.
    private static func nextMember(_ old: RawSpan, _ at: inout Int) -> (key: Range<Int>, value: Range<Int>)? {
        JSONSkip.space(old, &at)
        let start = at
        guard at < old.byteCount, old.byte(at: at) == UInt8(ascii: "\""), JSONSkip.string(old, &at) else { return nil }
        let key = start..<at
        JSONSkip.space(old, &at)
        guard at < old.byteCount, old.byte(at: at) == UInt8(ascii: ":") else { return nil }
        at += 1
        guard let value = nextElement(old, &at) else { return nil }
        return (key, value)
    }

    private static func nextElement(_ old: RawSpan, _ at: inout Int) -> Range<Int>? {
        JSONSkip.space(old, &at)
        let start = at
        guard JSONSkip.value(old, &at), at > start else { return nil }
        let value = start..<at
        JSONSkip.space(old, &at)
        if at < old.byteCount, old.byte(at: at) == UInt8(ascii: ",") { at += 1 }
        return value
    }

    private static func isEqual(_ new: RawSpan, _ range: Range<Int>, _ old: RawSpan, _ other: Range<Int>) -> Bool {
        guard range.count == other.count else { return false }
        return new.extracting(range).commonPrefix(with: old.extracting(other)) == range.count
    }

    // MARK: Values

    /// Appends a value without the white space between its parts.
    private static func append(_ bytes: RawSpan, _ range: Range<Int>, to line: inout FittedLines) {
        var at = range.lowerBound
        while at < range.upperBound, !line.isFull {
            let start = at
            if bytes.byte(at: at) == UInt8(ascii: "\"") {
                _ = JSONSkip.string(bytes, &at)
                at = min(at, range.upperBound)
            } else {
                while at < range.upperBound, bytes.byte(at: at) != UInt8(ascii: "\""),
                    !JSONSkip.isSpace(bytes.byte(at: at))
                { at += 1 }
            }
            line.append(wire: bytes, in: start..<at)
            JSONSkip.space(bytes, &at)
        }
    }
}

extension RawSpan {
    /// How many of its first bytes are those of `other`, too.
    func commonPrefix(with other: RawSpan) -> Int {
        let count = Swift.min(byteCount, other.byteCount)
        var index = 0
        while index &+ 8 <= count, uint64(at: index) == other.uint64(at: index) { index &+= 8 }
        while index < count, byte(at: index) == other.byte(at: index) { index &+= 1 }
        return index
    }
}
