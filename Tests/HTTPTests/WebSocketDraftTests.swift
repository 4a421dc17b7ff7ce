import HTTP
import Testing

private let withoutKeys: [(String, String?)] = [("Sec-WebSocket-Key", nil), ("Sec-WebSocket-Version", nil)]

@Suite struct WebSocketDraftTests {
    @Test(
        "A draft is named where the heads prove it",
        arguments: [
            (withoutKeys + [("Sec-WebSocket-Key1", "1 2"), ("Sec-WebSocket-Key2", "3")], WebSocketDraft.hixie76),
            (
                withoutKeys + [("Sec-WebSocket-Key1", "1"), ("Sec-WebSocket-Key2", "3"), ("Sec-WebSocket-Draft", "2")],
                .hybi(2)
            ),
            (withoutKeys + [("WebSocket-Protocol", "x")], .hixie75), ([("Sec-WebSocket-Version", "4")], .hybi(4)),
            ([("Sec-WebSocket-Version", "8")], .hybi(8)),
        ] as [([(String, String?)], WebSocketDraft)])
    func drafts(changes: [(String, String?)], draft: WebSocketDraft) throws {
        let handshake = UpgradeHandshake(request: try upgradeRequest("GET / HTTP/1.1", changes), response: nil)
        #expect(handshake.draft == draft)
        #expect(UpgradeHandshake.isUpgradeAttempt(handshake.request))
        let defects = handshake.defects(server: remote)
        #expect(defects.map(\.rule) == [.draft])
        #expect(defects.first?.detail.contains(draft.name) == true)
    }

    @Test(
        "What may as well be a wrong request of today is judged by RFC 6455",
        arguments: [
            withoutKeys, [("Sec-WebSocket-Version", "13")], [("Sec-WebSocket-Version", "0")],
            [("Sec-WebSocket-Version", "9")], [("Sec-WebSocket-Version", "12")], [("Sec-WebSocket-Version", "14")],
            [("Sec-WebSocket-Version", "8"), ("Sec-WebSocket-Version", "13")],
            withoutKeys + [("Sec-WebSocket-Key1", "1")],
        ] as [[(String, String?)]])
    func none(changes: [(String, String?)]) throws {
        let handshake = UpgradeHandshake(request: try upgradeRequest("GET / HTTP/1.1", changes), response: nil)
        #expect(handshake.draft == nil)
    }

    @Test func answerShowsHixie75() throws {
        let request = try upgradeRequest("GET / HTTP/1.1", withoutKeys)
        let old = try upgradeResponse(
            "HTTP/1.1 101 Web Socket Protocol Handshake",
            [("Sec-WebSocket-Accept", nil), ("WebSocket-Origin", "http://a"), ("WebSocket-Location", "ws://a/")])
        #expect(UpgradeHandshake(request: request, response: old).draft == .hixie75)
        let wrong = try upgradeResponse("HTTP/1.1 101 X", [("Sec-WebSocket-Accept", nil)])
        #expect(UpgradeHandshake(request: request, response: wrong).draft == nil)
    }

    @Test func refusalOfADraftIsTold() throws {
        let handshake = UpgradeHandshake(
            request: try upgradeRequest("GET / HTTP/1.1", [("Sec-WebSocket-Version", "7")]),
            response: try RequestResponse.refusal("HTTP/1.1 426 x", [("Sec-WebSocket-Version", "13")]))
        #expect(handshake.defects(server: remote).map(\.rule) == [.draft, .refused])
    }

    @Test(
        "A refused draft has no frames to show; the server says which version it wants",
        arguments: [
            ([("Sec-WebSocket-Version", "13")], #"The server asks for Sec-WebSocket-Version "13"."#),
            ([], "its Sec-WebSocket-Version is 8."),
        ] as [([(String, String?)], String)])
    func aRefusedDraft(lines: [(String, String?)], end: String) throws {
        let handshake = UpgradeHandshake(
            request: try upgradeRequest("GET / HTTP/1.1", [("Sec-WebSocket-Version", "8")]),
            response: try RequestResponse.refusal("HTTP/1.1 426 x", lines))
        let detail = try #require(handshake.defects(server: remote).first?.detail)
        #expect(detail.hasSuffix(end), "\(detail)")
        #expect(!detail.contains("frames"))
    }

    @Test func keyBehindTheHeadIsPassedOver() throws {
        let request = try upgradeRequest("GET / HTTP/1.1", [("Sec-WebSocket-Key1", "1"), ("Sec-WebSocket-Key2", "2")])
        #expect(BodyFraming(of: request) == .length(8))
    }
}
