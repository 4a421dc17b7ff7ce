import Testing
import WebSocket

@testable import Playground

struct FrameWordsTests {
    @Test(
        arguments: [
            (String(repeating: "a", count: 40), true, "\"" + String(repeating: "a", count: 40) + "\""),
            (String(repeating: "a", count: 41), true, "\"" + String(repeating: "a", count: 40) + "…"),
            ("Hel", false, "\"Hel…"), ("", true, "\"\""),
            // Few characters of many bytes each: only the beginning of them is looked at.
            (
                "e" + String(repeating: "\u{301}", count: 200), true,
                "\"e" + String(repeating: "\u{301}", count: 79) + "\u{fffd}…"
            ),
        ])
    func quotesWithAClosingMarkWhatIsWhole(text: String, isWhole: Bool, quote: String) {
        #expect(FrameWords.quote(Array(text.utf8), isWhole: isWhole) == quote)
    }

    @Test(
        arguments: [
            (Opcode.text, 5, "Hel", "text, 5 B \"Hel…"), (.text, 5, "", "text, 5 B"),
            (.text, 5, "Hello", "text, 5 B \"Hello\""),
            (.close, 2, "", "close, 2 B"), (.close, 0, "", "close, no code"),
            (.close, 1, "a", "close, a body of one byte"),
            (.close, 9, "\u{03}abc", "close, 865 \"bc…"),
        ])
    func sayWhatHasComeOfAFrame(opcode: Opcode, length: UInt64, payload: String, words: String) {
        #expect(FrameWords.text(FrameHeader(opcode: opcode, payloadLength: length), Array(payload.utf8)) == words)
    }
}
