import HTTP
import Testing

@Suite struct UnfinishedHeadTests {
    @Test(
        "What came and what is missing",
        arguments: [
            (
                "HTTP/1.1 101 X\r\nA: 1\r\n", 101,
                "22 bytes of the response (101) came: its first line and 1 header line. The empty line (CR LF)"
            ),
            (
                "HTTP/1.1 101 X\r\nA: 1\r\nB: 2\r\n\r", 101,
                "its first line and 2 header lines. The LF of the empty line"
            ),
            (
                "HTTP/1.1 101 X\r\nA: 1\r", 101,
                "its first line. Of the next line, \"A: 1\" came. The LF of the last line"
            ),
            ("HTTP/1.1 101 X\r\nA: 1", 101, "The end of the last line, and the empty line (CR LF)"),
            ("HTTP/1.1 10", nil, "11 bytes of the response came: not even its first line is whole."),
            ("HTTP/1.1 101 X\nA: 1\n", 101, "1 header line. The empty line (CR LF)"),
            ("HTTP/1.1 101 X\r\nA: 1\r\n\u{1}\u{5}Hello", 101, "(01 05 48 65 6c 6c 6f): the empty line (CR LF)"),
        ] as [(String, Int?, String)])
    func sentences(text: String, status: Int?, says: String) throws {
        let head = try #require(UnfinishedHead(.response, Array(text.utf8)))
        #expect(head.status == status)
        #expect(head.sentences.contains(says), "\(head.sentences)")
        #expect(head.length == text.utf8.count)
    }

    @Test func nothingIsNoHead() { #expect(UnfinishedHead(.request, []) == nil) }

    @Test func framesInPlaceOfTheEmptyLineAreNoticed() throws {
        let head = try #require(UnfinishedHead(.response, Array("HTTP/1.1 101 X\r\n".utf8) + [0x81, 0x02, 0x68, 0x69]))
        #expect(head.sentences.contains("Bytes that belong in no header follow (81 02 68 69)"))
    }

    /// What a head lacks may come in what is missing: nothing else is judged.
    @Test func onlyTheMissingEndIsJudged() throws {
        var handshake = UpgradeHandshake(request: try upgradeRequest(), response: nil)
        handshake.unfinished = UnfinishedHead(.response, Array("HTTP/1.1 101 X\r\nSec-WebSocket-Accept: no".utf8))
        #expect(handshake.defects(server: remote).isEmpty)
        handshake.unfinished?.isFinal = true
        let defects = handshake.defects(server: remote)
        #expect(defects.map(\.rule) == [.headUnfinished])
        #expect(defects.first?.blame == .server)
    }
}
