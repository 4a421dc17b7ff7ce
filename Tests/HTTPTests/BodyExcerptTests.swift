import HTTP
import Testing
import Wire

/// The excerpt of a body that follows a 400 with these header lines.
private func excerpt(_ lines: [String], _ body: [UInt8], cut: Int = .max) throws -> BodyExcerpt? {
    let response = try ResponseHead(parsing: head(["HTTP/1.1 400 Bad Request"] + lines))
    var skipper = BodySkipper(BodyFraming(of: response, toMethod: "GET"), keeping: BodyExcerpt.limit)
    var at = 0
    while at < body.count {
        let end = min(body.count, at + cut)
        _ = skipper.feed(body.rawSpan.extracting(at..<end))
        at = end
    }
    return BodyExcerpt(skipper, of: response)
}

@Suite struct BodyExcerptTests {
    @Test(arguments: [1, 3, .max]) func chunksArePutTogether(cut: Int) throws {
        let body = try #require(
            try excerpt(
                ["Transfer-Encoding: chunked"], Array("5\r\nhello\r\n7;x=1\r\n, world\r\n0\r\n\r\n".utf8), cut: cut))
        #expect(body.text == "hello, world")
        #expect(body.length == 12)
        #expect(body.isWhole)
    }

    @Test func onlyTheBeginningIsKept() throws {
        let long = [UInt8](repeating: 0x61, count: 2000)
        let body = try #require(try excerpt(["Content-Length: 2000"], long))
        #expect(body.bytes.count == 512)
        #expect(body.length == 2000)
        let unframed = try #require(try excerpt([], long))
        #expect(unframed.bytes.count == 512)
        #expect(!unframed.isWhole)
    }

    @Test func noBodyIsNone() throws {
        #expect(try excerpt(["Content-Length: 0"], []) == nil)
        #expect(try excerpt(["Content-Length: 5"], []) == nil)
    }

    @Test func compressedBodiesAreNamed() throws {
        let body = try #require(try excerpt(["Content-Length: 4", "Content-Encoding: gzip"], [0x1f, 0x8b, 8, 0]))
        #expect(body.coding == "gzip")
        #expect(body.text == nil && body.summary == nil)
        let plain = try #require(try excerpt(["Content-Length: 2", "Content-Encoding: identity"], [0x68, 0x69]))
        #expect(plain.text == "hi")
    }

    @Test func bytesThatAreNoTextAreNotShown() throws {
        let body = try #require(try excerpt(["Content-Length: 3"], [0x68, 0, 0x1b]))
        #expect(body.text == nil && body.summary == nil)
    }

    /// The limit cuts a character in two: what is left of it goes.
    @Test func cutCharactersGo() throws {
        let text = String(repeating: "é", count: 300)
        let odd = try #require(try excerpt([], Array(("a" + text).utf8)))
        #expect(odd.text == "a" + String(repeating: "é", count: 255))
    }

    @Test(
        arguments: [
            ("text/html", "<html><head><TITLE>\n 400 Bad\r\n Request </TITLE></head></html>", "400 Bad Request"),
            ("text/html; charset=utf-8", "<html><h1>403</h1> Forbidden", "403"),
            ("text/plain", "<!DOCTYPE html><title></title><p>no <b>title</b>", "no title"),
            ("text/html", "<title", nil), ("text/plain", "a\r\n\r\nb  c\n", "a b c"), ("text/plain", " \r\n", nil),
            ("application/json", "{\"code\":1,\n\"message\":\"x\"}", "{\"code\":1, \"message\":\"x\"}"),
            ("text/html", "\u{212a}<title>x</title>", "\u{212a} x"),
        ] as [(String, String, String?)])
    func summary(type: String, text: String, line: String?) throws {
        let body = try #require(
            try excerpt(["Content-Type: \(type)", "Content-Length: \(text.utf8.count)"], Array(text.utf8)))
        #expect(body.summary == line)
    }
}
