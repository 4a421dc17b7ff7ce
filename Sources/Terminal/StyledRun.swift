import Wire

/// A part of a line that looks the same all over.
public struct StyledRun: Hashable, Sendable {
    /// How it looks.
    public struct Style: Hashable, Sendable {
        /// The colour of the text, and that behind it: an entry of the terminal's 256; nil: as the terminal has it.
        public var colour: Int?
        /// The colour behind the text.
        public var background: Int?
        /// Whether it is bold.
        public var isBold = false
        /// Whether it is faint.
        public var isDim = false
        /// Whether a line stands under it.
        public var isUnderlined = false
        /// Whether the colours of text and background change places.
        public var isReversed = false

        /// As the terminal shows text.
        public init() {}
    }

    /// The text, without control characters.
    public var text: String
    /// How it looks.
    public var style: Style

    /// That text in that style.
    public init(_ text: String, _ style: Style = Style()) {
        self.text = text
        self.style = style
    }

    /// The parts of a line whose styles are set by sequences of SGR (ECMA-48 §8.3.117); other control characters are left out.
    public static func runs(of line: some StringProtocol) -> [StyledRun] {
        var runs: [StyledRun] = []
        var style = Style()
        var text = ""
        var scalars = line.unicodeScalars.makeIterator()
        func end(_ runs: inout [StyledRun]) {
            if !text.isEmpty { runs.append(StyledRun(text, style)) }
            text = ""
        }
        while let scalar = scalars.next() {
            guard scalar == "\u{1b}" else {
                if scalar.value >= 0x20, scalar.value != 0x7f { text.unicodeScalars.append(scalar) }
                continue
            }
            guard scalars.next() == "[" else { continue }
            var parameters = ""
            var final: Unicode.Scalar?
            while final == nil, let next = scalars.next() {
                if (0x40...0x7e).contains(next.value) { final = next } else { parameters.unicodeScalars.append(next) }
            }
            guard final == "m" else { continue }
            end(&runs)
            style.apply(parameters)
        }
        end(&runs)
        return runs
    }

    /// The text of a line without its styles.
    public static func text(of line: some StringProtocol) -> String { runs(of: line).map(\.text).joined() }
}

extension StyledRun.Style {
    /// Changes the style as the parameters of one sequence say.
    mutating func apply(_ parameters: String) {
        var numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }[...]
        while let number = numbers.popFirst() {
            switch number {
            case 0: self = Self()
            case 1: isBold = true
            case 2: isDim = true
            case 4: isUnderlined = true
            case 7: isReversed = true
            case 22: (isBold, isDim) = (false, false)
            case 24: isUnderlined = false
            case 27: isReversed = false
            case 30...37: colour = number - 30
            case 90...97: colour = number - 82
            case 39: colour = nil
            case 40...47: background = number - 40
            case 100...107: background = number - 92
            case 49: background = nil
            case 38: colour = Self.colour(&numbers)
            case 48: background = Self.colour(&numbers)
            default: break
            }
        }
    }

    /// One of the 256; colours of 24 bits are left as the terminal has them.
    private static func colour(_ numbers: inout ArraySlice<Int>) -> Int? {
        guard numbers.popFirst() == 5 else {
            numbers = numbers.dropFirst(3)
            return nil
        }
        return numbers.popFirst().map { $0 & 0xff }
    }
}
