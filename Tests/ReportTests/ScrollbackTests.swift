import Testing

@testable import Report

@Suite struct ScrollbackTests {
    private func texts(_ scrollback: Scrollback) -> [String] {
        scrollback.lines(in: 0..<Int.max).map(\.line.text)
    }

    @Test(arguments: [0, 1, 9, 10, 11, 25, 1000])
    func keepsTheLastLinesUnderTheirNumbers(count: Int) {
        let scrollback = Scrollback(lines: 10)
        for number in 0..<count { scrollback.append(LiveLine("line \(number)")) }
        let range = max(0, count - 10)..<count
        #expect(scrollback.range == range)
        #expect(texts(scrollback) == range.map { "line \($0)" })
        #expect(scrollback.lines(in: 0..<Int.max).map(\.number) == Array(range))
        for number in range { #expect(scrollback[number]?.text == "line \(number)") }
        #expect(scrollback[range.lowerBound - 1] == nil && scrollback[range.upperBound] == nil)
    }

    @Test func bytesAreBoundedToo() {
        let scrollback = Scrollback(lines: 1000, bytes: 10_000)
        for number in 0..<50 { scrollback.append(LiveLine(String(repeating: "x", count: 1000) + "\(number)")) }
        #expect(scrollback.range == 42..<50 || scrollback.range == 41..<50)
        #expect(texts(scrollback).last?.hasSuffix("x49") == true)
        // After long lines, many short ones: the ring grows while its oldest line stands in its middle.
        for number in 50..<300 { scrollback.append(LiveLine("\(number)")) }
        #expect(scrollback.range.upperBound == 300)
        #expect(texts(scrollback).suffix(50) == (250..<300).map { "\($0)" })
        let kept = Array(scrollback.range)
        #expect(scrollback.lines(in: 0..<Int.max).map(\.number) == kept && kept.count > 9)
    }

    @Test func aLineLongerThanAllIsKeptAlone() {
        let scrollback = Scrollback(lines: 10, bytes: 100)
        scrollback.append(LiveLine("a"))
        scrollback.append(LiveLine(String(repeating: "b", count: 1000)))
        #expect(scrollback.range == 1..<2)
    }

    @Test func marksStayWithTheirLines() {
        let scrollback = Scrollback(lines: 3)
        for number in 0..<5 {
            scrollback.append(LiveLine("\(number)"))
            if number == 3 { scrollback.toggleMark(3) }
        }
        scrollback.toggleMark(0)
        scrollback.toggleMark(99)
        #expect(scrollback.lines(in: 0..<9).map(\.line.isMarked) == [false, true, false])
        scrollback.toggleMark(3)
        #expect(scrollback[3]?.isMarked == false)
    }
}
