/// Lines of JSON that are safe to print: each one a whole object, and nothing in them that a terminal acts on.
public func checkLines(_ bytes: [UInt8]) throws(BrokenPromise) {
    try expect(bytes.last == 0x0a, "the last line has no end")
    var scanner = JSONScanner(bytes)
    while !scanner.isAtEnd {
        try expect(scanner.peek == UInt8(ascii: "{"), "a line does not begin with an object")
        guard scanner.value() else { throw BrokenPromise(text: "no JSON behind byte \(scanner.position)") }
        try expect(scanner.take(0x0a), "something behind an object, at byte \(scanner.position)")
    }
    try checkText(String(decoding: bytes, as: UTF8.self), "the lines")
}

/// Text that is safe to print: nothing that a terminal acts on or that reorders what stands around it.
public func checkText(_ text: String, _ what: @autoclosure () -> String) throws(BrokenPromise) {
    for scalar in text.unicodeScalars where scalar.value < 0x20 || scalar.value >= 0x7f {
        if scalar == "\n" || scalar == "\u{fffd}" { continue }
        let isVisible: Bool =
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        try expect(isVisible, "\(what()): the scalar \(scalar.value) is printed as it is")
    }
}

/// Finds the ends of JSON values (RFC 8259), without making anything of them.
private struct JSONScanner {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }
    var peek: UInt8? { isAtEnd ? nil : bytes[position] }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    /// Passes over a value; false if there is none.
    mutating func value() -> Bool {
        switch peek {
        case UInt8(ascii: "{"): items(UInt8(ascii: "}")) { $0.string() && $0.take(UInt8(ascii: ":")) && $0.value() }
        case UInt8(ascii: "["): items(UInt8(ascii: "]")) { $0.value() }
        case UInt8(ascii: "\""): string()
        case UInt8(ascii: "t"): word("true")
        case UInt8(ascii: "f"): word("false")
        case UInt8(ascii: "n"): word("null")
        default: number()
        }
    }

    private mutating func items(_ end: UInt8, _ item: (inout JSONScanner) -> Bool) -> Bool {
        position += 1
        if take(end) { return true }
        repeat {
            guard item(&self) else { return false }
        } while take(UInt8(ascii: ","))
        return take(end)
    }

    private mutating func string() -> Bool {
        guard take(UInt8(ascii: "\"")) else { return false }
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"):
                guard let next = peek, Array("\"\\/bfnrtu".utf8).contains(next) else { return false }
                position += 1
                guard next == UInt8(ascii: "u") else { continue }
                for _ in 0..<4 {
                    guard let digit = peek, Character(Unicode.Scalar(digit)).isHexDigit else { return false }
                    position += 1
                }
            case 0..<0x20: return false
            default: continue
            }
        }
        return false
    }

    private mutating func word(_ word: String) -> Bool { word.utf8.allSatisfy { take($0) } }

    private mutating func number() -> Bool {
        _ = take(UInt8(ascii: "-"))
        if take(UInt8(ascii: "0")) { return fraction() }
        return digits() && fraction()
    }

    private mutating func fraction() -> Bool {
        if take(UInt8(ascii: ".")), !digits() { return false }
        guard take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) else { return true }
        _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
        return digits()
    }

    private mutating func digits() -> Bool {
        let start = position
        while let byte = peek, (0x30...0x39).contains(byte) { position += 1 }
        return position > start
    }
}
