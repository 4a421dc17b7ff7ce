import Testing

@testable import Diagram

@Suite struct ByteViewTests {
    private func text(_ view: ByteView, width: Int, ascii: Bool = false) -> String {
        view.text(on: Screen(width: width, color: false, ascii: ascii))
    }

    @Test("Hex and text stand side by side")
    func sideBySide() {
        let view = ByteView(Array("Hello, \u{1b}World".utf8) + [0xff])
        #expect(text(view, width: 80) == "0000  48 65 6c 6c 6f 2c 20 1b  57 6f 72 6c 64 ff        Hello, .World.\n")
    }

    @Test(
        "The width decides how many bytes stand in a row",
        arguments: [(72, 16), (71, 8), (39, 8), (38, 4), (23, 4), (20, 2)])
    func rows(width: Int, perRow: Int) {
        let lines = text(ByteView(Array(repeating: 0x41, count: 64)), width: width).split(separator: "\n")
        #expect(lines[0].hasSuffix(String(repeating: "A", count: perRow)))
        #expect(!lines[0].hasSuffix(String(repeating: "A", count: perRow + 1)))
    }

    @Test("Rows beyond the limit, and bytes that are not there, are counted")
    func limited() {
        let lines = text(ByteView(Array(repeating: 0, count: 64), rowLimit: 2), width: 80).split(separator: "\n")
        #expect(lines.count == 3 && lines[2] == "… 32 more bytes")
        #expect(text(ByteView([1], total: 2), width: 80, ascii: true).hasSuffix("... 1 more byte\n"))
        #expect(text(ByteView([]), width: 80).isEmpty)
    }

    @Test("Large offsets get the room they need", arguments: sampleWidths)
    func large(width: Int) {
        let view = ByteView(Array(repeating: 7, count: 200), total: Int.max)
        for screen in screens(width: max(width, 31)) { expectFits(view.text(on: screen), screen) }
    }
}
