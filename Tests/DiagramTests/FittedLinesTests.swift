import Testing
import Wire

@testable import Diagram

@Suite struct FittedLinesTests {
    private func fitted(_ bytes: [UInt8], width: Int, ascii: Bool = false) -> String {
        var lines = FittedLines(for: Screen(width: width, color: false, ascii: ascii))
        lines.begin()
        lines.append(wire: bytes.rawSpan, in: 0..<bytes.count)
        return taken(&lines)
    }

    private func taken(_ lines: inout FittedLines) -> String {
        String(decoding: [UInt8](copying: lines.bytes), as: UTF8.self)
    }

    /// Pieces of text that are escaped, wide, combining, broken.
    private static let pieces: [[UInt8]] =
        [
            "hello", " ", "\"", "\\", "\n", "\u{1b}[31m", "é", "日本", "🙂", "e\u{301}\u{301}\u{301}\u{301}\u{301}",
            "\u{202e}",
            "\u{301}", "\t", "ÿ", "0123456789",
        ].map { Array($0.utf8) } + [[0xff], [0xe6, 0x97], [0xed, 0xa0, 0x80], [0xf0, 0x9f]]

    @Test("A text in a line is the escaped text, cut", arguments: [true, false])
    func isTheEscapedText(ascii: Bool) {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let count = Int.random(in: 0...12, using: &generator)
            let bytes = (0..<count).flatMap { _ in Self.pieces.randomElement(using: &generator) ?? [] }
            let width = Int.random(in: 20...48, using: &generator)
            let expected = truncated(Printable.escaped(bytes: bytes, ascii: ascii), to: width, ascii: ascii)
            #expect(fitted(bytes, width: width, ascii: ascii) == expected, "\(bytes) in \(width)")
        }
    }

    @Test("What finds no room is cut with a mark, and all after it left out")
    func cuts() {
        var lines = FittedLines(for: Screen(width: 20, color: false, ascii: false))
        lines.begin()
        lines.append("\"")
        let text = Array("abcdefghijklmnopqrstuvwxyz".utf8)
        lines.append(wire: text.rawSpan, in: 0..<text.count)
        lines.append("\"")
        let (isFull, free) = (lines.isFull, lines.free)
        #expect(isFull && free == 0)
        lines.end()
        #expect(taken(&lines) == "\"abcdefghijklmnopqr…\n")
    }

    @Test("A line that is exactly as wide as the screen is not cut")
    func fits() {
        let text = Array("abcdefghijklmnopqrst".utf8)
        #expect(fitted(text, width: 20) == "abcdefghijklmnopqrst")
        #expect(fitted(text, width: 20, ascii: true) == "abcdefghijklmnopqrst")
        #expect(fitted(text + [0x21], width: 20) == "abcdefghijklmnopqrs…")
        #expect(fitted(text + [0x21], width: 20, ascii: true) == "abcdefghijklmnopq...")
    }

    @Test("Going back takes back what was appended, the cut too")
    func goesBack() {
        var lines = FittedLines(for: Screen(width: 20, color: false, ascii: false))
        lines.begin()
        lines.append("ab")
        let place = lines.place
        lines.append(String(repeating: "x", count: 40))
        let isFull = lines.isFull
        #expect(isFull)
        lines.goBack(to: place)
        let (isFullNow, free) = (lines.isFull, lines.free)
        #expect(!isFullNow && free == 18)
        lines.append(decimal: -120)
        #expect(taken(&lines) == "ab-120")
    }

    @Test("A number is cut like text")
    func cutsNumbers() {
        var lines = FittedLines(for: Screen(width: 20, color: false, ascii: false))
        lines.begin()
        lines.append(String(repeating: "x", count: 17))
        lines.append(decimal: 12345)
        #expect(taken(&lines) == String(repeating: "x", count: 17) + "12…")
    }

    @Test("Colours take no column and end with the line")
    func colours() {
        var lines = FittedLines(for: Screen(width: 20, color: true, ascii: false, depth: .sixteen))
        lines.begin()
        lines.ink(.heading)
        lines.append("01234567890123456789")
        let isFull = lines.isFull
        #expect(!isFull)
        lines.end()
        #expect(taken(&lines) == "\u{1b}[1m01234567890123456789\u{1b}[0m\n")
    }
}
