import Testing

@testable import Diagram

@Suite struct StyledLineTests {
    private func texts(_ lines: [StyledLine]) -> [String] { lines.map { $0.spans.map(\.text).joined() } }

    @Test(
        "A long line is folded behind a space, or anywhere",
        arguments: [
            ("short", 10, ["short"]), ("Agent: one two three", 12, ["Agent: one ", "  two three"]),
            ("abcdefghijkl", 5, ["abcde", "  fgh", "  ijk", "  l"]), ("ab cdefghijkl", 8, ["ab cdefg", "  hijkl"]),
            ("漢字漢字", 5, ["漢字", "  漢", "  字"]), ("abcd efgh", 4, ["abcd", "  ef", "  gh"]),
        ])
    func folds(text: String, width: Int, expected: [String]) {
        #expect(texts(StyledLine(text).folded(to: width, indent: 2)) == expected)
    }

    @Test("Colours go on over a fold")
    func coloured() {
        var line = StyledLine("ab", .bad)
        line.append("cd", .good)
        let lines = line.folded(to: 3, indent: 1)
        #expect(texts(lines) == ["abc", " d"])
        #expect(lines[1].spans.last?.ink == .good)
    }

    @Test("A lead that leaves no room stands alone")
    func crowded() {
        let lines = StyledLine.wrapped("some words that follow", first: StyledLine("a long name here  "), width: 22)
        #expect(texts(lines) == ["a long name here  ", "   some words that", "   follow"])
    }

    @Test("Neighbours of one colour are one piece, and spaces at the end are not painted")
    func pieces() {
        var line = StyledLine("a", .bad)
        line.append("b", .bad)
        line.append("")
        line.append("c  ")
        #expect(line.spans.count == 2 && line.width == 5)
        #expect(line.painted(on: Screen(width: 80, color: false, ascii: false)) == "abc")
    }
}
