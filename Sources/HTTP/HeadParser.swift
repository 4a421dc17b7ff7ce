/// Reads the lines of one head, noting what is wrong with them and going on (RFC 9112 §2, §5).
struct HeadParser {
    /// One line: without its line end, and with it.
    struct Line {
        var content: Range<Int>
        var whole: Range<Int>
    }

    /// Defects kept a head; a hostile one could have one every two bytes.
    static let maximumDefects = 16

    private let bytes: [UInt8]
    private var position = 0
    private var bareLineFeeds = 0
    private var firstBareLineFeed: Range<Int>?
    private var surplus = 0
    private(set) var fields: [HeaderField] = []
    private(set) var defects: [HeadDefect] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Notes that `line` is wrong in the way that `detail` says.
    mutating func note(_ detail: String, _ line: Range<Int>) {
        if defects.count < Self.maximumDefects {
            defects.append(HeadDefect(detail: detail, line: line))
        } else {
            surplus += 1
        }
    }

    /// Passes over empty lines and gives the first line that is none.
    mutating func startLine() throws(HeadError) -> Line {
        var line = nextLine()
        while let empty = line, empty.content.isEmpty { line = nextLine() }
        guard let line else { throw HeadError(detail: "no start line", at: 0..<bytes.count) }
        if line.whole.lowerBound > 0 {
            note("there are empty lines before the start line", 0..<line.whole.lowerBound)
        }
        return line
    }

    /// Reads the field lines through the empty line and gives the head's end.
    mutating func fieldLines() -> Int {
        var isComplete = false
        while !isComplete, let line = nextLine() {
            if line.content.isEmpty {
                isComplete = true
            } else if bytes[line.content.lowerBound].isBlank {
                fold(line)
            } else {
                field(line)
            }
        }
        if !isComplete { note("no empty line ends the head", position..<position) }
        if let line = firstBareLineFeed {
            note(
                bareLineFeeds == 1
                    ? "a line ends with a bare LF instead of CR LF"
                    : "\(bareLineFeeds) lines end with a bare LF instead of CR LF", line)
        }
        if surplus > 0 {
            defects.append(HeadDefect(detail: "\(surplus) more malformed lines", line: 0..<position))
        }
        return position
    }

    private mutating func nextLine() -> Line? {
        guard position < bytes.count else { return nil }
        let start = position
        guard let feed = bytes[start...].firstIndex(of: .lineFeed) else {
            position = bytes.count
            return Line(content: start..<position, whole: start..<position)
        }
        position = feed + 1
        if feed > start, bytes[feed - 1] == .carriageReturn {
            return Line(content: start..<(feed - 1), whole: start..<position)
        }
        bareLineFeeds += 1
        if firstBareLineFeed == nil { firstBareLineFeed = start..<position }
        return Line(content: start..<feed, whole: start..<position)
    }

    private mutating func field(_ line: Line) {
        guard let colon = bytes[line.content].firstIndex(of: UInt8(ascii: ":")) else {
            return note("no colon in the line \(quoted(text(bytes[line.content])))", line.whole)
        }
        let name = trimmed(line.content.lowerBound..<colon)
        guard !name.isEmpty else {
            return note("no name before the colon in \(quoted(text(bytes[line.content])))", line.whole)
        }
        let nameText = text(bytes[name])
        if name.upperBound != colon {
            note("white space between the name \(quoted(nameText)) and its colon", line.whole)
        }
        if !nameText.isToken { note("the name \(quoted(nameText)) is not a valid token", line.whole) }
        let value = trimmed((colon + 1)..<line.content.upperBound)
        noteControls(in: value, of: nameText, line)
        fields.append(
            HeaderField(
                name: nameText, value: text(bytes[value]), line: line.whole, nameRange: name, valueRange: value))
    }

    /// Joins a folded line to the field before it (RFC 9112 §5.2).
    private mutating func fold(_ line: Line) {
        guard var field = fields.popLast() else {
            return note("white space before the first field line", line.whole)
        }
        note("the value of \(quoted(field.name)) is folded over two lines", line.whole)
        let more = trimmed(line.content)
        noteControls(in: more, of: field.name, line)
        if !more.isEmpty {
            field.value += (field.value.isEmpty ? "" : " ") + text(bytes[more])
            field.valueRange = (field.valueRange.isEmpty ? more : field.valueRange).lowerBound..<more.upperBound
        }
        field.line = field.line.lowerBound..<line.whole.upperBound
        fields.append(field)
    }

    private mutating func noteControls(in value: Range<Int>, of name: String, _ line: Line) {
        guard let index = bytes[value].firstIndex(where: \.isForbiddenControl) else { return }
        let hex = String(bytes[index], radix: 16)
        note("the value of \(quoted(name)) holds the control byte 0x\(hex.count < 2 ? "0" : "")\(hex)", line.whole)
    }

    /// `range` without the white space at its ends; an empty range stays where its first byte was.
    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        guard let first = bytes[range].firstIndex(where: { !$0.isBlank }),
            let last = bytes[range].lastIndex(where: { !$0.isBlank })
        else { return range.lowerBound..<range.lowerBound }
        return first..<(last + 1)
    }
}
