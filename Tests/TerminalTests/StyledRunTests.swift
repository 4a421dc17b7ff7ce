import Testing

@testable import Terminal

@Suite struct StyledRunTests {
    private func style(_ change: (inout StyledRun.Style) -> Void) -> StyledRun.Style {
        var style = StyledRun.Style()
        change(&style)
        return style
    }

    @Test func readsTheStylesOfALine() {
        let line = "a\u{1b}[1mb\u{1b}[0;31mc\u{1b}[38;5;200md\u{1b}[97;41me\u{1b}[39;49mf\u{1b}[2;4;7mg\u{1b}[mh"
        #expect(
            StyledRun.runs(of: line) == [
                StyledRun("a"), StyledRun("b", style { $0.isBold = true }), StyledRun("c", style { $0.colour = 1 }),
                StyledRun("d", style { $0.colour = 200 }),
                StyledRun("e", style { ($0.colour, $0.background) = (15, 1) }), StyledRun("f"),
                StyledRun("g", style { ($0.isDim, $0.isUnderlined, $0.isReversed) = (true, true, true) }),
                StyledRun("h"),
            ])
    }

    @Test(arguments: [
        ("38;5;7", 7), ("38;5;255", 255), ("38;2;255;0;0", nil), ("38;2;255;0;0;31", 1), ("38;2;1", nil), ("38", nil),
        ("38;5", nil), ("38;9;1", nil),
    ])
    func takesThe256Colours(parameters: String, entry: Int?) {
        #expect(StyledRun.runs(of: "\u{1b}[\(parameters)mx").first?.style.colour == entry)
    }

    /// What a line of the wire could hold if all else failed does nothing to the terminal.
    @Test(arguments: [
        ("a\u{1b}]0;title\u{7}b", "a0;titleb"), ("a\u{1b}", "a"), ("a\u{1b}[", "a"), ("a\u{1b}[31", "a"),
        ("a\u{1b}[2Jb", "ab"), ("a\rb\tc\nd\u{7f}", "abcd"), ("a\u{1b}[999999999999999999999mb", "ab"), ("", ""),
        ("ü€\u{1b}[0m漢", "ü€漢"),
    ])
    func leavesOtherControlsOut(line: String, text: String) {
        #expect(StyledRun.text(of: line) == text)
        #expect(StyledRun.runs(of: line).allSatisfy { $0.text.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
    }
}
