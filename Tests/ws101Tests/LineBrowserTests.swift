import Report
import Terminal
import Testing

@testable import ws101

@Suite struct LineBrowserTests {
    /// Lines of two sessions by turns, every tenth about a finding.
    private func scrollback(_ count: Int, limit: Int = 1000) -> Scrollback {
        let scrollback = Scrollback(lines: limit)
        for number in 0..<count { scrollback.append(line(number)) }
        return scrollback
    }

    private func line(_ number: Int) -> LiveLine {
        var line = LiveLine(
            "\u{1b}[31mline\u{1b}[0m \(number)", LiveLine.Subject(session: 1 + number % 2, begin: 1 + number % 2))
        line.isFinding = number % 10 == 5
        line.payload = Array("payload of \(number)".utf8)
        return line
    }

    private func press(_ browser: inout LineBrowser, _ keys: Key...) {
        for key in keys { #expect(browser.take(key) == nil) }
        browser.refresh()
    }

    private func type(_ browser: inout LineBrowser, _ text: String) {
        for character in text { #expect(browser.take(.character(character)) == nil) }
    }

    private func texts(_ browser: LineBrowser) -> [String] {
        browser.visible.map { StyledRun.text(of: $0.line.text) }
    }

    @Test func beginsAtTheEndAndPaused() {
        let lines = scrollback(100)
        var browser = LineBrowser(lines)
        browser.rows = 10
        browser.refresh()
        #expect(texts(browser) == (90..<100).map { "line \($0)" })
        #expect(browser.visible.last?.isHere == true)
        #expect(browser.place == (100, 100) && browser.below == 0)
        for number in 100..<120 { lines.append(line(number)) }
        browser.refresh()
        #expect(texts(browser) == (90..<100).map { "line \($0)" })
        #expect(browser.below == 20 && !browser.isFollowing)
        // Space goes on, and pauses.
        press(&browser, .character(" "))
        #expect(texts(browser).last == "line 119" && browser.isFollowing)
        lines.append(line(120))
        browser.refresh()
        #expect(texts(browser).last == "line 120")
        press(&browser, .character(" "))
        lines.append(line(121))
        browser.refresh()
        #expect(texts(browser).last == "line 120")
    }

    @Test func movesWithinTheLines() {
        var browser = LineBrowser(scrollback(100))
        browser.rows = 10
        press(&browser, .character("g"))
        #expect(browser.cursor == 0 && texts(browser).first == "line 0")
        press(&browser, .up, .character("k"), .pageUp)
        #expect(browser.cursor == 0)
        press(&browser, .down, .character("j"), .pageDown)
        #expect(browser.cursor == 12 && texts(browser).contains("line 12"))
        press(&browser, .end)
        #expect(browser.cursor == 99 && browser.isFollowing)
        press(&browser, .down)
        #expect(browser.cursor == 99)
        press(&browser, .pageUp)
        #expect(browser.cursor == 89 && !browser.isFollowing)
    }

    @Test func linesThatGoTakeTheCursorAlong() {
        let lines = scrollback(50, limit: 50)
        var browser = LineBrowser(lines)
        browser.rows = 10
        press(&browser, .home)
        for number in 50..<80 { lines.append(line(number)) }
        browser.refresh()
        #expect(browser.cursor == 30 && texts(browser).first == "line 30" && browser.place == (1, 50))
    }

    @Test func showsOneSession() {
        var browser = LineBrowser(scrollback(20))
        browser.rows = 30
        press(&browser, .character("f"))
        #expect(browser.session == 2)
        #expect(texts(browser) == stride(from: 1, to: 20, by: 2).map { "line \($0)" })
        press(&browser, .character("f"))
        #expect(browser.session == nil && texts(browser).count == 20 && browser.cursor == 19)
    }

    @Test(arguments: [("line 1", 11), ("LINE", 0), ("/LINE 1$/i", 1), ("payload of 7", 1), ("of 1", 11), ("", 20)])
    func filters(text: String, count: Int) {
        var browser = LineBrowser(scrollback(20))
        browser.rows = 30
        press(&browser, .character("/"))
        type(&browser, text)
        #expect(browser.entry == text)
        press(&browser, .enter)
        #expect(browser.entry == nil && browser.filterText == text && browser.place.count == count)
        #expect(browser.visible.count == count)
        #expect((browser.line == nil) == (count == 0))
        press(&browser, .up, .down, .character("f"), .character("'"), .character("m"))
        // An empty one shows all again.
        press(&browser, .character("/"), .control("u"), .enter)
        #expect(browser.filterText.isEmpty)
    }

    @Test func aFilterCanBeTakenBack() {
        var browser = LineBrowser(scrollback(20))
        press(&browser, .character("/"))
        type(&browser, "zz")
        press(&browser, .backspace, .backspace)
        #expect(browser.entry == "")
        press(&browser, .backspace)
        #expect(browser.entry == nil)
        press(&browser, .character("/"))
        type(&browser, "q")
        press(&browser, .escape)
        #expect(browser.entry == nil && browser.filterText.isEmpty && browser.place.count == 20)
        press(&browser, .character("/"))
        type(&browser, "/(/")
        press(&browser, .enter)
        #expect(browser.problem == "this is not a regular expression; the filter stays as it was")
        #expect(browser.filterText.isEmpty)
    }

    @Test func anExpressionThatTakesTooLongIsGivenUp() {
        let lines = scrollback(20)
        for _ in 0..<50 { lines.append(LiveLine(String(repeating: "x", count: 60))) }
        var browser = LineBrowser(lines)
        browser.rows = 100
        press(&browser, .character("/"))
        type(&browser, "/(x+x+)+y$/")
        press(&browser, .enter)
        #expect(browser.problem == "this expression takes too long; all lines are shown")
        #expect(browser.filterText.isEmpty && browser.place.count == 70 && !browser.isSearching)
    }

    /// With no time at all there is still an end, and the cursor stays where it was.
    @Test func looksThroughLinesAPartAtATime() {
        var browser = LineBrowser(scrollback(500))
        browser.rows = 10
        press(&browser, .home, .pageDown, .pageDown)
        #expect(browser.cursor == 20)
        browser.budget = .zero
        #expect(browser.take(.character("/")) == nil)
        type(&browser, "line")
        #expect(browser.take(.enter) == nil)
        #expect(browser.isSearching)
        browser.refresh()
        #expect(browser.isSearching && browser.place.count == 0)
        browser.budget = nil
        browser.refresh()
        #expect(!browser.isSearching && browser.place == (21, 500) && texts(browser).contains("line 20"))
    }

    @Test func goesToFindingsAndMarks() {
        var browser = LineBrowser(scrollback(40))
        browser.rows = 10
        press(&browser, .character("e"))
        #expect(browser.cursor == 5)
        press(&browser, .character("e"))
        #expect(browser.cursor == 15 && texts(browser).contains("line 15"))
        press(&browser, .character("'"))
        #expect(browser.problem == "no marked line" && browser.cursor == 15)
        press(&browser, .character("m"), .home, .character("'"))
        #expect(browser.cursor == 15 && browser.line?.isMarked == true)
        press(&browser, .character("m"), .character("'"))
        #expect(browser.problem == "no marked line")
    }

    @Test func asksForWhatItDoesNotDoItself() {
        let lines = scrollback(3)
        var browser = LineBrowser(lines)
        #expect(browser.take(.enter) == .open(LiveLine.Subject(session: 1, begin: 1)))
        #expect(browser.take(.character("s")) == .save)
        #expect(browser.take(.character("?")) == .help)
        #expect(browser.take(.character("q")) == .leave)
        #expect(browser.take(.escape) == .leave)
        #expect(browser.take(.character("z")) == nil)
        lines.append(LiveLine("a message of ws101"))
        browser.refresh()
        press(&browser, .end, .enter)
        #expect(browser.problem == "this line tells of no message")
        press(&browser, .character("f"))
        #expect(browser.problem == "this line belongs to no session")
    }

    @Test func nothingToShowIsNoFault() {
        var browser = LineBrowser(Scrollback())
        press(
            &browser, .up, .down, .pageUp, .pageDown, .home, .end, .enter, .character("f"), .character("m"),
            .character("e"), .left, .right)
        #expect(browser.visible.isEmpty && browser.place == (0, 0) && browser.line == nil)
    }

    @Test func everyKeyIsExplainedAndOneOfThem() {
        for key in LiveKey.allCases where key != .aside {
            let written = key.written(ascii: true).split(separator: " ").last.map(String.init) ?? ""
            let pressed: Key =
                switch written {
                case "Enter": .enter
                case "Space": .character(" ")
                case "PgDn": .pageDown
                default: .character(Character(written))
                }
            #expect(LiveKey(pressed) == key, "\(written)")
        }
        for columns in [20, 40, 80, 200] {
            let help = LiveKey.help(columns: columns, ascii: true)
            #expect(help.allSatisfy { $0.count <= max(columns, 28) && $0.allSatisfy(\.isASCII) })
        }
    }
}
