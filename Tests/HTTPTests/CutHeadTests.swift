import HTTP
import Testing
import Wire

private let host = Endpoint(address: IPAddress(ipv4: 0xc000_0202), port: 80)

/// Heads of which lines are missing: what is there is judged, what is not there is not.
@Suite struct CutHeadTests {
    private let request = Array("GET /chat HTTP/1.1\r\nHost: a.example\r\n".utf8)
    private let response = Array("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n".utf8)

    @Test func whatIsMissingIsNotJudged() throws {
        let cut = UpgradeHandshake(
            request: try RequestHead(cut: request), response: try ResponseHead(cut: response))
        #expect(cut.defects(server: host).isEmpty)
        #expect(cut.request.isCut && cut.response?.isCut == true)
        let whole = UpgradeHandshake(
            request: try RequestHead(parsing: request + [13, 10]),
            response: try ResponseHead(parsing: response + [13, 10]))
        #expect(whole.defects(server: host).count >= 6)
    }

    @Test func whatIsThereIsJudged() throws {
        let request = Array("POST /chat HTTP/1.0\r\nSec-WebSocket-Key: short\r\n".utf8)
        let response = Array("HTTP/1.1 403 Forbidden\r\n".utf8)
        let cut = UpgradeHandshake(
            request: try RequestHead(cut: request), response: try ResponseHead(cut: response))
        #expect(cut.defects(server: host).map(\.rule) == [.method, .httpVersion, .keyInvalid, .refused])
    }

    @Test(arguments: [
        ("HTTP/1.1 101 Swi", "HTTP/1.1 101 "),
        ("HTTP/1.1 101 Switching Protocols\r\nUpgr", "HTTP/1.1 101 Switching Protocols\r\n"),
        ("HTTP/1.1 10", ""), ("", ""),
    ])
    func whatCanBeUsedOfAResponse(bytes: String, usable: String) {
        var collector = HeadCollector(.response)
        #expect(collector.feed(Array(bytes.utf8).rawSpan) == .more)
        #expect(String(decoding: collector.usableLines, as: UTF8.self) == usable)
    }

    @Test(arguments: [("GET /chat HT", ""), ("GET / HTTP/1.1\r\nHost: a\r\nUp", "GET / HTTP/1.1\r\nHost: a\r\n")])
    func whatCanBeUsedOfARequest(bytes: String, usable: String) {
        var collector = HeadCollector(.request)
        #expect(collector.feed(Array(bytes.utf8).rawSpan) == .more)
        #expect(String(decoding: collector.usableLines, as: UTF8.self) == usable)
    }

    @Test func nothingCanBeUsedOfWhatIsNoHead() {
        var collector = HeadCollector(.request)
        #expect(collector.feed(Array("GET / HTTP/1.1\r\n".utf8).rawSpan) == .more)
        let long = [UInt8](repeating: 0x61, count: HeadCollector.defaultLimit)
        #expect(collector.feed(long.rawSpan) == .tooLong)
        #expect(collector.usableLines.isEmpty)
    }
}
