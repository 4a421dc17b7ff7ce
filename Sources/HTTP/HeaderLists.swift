/// One element of a comma-separated header value (RFC 9110 §5.6.1).
public struct ListElement: Hashable, Sendable {
    /// The element without the white space around it.
    public var text: String
    /// The element, as bytes of the head.
    public var range: Range<Int>
}

extension MessageHead {
    /// The field lines of that name, in any case, in order.
    public func fields(named name: String) -> LazyFilterSequence<[HeaderField]> {
        fields.lazy.filter { $0.name.equalsIgnoringCase(name) }
    }

    /// The values of the field lines of that name, in order.
    public func values(_ name: String) -> [String] { Array(fields(named: name).map(\.value)) }

    /// The value of the first field line of that name.
    public func value(_ name: String) -> String? {
        fields.first { $0.name.equalsIgnoringCase(name) }?.value
    }

    /// The elements of a list that may be spread over several field lines; empty elements are left out.
    ///
    /// A comma inside a quoted string separates nothing.
    public func elements(_ name: String) -> [ListElement] {
        var elements: [ListElement] = []
        for field in fields(named: name) {
            for range in split(bytes, field.valueRange, at: UInt8(ascii: ",")) where !range.isEmpty {
                elements.append(ListElement(text: text(bytes[range]), range: range))
            }
        }
        return elements
    }

    /// Whether the list of that name has `token` as an element, in any case.
    public func hasElement(_ token: String, in name: String) -> Bool {
        // Most lists are that element alone.
        if let value = value(name), value.equalsIgnoringCase(token) { return true }
        return elements(name).contains { $0.text.equalsIgnoringCase(token) }
    }
}

/// The parts of `range` between separators that stand in no quoted string, without the white space around them.
func split(_ bytes: [UInt8], _ range: Range<Int>, at separator: UInt8) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    var isQuoted = false
    var index = range.lowerBound
    while index < range.upperBound {
        let byte = bytes[index]
        if isQuoted, byte == UInt8(ascii: "\\") {
            index += 1
        } else if byte == UInt8(ascii: "\"") {
            isQuoted.toggle()
        } else if byte == separator, !isQuoted {
            parts.append(trimmingLineSpace(bytes, start..<index))
            start = index + 1
        }
        index += 1
    }
    parts.append(trimmingLineSpace(bytes, start..<range.upperBound))
    return parts
}

/// `range` without white space at its ends; line ends count, for a folded value holds them.
func trimmingLineSpace(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    func isSpace(_ byte: UInt8) -> Bool { byte.isBlank || byte == .carriageReturn || byte == .lineFeed }
    guard let first = bytes[range].firstIndex(where: { !isSpace($0) }),
        let last = bytes[range].lastIndex(where: { !isSpace($0) })
    else { return range.lowerBound..<range.lowerBound }
    return first..<(last + 1)
}
