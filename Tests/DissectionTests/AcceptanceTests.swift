import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

/// Whether a client took the 101: its states, and what it is told.
@Suite struct AcceptanceTests {
    private static let chromium = "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0.0.0 Safari/537.36\r\n"
    private static let firefox =
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
    private static let offer = "Sec-WebSocket-Protocol: chat.v1\r\n"

    private static func adding(_ lines: String, to head: String) -> String { head.dropLast() + lines + "\r\n" }

    /// Requests and 101s for which the client must fail the connection.
    private static let broken: [(name: String, request: String, response: String)] = [
        ("accept-mismatch", Playbook.request, Playbook.response.replacing("s3pP", with: "S3pP")),
        (
            "accept-missing", Playbook.request,
            Playbook.response.replacing("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", with: "")
        ),
        ("response-upgrade-missing", Playbook.request, Playbook.response.replacing("Upgrade: websocket\r\n", with: "")),
        (
            "response-connection-missing", Playbook.request,
            Playbook.response.replacing("Connection: Upgrade\r\n", with: "")
        ),
        (
            "subprotocol-unrequested", adding(offer, to: Playbook.request),
            adding("Sec-WebSocket-Protocol: CHAT.V1\r\n", to: Playbook.response)
        ),
        ("extension-unrequested", Playbook.request, adding("Sec-WebSocket-Extensions: x-a\r\n", to: Playbook.response)),
    ]

    private func close(_ request: String, _ response: String, _ play: (inout Playbook) -> Void) throws -> Trace.Session
    {
        var book = Playbook()
        book.upgrade(request: request, response: response)
        play(&book)
        return try #require(book.trace().sessions.first)
    }

    @Test(arguments: broken) func aClientThatMustFailNeverIsOpen(name: String, request: String, response: String) throws
    {
        let close = try #require(try close(request, response) { $0.talk.close(.client) }.close)
        #expect(close.clientStates.map(\.state) == [.connecting, .closed])
        #expect(close.serverStates.map(\.state) == [.connecting, .open, .closed])
        #expect(
            close.serverStates[1].evidence
                == "The server answered with a 101 for which the client must fail the connection: handshake.\(name).")
        #expect(close.clientEvent?.code == 1006)
        #expect(close.serverEvent?.code == 1006)
    }

    @Test(arguments: broken) func whoSendsAFrameHasTakenIt(name: String, request: String, response: String) throws {
        let close = try #require(
            try close(request, response) {
                $0.frame(.client, .text, [0x61])
                $0.talk.close(.client)
            }.close)
        #expect(close.clientStates.map(\.state) == [.connecting, .open, .closed])
        #expect(close.clientStates[1].evidence == "The server answered with 101.")
    }

    /// A Close may be what fails the connection.
    @Test(arguments: [(1000, true), (1001, true), (nil, true), (1002, false), (1010, false)] as [(UInt16?, Bool)])
    func aCloseOnly(code: UInt16?, isOpen: Bool) throws {
        let (_, request, response) = Self.broken[0]
        let close = try #require(
            try close(request, response) {
                $0.close(.client, code)
                $0.close(.server, code)
                $0.talk.close(.server)
            }.close)
        #expect(
            close.clientStates.map(\.state) == [.connecting] + (isOpen ? [.open] : []) + [.closing, .closed])
    }

    @Test(arguments: [(4, false), (6, true)] as [(Int64, Bool)]) func whoStaysHasTakenIt(seconds: Int64, isOpen: Bool)
        throws
    {
        let (_, request, response) = Self.broken[0]
        let close = try #require(
            try close(request, response) {
                $0.talk.pause(seconds * 1_000_000_000)
                $0.frame(.server, .text, [0x61])
            }.close)
        #expect(close.clientStates.map(\.state) == [.connecting] + (isOpen ? [.open] : []))
    }

    /// What a client makes of a 101 without a subprotocol hangs on the client.
    @Test(arguments: [
        (chromium, false, "for which this browser fails the connection"), (firefox, true, "with 101."),
        ("", false, "for which many clients fail the connection"),
    ]) func anUnansweredSubprotocol(agent: String, isOpen: Bool, words: String) throws {
        let request = Self.adding(Self.offer + agent, to: Playbook.request)
        let close = try #require(try close(request, Playbook.response) { $0.talk.close(.client) }.close)
        #expect(close.clientStates.contains { $0.state == .open } == isOpen)
        #expect(close.serverStates[1].evidence.contains(words))
    }

    /// It reads no Close, owes no answer to one, and no Pong.
    @Test func whatComesAfterItIsNotRead() throws {
        let (_, request, response) = Self.broken[0]
        let session = try close(request, response) {
            $0.frame(.server, .ping, [1])
            $0.close(.server, 1001)
            $0.talk.finish(.client)
            $0.talk.finish(.server)
        }
        let close = try #require(session.close)
        #expect(close.clientEvent?.code == 1006)
        #expect(close.clientStates.map(\.state) == [.connecting, .closed])
        #expect(close.serverStates.map(\.state) == [.connecting, .open, .closing, .closed])
        #expect(session.findings.map(\.rule) == [.handshakeAcceptMismatch])
    }

    /// Where the client may have failed the connection, or not, nobody knows what its program was told.
    @Test func whatCannotBeToldIsNotTold() throws {
        let request = Self.adding(Self.offer, to: Playbook.request)
        let close = try #require(
            try close(request, Playbook.response) {
                $0.close(.server, 1001)
                $0.talk.finish(.client)
                $0.talk.finish(.server)
            }.close)
        #expect(close.clientEvent == nil)
    }
}
