import Diagram
import Testing

@Suite struct TextWidthTests {
    @Test(
        "Columns are counted as terminals do",
        arguments: [
            ("", 0), ("abc", 3), ("Zoë", 3), ("Zoe\u{308}", 3), ("漢字", 4), ("ｆｕｌｌ", 8), ("한국", 4), ("🎉", 2), ("🇩🇪", 2),
            ("┌─┐", 3), ("é…→", 3), ("ไทย", 3),
        ])
    func widths(text: String, columns: Int) { #expect(displayWidth(of: text) == columns) }

    @Test(
        "What is too wide is cut and marked",
        arguments: [
            ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("漢字漢字", 5, "漢字…"), ("漢字漢字", 4, "漢…"), ("abc", 1, "…"),
            ("abc", 0, ""),
        ])
    func truncates(text: String, width: Int, expected: String) { #expect(truncated(text, to: width) == expected) }

    @Test("In ASCII three dots mark the cut")
    func truncatesASCII() {
        #expect(truncated("abcdef", to: 5, ascii: true) == "ab...")
        #expect(truncated("abcdef", to: 2, ascii: true) == "..")
    }

    @Test("Padding goes to either side")
    func pads() {
        #expect(padded("漢", to: 4) == "漢  ")
        #expect(padded("漢", to: 4, right: true) == "  漢")
        #expect(padded("long", to: 2) == "long")
    }

    @Test(
        "Lines break at spaces, long words anywhere, and never at a no-break space",
        arguments: [
            ("", 5, [""]), ("one two", 7, ["one two"]), ("one two", 6, ["one", "two"]),
            ("abcdefgh", 3, ["abc", "def", "gh"]),
            ("a bcdefg h", 3, ["a", "bcd", "efg", "h"]), ("a  b", 4, ["a  b"]),
            ("RFC\u{a0}6455 x", 8, ["RFC 6455", "x"]),
            ("see RFC\u{a0}6455", 9, ["see", "RFC 6455"]), ("漢字漢", 4, ["漢字", "漢"]), ("漢", 1, ["漢"]),
        ])
    func wraps(text: String, width: Int, expected: [String]) { #expect(wrap(text, width: width) == expected) }

    @Test(
        "Long texts are broken into pieces that fit, letters whole",
        arguments: [
            ("", 3, 3, [""]), ("abcdefgh", 3, 3, ["abc", "def", "gh"]), ("abcdefgh", 1, 3, ["a", "bcd", "efg", "h"]),
            ("abc", 0, 3, ["", "abc"]), ("漢字", 1, 3, ["", "漢", "字"]), ("漢字", 1, 1, ["漢", "字"]),
            ("e\u{301}e\u{301}", 1, 1, ["e\u{301}", "e\u{301}"]),
            ("🇩🇪🇩🇪", 3, 3, ["🇩🇪", "🇩🇪"]),
        ])
    func breaks(text: String, first: Int, width: Int, expected: [String]) {
        #expect(broken(text[...], first: first, width: width).map(String.init) == expected)
    }

    @Test(
        "Numbers stay with their units and with what they number",
        arguments: [
            ("took 12 bytes", 9, ["took", "12 bytes"]), ("it took 4.5 s.", 11, ["it took", "4.5 s."]),
            ("wait (1,024 B)", 10, ["wait", "(1,024 B)"]), ("all of 3 min 20 s", 12, ["all of", "3 min 20 s"]),
            ("see frame 4", 9, ["see", "frame 4"]), ("then packet 12,", 12, ["then", "packet 12,"]),
            ("38 % of it", 5, ["38 %", "of it"]), ("as (RFC 6455 §5.2)", 15, ["as", "(RFC 6455 §5.2)"]),
            // Not at any price, and not words that are no units.
            ("12345 bytes", 8, ["12345", "bytes"]), ("in 2 sessions", 6, ["in 2", "sessio", "ns"]),
            ("a2 s", 3, ["a2", "s"]), ("of frames 4", 9, ["of frames", "4"]),
        ])
    func keepsNumbersTogether(text: String, width: Int, expected: [String]) {
        #expect(wrap(text, width: width) == expected)
    }
}
