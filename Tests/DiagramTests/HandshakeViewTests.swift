import Dissection
import HTTP
import TestKit
import Testing

@testable import Diagram

@Suite struct HandshakeViewTests {
    private let screen = Screen(width: 80, color: false, ascii: false)

    private func view(_ request: [String] = Examples.request, _ response: [String]? = Examples.response) throws
        -> HandshakeView
    {
        try #require(HandshakeView(Examples.session(try Examples.handshake(request, response))))
    }

    @Test("A good handshake", arguments: [(80, false), (40, true)])
    func golden(width: Int, ascii: Bool) throws {
        let text = try view().text(on: Screen(width: width, color: false, ascii: ascii))
        let difference = Golden.difference("diagram/handshake-\(width)\(ascii ? "-ascii" : "").txt", text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test("The lines that matter are ticked, and none is marked")
    func good() throws {
        let text = try view().text(on: screen)
        for line in [
            "GET /chat", "Host:", "Upgrade:", "Connection:", "Sec-WebSocket-Key:", "Sec-WebSocket-Version:",
            "HTTP/1.1 101", "Sec-WebSocket-Accept:",
        ] {
            #expect(text.contains("✓  \(line)"), "\(line)")
        }
        #expect(text.contains("✓  the server sent exactly this"))
        #expect(!text.contains("!  "))
    }

    @Test("What is wrong is marked in its line, what is missing is said")
    func bad() throws {
        var request = Examples.request
        request[1] = "X-Host: none"
        request[8] = "Sec-WebSocket-Version: 14"
        let text = try view(request).text(on: screen)
        #expect(text.contains("!  Sec-WebSocket-Version: 14\n"))
        #expect(text.contains("! error handshake.version-unsupported"))
        #expect(text.contains("! error handshake.host-missing"))
        #expect(text.contains("✓  GET /chat"), "the request line is not at fault for a missing Host")
    }

    @Test("A wrong Accept is compared, and the usual mistakes are recognised")
    func mismatch() throws {
        var response = Examples.response
        response[3] = "Sec-WebSocket-Accept: dGhlIHNhbXBsZSBub25jZQ=="
        let text = try view(Examples.request, response).text(on: screen)
        #expect(text.contains("!  Sec-WebSocket-Accept: dGhl"))
        #expect(text.contains("!  the server sent dGhlIHNhbXBsZSBub25jZQ== instead"))
        #expect(text.contains("the key came back as it is"))
    }

    @Test("A 101 without an Accept is told so")
    func acceptMissing() throws {
        let text = try view(Examples.request, Array(Examples.response.prefix(3))).text(on: screen)
        #expect(text.contains("!  the server sent none"))
        #expect(text.contains("! error handshake.accept-missing"))
    }

    @Test("A refusal is explained", arguments: [403, 404, 426, 302, 200])
    func refused(status: Int) throws {
        let text = try view(Examples.request, ["HTTP/1.1 \(status) Because", "Content-Length: 0"]).text(on: screen)
        #expect(text.contains("No WebSocket: "))
        #expect(!text.contains("✓  HTTP/1.1"))
        #expect(!text.contains("step by step"), "nothing was computed")
    }

    @Test("No response, no handshake")
    func missing() throws {
        #expect(try view(Examples.request, nil).text(on: screen).contains("None was captured."))
        #expect(HandshakeView(Examples.session(nil)) == nil)
    }

    @Test("Every line fits every screen", arguments: sampleWidths)
    func fits(width: Int) throws {
        let hostile = String(decoding: Examples.hostile.filter { $0 != 13 && $0 != 10 && $0 != 0 }, as: UTF8.self)
        let views = [
            try view(),
            try view(Examples.request + ["X-Evil: \(hostile)", "X-Long: " + String(repeating: "x", count: 300)]),
            try view(
                ["GET /\u{202e}\u{1b}[2J HTTP/1.1", "Upgrade: websocket"],
                ["HTTP/1.1 101 \u{1b}]0;x", "Sec-WebSocket-Accept: \u{1b}c"]),
        ]
        for view in views {
            for screen in screens(width: width) { expectFits(view.text(on: screen), screen) }
        }
    }

    @Test("The SVG is well-formed, whatever the headers hold")
    func svg() throws {
        expectGoodSVG(try view().svg(), "handshake")
        expectGoodSVG(
            try view(Examples.request + ["X-Evil: <script>alert('&')</script>\u{1b}"]).svg(light: true), "hostile")
    }

    @Test("The computation alone, for a key that is typed")
    func computation() {
        let view = AcceptView(AcceptComputation(key: "dGhlIHNhbXBsZSBub25jZQ=="))
        let text = view.text(on: screen)
        #expect(text.contains("b3 7a 4f 2c c0 62 4f 16 90 f6 46 06 cf 38 59 45 b2 be c4 ea"))
        #expect(text.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
        #expect(!text.contains("the server sent"))
        for width in sampleWidths {
            for screen in screens(width: width) { expectFits(view.text(on: screen), screen) }
        }
        expectGoodSVG(view.svg(), "accept")
    }
}
