import HTTP
import Testing
import Wire

@Suite struct HeadRemainderTests {
    private func feed(_ text: String) -> (HeadRemainder.Progress, HeadRemainder) {
        var remainder = HeadRemainder()
        let progress = remainder.feed(Array(text.utf8).rawSpan)
        return (progress, remainder)
    }

    @Test func theLineThatWasCutIsNoLine() {
        let (progress, remainder) = feed("ept: abc=\r\nServer: test\r\n folded\r\n\r\nframes")
        #expect(progress == .complete(consumed: 36))
        #expect(String(decoding: remainder.lines, as: UTF8.self) == "Server: test\r\n folded\r\n")
    }

    @Test func nothingButTheEmptyLineIsLeft() {
        #expect(feed("bc=\r\n\r\n").0 == .complete(consumed: 7))
        #expect(feed("\r\n\r\n").0 == .complete(consumed: 4))
    }

    @Test(arguments: ["abc", "abc\r\nServer: te", "\r\n", ""]) func itMayGoOn(text: String) {
        #expect(feed(text).0 == .more)
    }

    @Test(arguments: [
        "\u{81}\u{5}hello", "abc\r\nno field\r\n\r\n", "abc\r\n: empty\r\n\r\n", "abc\nServer: bare\n\n", "a\u{0}b",
        "abc\r\n{\"key\": 1}\r\n\r\n",
    ])
    func somethingElse(text: String) {
        #expect(feed(text).0 == .notHead)
    }

    @Test func piecesChangeNothing() {
        let bytes = Array("ept: abc=\r\nServer: test\r\n\r\n".utf8)
        var remainder = HeadRemainder()
        for index in bytes.indices.dropLast() {
            #expect(remainder.feed(bytes.rawSpan.extracting(index..<(index + 1))) == .more)
        }
        #expect(remainder.feed([0x0a].rawSpan) == .complete(consumed: 1))
        #expect(String(decoding: remainder.lines, as: UTF8.self) == "Server: test\r\n")
    }

    @Test func itIsBounded() {
        var remainder = HeadRemainder()
        let line = [UInt8](repeating: 0x61, count: 1000)
        var progress = HeadRemainder.Progress.more
        for _ in 0...(HeadCollector.defaultLimit / line.count) where progress == .more {
            progress = remainder.feed(line.rawSpan)
        }
        #expect(progress == .notHead)
        #expect(remainder.memory <= HeadCollector.defaultLimit)
    }
}
