import Terminal
import Testing

@testable import ws101

@Suite struct TextPageTests {
    private func page(_ count: Int, rows: Int) -> TextPage {
        var page = TextPage(title: "test", (0..<count).map { "line \($0)" })
        page.rows = rows
        return page
    }

    private func first(_ page: TextPage) -> String { page.visible.first?.map(\.text).joined() ?? "" }

    @Test func movesWithinItsLines() {
        var page = page(100, rows: 10)
        page.move(.up)
        #expect(first(page) == "line 0" && page.visible.count == 10)
        page.move(.down)
        page.move(.pageDown)
        #expect(first(page) == "line 11" && page.place(ascii: true) == "12-21 of 100")
        page.move(.last)
        #expect(first(page) == "line 90")
        page.move(.goOn)
        #expect(first(page) == "line 90")
        page.move(.pageUp)
        #expect(first(page) == "line 80")
        page.move(.first)
        #expect(first(page) == "line 0")
    }

    @Test(arguments: [0, 1, 9, 10]) func aShortOneStays(count: Int) {
        var page = page(count, rows: 10)
        for key in LiveKey.allCases { page.move(key) }
        #expect(page.visible.count == count && page.top == 0 && page.place(ascii: true).isEmpty)
        page.move(aside: 20)
        page.move(aside: -40)
        #expect(page.shift == 0)
    }

    @Test func columnsCutWideCharactersToSpaces() {
        let runs = [StyledRun("ab漢"), StyledRun("字e\u{301}f")]
        func text(_ start: Int, _ width: Int) -> String { runs.columns(from: start, width: width).map(\.text).joined() }
        #expect(runs.width == 8)
        #expect(text(0, 8) == "ab漢字e\u{301}f")
        #expect(text(0, 3) == "ab " && text(3, 3) == " 字" && text(6, 1) == "e\u{301}" && text(9, 5).isEmpty)
        #expect(runs.fitted(from: 0, width: 8, ascii: false).map(\.text).joined() == "ab漢字e\u{301}f")
        #expect(runs.fitted(from: 0, width: 5, ascii: false).map(\.text).joined() == "ab漢…")
        #expect(runs.fitted(from: 2, width: 3, ascii: true).map(\.text).joined() == "漢>")
    }
}
