/// The terminal columns that `text` takes: 2 for wide characters (East Asian, emoji), 0 for combining marks.
///
/// `text` holds no control characters; each would count as one column.
public func displayWidth(of text: String) -> Int {
    var width = 0
    for scalar in text.unicodeScalars { width += columns(of: scalar) }
    return width
}

/// The terminal columns that one scalar takes: 0, 1 or 2 (Unicode Standard Annex 11).
func columns(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
    if Printable.isCombining(scalar) { return 0 }
    if value < 0x1100 { return 1 }
    for range in wideRanges where range.contains(value) { return 2 }
    // Regional indicators are of one column each: two of them make a flag of two.
    if (0x1f1e6...0x1f1ff).contains(value) { return 1 }
    return scalar.properties.isEmojiPresentation ? 2 : 1
}

/// The blocks of wide characters; wide emoji are found by their property.
private let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xa000...0xa4cf,
    0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff00...0xff60,
    0xffe0...0xffe6, 0x16fe0...0x18dff, 0x1aff0...0x1b2ff, 0x1f200...0x1f2ff, 0x20000...0x3fffd,
]

/// `text` cut to `width` columns; where something was cut, the last column is `…` (`...` in the last three with
/// `ascii`, as far as `width` allows).
public func truncated(_ text: String, to width: Int, ascii: Bool = false) -> String {
    guard displayWidth(of: text) > width else { return text }
    let mark = ascii ? String(repeating: ".", count: min(3, max(width, 0))) : "…"
    let room = width - displayWidth(of: mark)
    guard room >= 0 else { return "" }
    var result = ""
    var used = 0
    for scalar in text.unicodeScalars {
        used += columns(of: scalar)
        if used > room { break }
        result.unicodeScalars.append(scalar)
    }
    return result + mark
}

/// `text` with spaces behind it (before it if `right`) up to `width` columns; unchanged if it is wider.
public func padded(_ text: String, to width: Int, right: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(0, width - displayWidth(of: text)))
    return right ? spaces + text : text + spaces
}

/// `text` broken at spaces into lines of at most `width` columns; a word that is wider is broken inside.
///
/// The space at a break is left out, other spaces stay; at a no-break space (U+00A0) no line is broken, and it becomes
/// a space. A number stays with its unit (`12 bytes`, `4.5 s`), and with what it numbers (`frame 4`, `RFC 6455 §5.2`). An
/// empty text gives one empty line.
public func wrap(_ text: String, width: Int) -> [String] {
    let width = max(width, 1)
    var lines: [String] = []
    var line: String?
    var used = 0
    for word in joinedWords(of: text, width: width) {
        var rest = word
        var size = displayWidth(of: rest)
        if let begun = line {
            if used + 1 + size <= width {
                line = begun + " " + rest
                used += 1 + size
                continue
            }
            lines.append(begun)
        }
        if size > width {
            let pieces = broken(rest[...], first: width, width: width)
            lines += pieces.dropLast().map(String.init)
            rest = pieces.last.map(String.init) ?? ""
            size = displayWidth(of: rest)
        }
        line = rest
        used = size
    }
    return (lines + [line ?? ""]).map { String($0.map { $0 == noBreak ? " " : $0 }) }
}

/// The words of `text`, numbers and their units as one where that is not wider than a line.
private func joinedWords(of text: String, width: Int) -> [String] {
    var words: [String] = []
    var last: Substring = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
        if let begun = words.last, belongTogether(last, word),
            displayWidth(of: begun) + 1 + displayWidth(of: String(word)) <= width
        {
            words[words.count - 1] = begun + String(noBreak) + word
        } else {
            words.append(String(word))
        }
        last = word
    }
    return words
}

/// Whether no line is to be broken between the two words.
private func belongTogether(_ first: Substring, _ second: Substring) -> Bool {
    guard let begin = second.utf8.first, let end = first.utf8.last else { return false }
    let isNumber = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    if isNumber(begin) {
        let word = first.drop { $0 == "(" }
        return numbered.contains(word) || timeUnits.contains(word) && second.utf8.count == 2
    }
    guard isNumber(end), first.drop(while: { "(\"-−".contains($0) }).utf8.first.map(isNumber) == true else {
        return false
    }
    var unit = second
    while let mark = unit.last, ".,;:)\"".contains(mark) { unit.removeLast() }
    return unit.first == "§" || units.contains(unit)
}

private let units: Set<Substring> = [
    "ns", "µs", "us", "ms", "s", "min", "h", "B", "KB", "MB", "GB", "TB", "%", "byte", "bytes", "bit", "bits", "TiB",
]
private let timeUnits: Set<Substring> = ["min", "h"]
private let numbered: Set<Substring> = [
    "frame", "Frame", "packet", "Packet", "message", "Message", "session", "Session", "record", "byte", "Byte", "code",
    "RFC",
]

/// The space at which no line is broken.
let noBreak: Character = "\u{a0}"

/// A source such as `RFC 6455 §5.2`, kept on one line.
func glued(_ source: String) -> String { String(source.map { $0 == " " ? noBreak : $0 }) }

/// `text` in pieces of at most `width` columns, the first one of at most `first`, where nothing may fit.
///
/// Any other piece has at least one letter. Each letter is looked at once, and none is broken.
public func broken(_ text: Substring, first: Int, width: Int) -> [Substring] {
    var pieces: [Substring] = []
    var start = text.startIndex
    var used = 0
    var room = first
    for index in text.indices {
        let size = text[index].unicodeScalars.reduce(0) { $0 + columns(of: $1) }
        if used + size > room, index > start || pieces.isEmpty && first < width {
            pieces.append(text[start..<index])
            (start, used, room) = (index, 0, width)
        }
        used += size
    }
    pieces.append(text[start...])
    return pieces
}
