import Wire

/// Lines for a screen, put together from pieces: what finds no room in its line is cut with `…`, and nothing after the cut
/// is looked at, however long it is.
///
/// A line costs no memory of its own: the lines gather as bytes, until they are taken away.
public struct FittedLines: ~Copyable {
    /// What the lines are for; the width may change between two of them.
    public var screen: Screen
    /// The lines that were not taken away yet.
    private var text = ByteWriter()
    /// How many columns of the line are used, and how many it may have.
    private var used = 0
    private var room = 0
    /// Where the line is cut, if it has to be: the bytes up to there leave room for the mark.
    private var cutPlace = 0
    /// Whether the line was cut: what is appended is left out from then on.
    public private(set) var isFull = false
    /// Whether a colour was chosen in the line.
    private var isInked = false
    /// The bytes that choose each colour.
    private let codes: [[UInt8]]

    /// No lines yet, for `screen`.
    public init(for screen: Screen) {
        self.screen = screen
        codes = Self.inks.map { ink in
            guard screen.color else { return [] }
            if ink == .plain { return Array("\u{1b}[0m".utf8) }
            if ink == .heading { return Array("\u{1b}[1m".utf8) }
            let code = TerminalPalette.code(of: ink, light: screen.light, depth: screen.depth)
            return Array("\u{1b}[\(code ?? "0")m".utf8)
        }
    }

    private static let inks: [Ink] =
        [.plain, .heading, .dim, .client, .server, .bad, .doubtful, .good]
        + (0..<Ink.sessionColours).map { Ink.session($0) }

    private static func index(of ink: Ink) -> Int {
        switch ink {
        case .plain, .field: 0
        case .heading: 1
        case .dim: 2
        case .client: 3
        case .server: 4
        case .bad: 5
        case .doubtful: 6
        case .good: 7
        case .session(let number): 8 + abs(number % Ink.sessionColours)
        }
    }

    /// How many bytes the lines have so far.
    public var count: Int { text.count }

