import Diagram
import Testing

@testable import Course

@Suite struct PagerTests {
    private let text = LessonText(screen: Screen(width: 40, color: false, ascii: false))

    private func lines(_ count: Int, _ name: String) -> String {
        (1...count).map { "\(name)\($0)\n" }.joined()
    }

    private func prose(_ count: Int, _ name: String = "p") -> Piece { .prose { [self] _ in lines(count, name) } }
    private func block(_ count: Int, _ name: String = "b") -> Piece { .block { [self] _ in lines(count, name) } }

    private func pages(_ pieces: [Piece], room: Int) throws -> [[Substring]] {
        var pager = Pager()
        pager.append(pieces)
        var pages: [[Substring]] = []
        while !pager.isEmpty {
            let page = try pager.screenful(text, room: room).split(separator: "\n", omittingEmptySubsequences: false)
                .dropLast()
            guard !page.isEmpty || pages.count < 100 else { break }
            pages.append(Array(page))
        }
        return pages
    }

    @Test func nothingIsLostAndNoPageIsTooTall() throws {
        for room in 4...30 {
            let pieces = [prose(7, "a"), block(9, "b"), prose(3, "c"), block(40, "d"), prose(1, "e")].spaced
            let pages = try pages(pieces, room: room)
            #expect(pages.allSatisfy { $0.count <= room && !$0.isEmpty }, "room \(room)")
            let all = pages.joined().filter { !$0.isEmpty }
            #expect(Array(all) == lines(7, "a").appending(lines(9, "b"), lines(3, "c"), lines(40, "d"), lines(1, "e")))
        }
    }

    @Test func aBlockThatFitsOnAPageIsNotCut() throws {
        #expect(try pages([prose(6), .gap, block(8)], room: 10).map(\.count) == [6, 8])
        #expect(try pages([prose(6), .gap, prose(8, "q")], room: 10).map(\.count) == [10, 5])
    }

    @Test func aHeadingIsNotTheLastLineOfAPage() throws {
        let heading = Piece(manner: .heading) { _ in "Title\n" }
        let pages = try pages([prose(5), .gap, heading, .gap, block(8)], room: 10)
        #expect(pages.map(\.count) == [5, 10] && pages[1].first == "Title")
    }

    @Test func headingsThatFollowEachOtherStayTogether() throws {
        let heading = Piece(manner: .heading) { _ in "Title\n" }
        let lead = Piece(manner: .heading) { _ in "This is it:\n" }
        let pages = try pages([prose(4), .gap, heading, .gap, lead, .gap, block(5)], room: 10)
        #expect(pages.map(\.count) == [4, 9] && pages[1].first == "Title")
        #expect(try self.pages([heading, .gap, lead, .gap, block(8)], room: 10).map(\.count) == [3, 8])
    }

    @Test func noEmptyLinesAtTheEdges() throws {
        let pages = try pages([.gap, prose(4), .gap, .gap, prose(4), .gap], room: 4)
        #expect(pages.map(\.count) == [4, 4])
    }

    @Test func aPictureIsCutBetweenItsRows() throws {
        let rows = (1...12).flatMap { ["├──┤", "│ \($0)│", "│  │"] }
        let pages = try pages([.block { _ in rows.map { $0 + "\n" }.joined() }], room: 11)
        #expect(pages.dropFirst().allSatisfy { $0.first == "├──┤" })
        #expect(Array(pages.joined()).map(String.init) == rows)
    }

    @Test func whatWasCutBeginsAgainOnAnotherWidth() throws {
        var pager = Pager()
        pager.append([prose(10)])
        let wider = LessonText(screen: Screen(width: 60, color: false, ascii: false))
        var pages: [String] = []
        for (text, room) in [(text, 4), (wider, 4), (wider, 20)] { pages.append(try pager.screenful(text, room: room)) }
        #expect(pages == [lines(4, "p"), lines(4, "p"), "p5\np6\np7\np8\np9\np10\n"])
    }

    @Test func whatIsFoldedComesWhenAskedFor() throws {
        var pager = Pager()
        var unfolded = [pager.unfold()]
        pager.append([Piece(manner: .block, draw: { _ in "picture\n" }, folded: [prose(2)]), .gap, prose(9, "q")])
        var pages = [try pager.screenful(text, room: 4)]
        unfolded.append(pager.unfold())
        pages.append(try pager.screenful(text, room: 4))
        unfolded.append(pager.unfold())
        pages.append(try pager.screenful(text, room: nil))
        #expect(unfolded == [false, true, false])
        #expect(pages == ["picture\n", "p1\np2\n", lines(9, "q")])
        #expect(pager.isEmpty)
    }
}

extension String {
    fileprivate func appending(_ others: String...) -> [Substring] {
        ([self] + others).flatMap { $0.split(separator: "\n").map { Substring(String($0)) } }
    }
}