    /// The lines so far.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get { text.bytes }
    }

    /// Forgets the lines, and keeps the memory.
    public mutating func removeAll() { text.removeAll() }

    /// How many columns of the line are free.
    public var free: Int { isFull ? 0 : room - used }

    /// The columns of the mark that stands for what was cut.
    private var markWidth: Int { screen.ascii ? 3 : 1 }

    // MARK: Lines

    /// Begins a line, of at most as many columns as the screen has.
    public mutating func begin() {
        used = 0
        room = screen.width
        cutPlace = text.count
        isFull = false
        isInked = false
    }

    /// Ends the line.
    public mutating func end() {
        if isInked { text.append("\u{1b}[0m") }
        text.append("\n")
    }

    /// A place in a line, to go back to.
    public struct Place {
        fileprivate var bytes, used, cutPlace: Int
        fileprivate var isInked: Bool
    }

    /// The place where the line has come to; it must not be cut yet.
    public var place: Place { Place(bytes: text.count, used: used, cutPlace: cutPlace, isInked: isInked) }

    /// Takes back what was appended since.
    public mutating func goBack(to place: Place) {
        text.removeLast(downTo: place.bytes)
        (used, cutPlace, isInked, isFull) = (place.used, place.cutPlace, place.isInked, false)
    }

    // MARK: Pieces

    /// Goes on in that colour.
    public mutating func ink(_ ink: Ink) {
        guard screen.color, !isFull else { return }
        let code = codes[Self.index(of: ink)]
        text.append(code.rawSpan)
        isInked = true
    }

    /// Appends a text of our own: safe to show, and of signs that the screen has.
    public mutating func append(_ words: String) {
        let count = words.utf8.count
        // Short words of ASCII, as nearly all are, take one step.
        if !isFull, used + count <= room - markWidth, words.utf8.allSatisfy({ $0 < 0x80 }) {
            text.append(text: words)
            used += count
            cutPlace = text.count
            return
        }
        for scalar in words.unicodeScalars {
            guard !isFull else { return }
            append(scalar, columns: columns(of: scalar))
        }
    }

    /// Appends a number in decimal.
    public mutating func append(decimal value: Int) {
        let columns = ByteWriter.decimalDigits(of: UInt64(value.magnitude)) + (value < 0 ? 1 : 0)
        guard !isFull else { return }
        if used + columns <= room - markWidth {
            text.append(decimal: value)
            used += columns
            cutPlace = text.count
        } else {
            append(String(value))
        }
    }

    /// Appends the last `digits` digits of a number, with zeros in front.
    public mutating func append(decimal value: UInt64, digits: Int) {
        guard !isFull else { return }
        if used + digits <= room - markWidth {
            text.append(decimal: value, digits: digits)
            used += digits
            cutPlace = text.count
        } else {
            let written = String(value)
            append(String(repeating: "0", count: max(0, digits - written.count)) + written.suffix(digits))
        }
    }

    /// Appends a byte as two digits of hex.
    public mutating func append(hex byte: UInt8) {
        append(Unicode.Scalar(ByteWriter.hexDigit(byte >> 4)), columns: 1)
        append(Unicode.Scalar(ByteWriter.hexDigit(byte & 15)), columns: 1)
    }

    /// Appends spaces up to that column, 0 being the first one.
    public mutating func pad(to column: Int) {
        while used < column, !isFull { append(" ") }
    }

    /// Appends the mark that something was left out, and as much of it as has room.
    public mutating func appendEllipsis() { append(screen.ascii ? "..." : "…") }

    /// Appends the bytes in `range` of a text from the wire, as UTF-8 with the escapes of `Printable`.
    public mutating func append(wire bytes: RawSpan, in range: Range<Int>) {
        var index = range.lowerBound
        var marks = 0
        // Looked for only where a character is escaped: it decides how.
        var hasBackslash: Bool?
        while index < range.upperBound, !isFull {
            let most = min(range.upperBound, index + room - used + 1)
            let run = bytes.extracting(index..<most).endOfPlainText(from: 0)
            if run > 0 {
                append(plain: bytes.extracting(index..<(index + run)))
                (index, marks) = (index + run, 0)
                continue
            }
            let start = index
            guard
                let scalar = Printable.decode({
                    guard index < range.upperBound else { return nil }
                    defer { index += 1 }
                    return bytes.byte(at: index)
                })
            else {
                index = start + 1
                append(Printable.byteEscape(bytes.byte(at: start)))
                marks = Printable.maximumMarks
                continue
            }
            if scalar.value < 0x20 || scalar.value == 0x7f, hasBackslash == nil {
                hasBackslash = Self.hasBackslash(bytes)
            }
            var escape = Printable.escape(scalar, ascii: screen.ascii, isShort: hasBackslash != true)
            if Printable.isCombining(scalar) {
                // A mark on nothing would settle on our own text, and a heap of them covers other lines.
                marks += 1
                if marks > Printable.maximumMarks || start == range.lowerBound {
                    escape = escape ?? Printable.scalarEscape(scalar)
                }
            } else {
                marks = 0
            }
            if let escape {
                append(escape)
                marks = Printable.maximumMarks
            } else {
                append(scalar, columns: columns(of: scalar))
            }
        }
    }

    private static func hasBackslash(_ bytes: RawSpan) -> Bool {
        for index in 0..<bytes.byteCount where bytes.byte(at: index) == Printable.backslash { return true }
        return false
    }

    /// Appends printable ASCII.
    private mutating func append(plain bytes: RawSpan) {
        let count = bytes.byteCount
        let whole = room - markWidth - used
        if count <= whole {
            text.append(bytes)
            used += count
            cutPlace = text.count
            return
        }
        if whole > 0 {
            text.append(bytes.extracting(first: whole))
            used += whole
            cutPlace = text.count
        }
        let rest = bytes.extracting(droppingFirst: max(whole, 0))
        if used + rest.byteCount > room { return cut() }
        text.append(rest)
        used += rest.byteCount
    }

    private mutating func append(_ scalar: Unicode.Scalar, columns: Int) {
        guard !isFull else { return }
        guard used + columns <= room else { return cut() }
        for byte in scalar.utf8 { text.append(byte) }
        used += columns
        if used <= room - markWidth { cutPlace = text.count }
    }

    /// Ends the line's text with the mark.
    private mutating func cut() {
        text.removeLast(downTo: cutPlace)
        for byte in (screen.ascii ? "..." : "…").utf8 { text.append(byte) }
        isFull = true
    }
}
