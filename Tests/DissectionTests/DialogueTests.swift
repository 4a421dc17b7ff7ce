import Dissection
import TestKit
import Testing

@testable import Dissection

/// TLS that begins after another protocol's dialogue is no WebSocket, and is counted by that protocol's name.
@Suite struct DialogueTests {
    struct Talk: CustomTestStringConvertible {
        var name: String
        /// What is said before the ClientHello, the sender before each.
        var lines: [(Side, [UInt8])]

        init(_ name: String, _ lines: (Side, String)...) {
            (self.name, self.lines) = (name, lines.map { ($0, Array($1.utf8)) })
        }
        init(_ name: String, bytes lines: (Side, [UInt8])...) { (self.name, self.lines) = (name, lines) }

        var testDescription: String { name }
    }

    static let talks = [
        Talk(
            "SMTP", (.server, "220 mx.example ESMTP\r\n"), (.client, "EHLO c\r\n"),
            (.server, "250-mx\r\n250 STARTTLS\r\n"), (.client, "STARTTLS\r\n"), (.server, "220 go\r\n")),
        Talk(
            "SMTP", (.server, "220 mx.example\r\n"), (.client, "EHLO c\r\n"), (.server, "250 STARTTLS\r\n"),
            (.client, "STARTTLS\r\n"), (.server, "220 go\r\n")),
        Talk("FTP", (.server, "220 (vsFTPd 3.0.5)\r\n"), (.client, "AUTH TLS\r\n"), (.server, "234 Proceed.\r\n")),
        Talk("FTP", (.server, "220 welcome\r\n"), (.client, "AUTH TLS\r\n"), (.server, "234 Proceed.\r\n")),
        Talk("IMAP", (.server, "* OK ready\r\n"), (.client, "a1 STARTTLS\r\n"), (.server, "a1 OK\r\n")),
        Talk("POP3", (.server, "+OK ready\r\n"), (.client, "STLS\r\n"), (.server, "+OK\r\n")),
        Talk("NNTP", (.server, "200 news\r\n"), (.client, "STARTTLS\r\n"), (.server, "382 go\r\n")),
        Talk(
            "ManageSieve", (.server, "\"IMPLEMENTATION\" \"x\"\r\nOK\r\n"), (.client, "STARTTLS\r\n"),
            (.server, "OK\r\n")),
        Talk(
            "IRC", (.client, "CAP LS 302\r\n"), (.server, ":irc CAP * LS :tls\r\n"), (.client, "STARTTLS\r\n"),
            (.server, ":irc 670 * :go\r\n")),
        Talk(
            "XMPP", (.client, "<?xml version='1.0'?><stream:stream>"),
            (.server, "<?xml version='1.0'?><stream:stream>"), (.client, "<starttls/>"), (.server, "<proceed/>")),
        Talk(
            "LDAP", bytes: (.client, [0x30, 29, 2, 1, 1, 0x77, 24, 0x80, 22] + Array("1.3.6.1.4.1.1466.20037".utf8)),
            (.server, [0x30, 12, 2, 1, 1, 0x78, 7, 10, 1, 0, 4, 0, 4, 0])),
        Talk("PostgreSQL", bytes: (.client, [0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f]), (.server, [0x53])),
        Talk(
            "MySQL", bytes: (.server, [74, 0, 0, 0, 10] + Array("8.0.36".utf8) + [UInt8](repeating: 1, count: 67)),
            (.client, [32, 0, 0, 1, 5, 0xae, 0, 0] + [UInt8](repeating: 0, count: 28))),
        Talk(
            "RDP", bytes: (.client, [3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0]),
            (.server, [3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0, 8, 0, 1, 0, 0, 0])),
        Talk(
            "VNC", (.server, "RFB 003.008\n"), (.client, "RFB 003.008\n"), (.server, "\u{1}\u{13}"), (.client, "\u{13}")
        ),
        Talk(
            "AMQP", bytes: (.client, Array("AMQP".utf8) + [2, 1, 0, 0]), (.server, Array("AMQP".utf8) + [2, 1, 0, 0])),
        Talk("unknown", (.client, "let us talk\n"), (.server, "in secret\n")),
    ]

    private func begin(after talk: Talk, isFromStart: Bool = true) -> TLSTalk {
        var tls = TLSTalk(connecting: isFromStart)
        if !isFromStart { tls.talk.beginMidstream() }
        for (side, bytes) in talk.lines { tls.talk.send(bytes, from: side) }
        tls.handshake()
        return tls
    }

    @Test(arguments: talks) func isCountedByItsName(talk: Talk) {
        var tls = begin(after: talk)
        tls.data([1, 2, 3], .client)
        tls.closeNotify(.server)
        tls.talk.close(.server)
        for keys in [false, true] {
            let trace = tls.trace(keys: keys)
            #expect(trace.sessions.isEmpty)
            #expect(trace.summary?.turnedToTLS == [talk.name: 1])
            #expect(trace.summary?.otherConnections == 1)
        }
    }

    /// A handshake that fails after it is none of a WebSocket either.
    @Test func failuresCountToo() {
        var tls = TLSTalk()
        tls.talk.send(Array("220 mx ESMTP\r\n".utf8), from: .server)
        tls.talk.send(Array("STARTTLS\r\n".utf8), from: .client)
        tls.talk.send(tls.clientHelloRecord, from: .client)
        tls.clearAlert(40, .server)
        tls.talk.close(.server)
        #expect(tls.trace().sessions.isEmpty)
        #expect(tls.trace().summary?.turnedToTLS == ["SMTP": 1])
    }

    static let transparent = [
        Talk(
            "SOCKS 5", bytes: (.client, [5, 1, 0]), (.server, [5, 0]),
            (.client, [5, 1, 0, 3, 4] + Array("chat".utf8) + [1, 0xbb]), (.server, [5, 0, 0, 1, 0, 0, 0, 0, 0, 0])),
        Talk("SOCKS 4", bytes: (.client, [4, 1, 1, 0xbb, 192, 0, 2, 2, 0]), (.server, [0, 90, 0, 0, 0, 0, 0, 0])),
        Talk("PROXY v1", (.client, "PROXY TCP4 192.0.2.1 192.0.2.2 50000 443\r\n")),
    ]

    /// A proxy's own dialogue says nothing about what goes through it.
    @Test(arguments: transparent) func proxiesHideNoSession(talk: Talk) throws {
        var tls = begin(after: talk)
        tls.upgrade()
        tls.talk.close(.server)
        let session = try #require(tls.trace().sessions.first)
        #expect(session.start.outcome == .open)
        #expect(tls.trace().summary?.turnedToTLS == [:])
        #expect(tls.trace(keys: false).sessions.map(\.start.outcome) == [.encrypted])
    }

    /// Whatever came before: an upgrade request that opens is one.
    @Test func aWebSocketThatOpensIsOne() {
        var tls = begin(after: Talk("unknown", (.client, "let us talk\n"), (.server, "in secret\n")))
        tls.upgrade()
        tls.talk.close(.server)
        #expect(tls.trace().sessions.map(\.start.outcome) == [.open])
    }

    /// Where the capture begins later, what can't be named may be the end of anything.
    @Test func nothingIsSaidOfWhatWasNotSeen() {
        let talk = Talk("unknown", (.client, "let us talk\n"), (.server, "in secret\n"))
        var tls = begin(after: talk, isFromStart: false)
        tls.data([1, 2, 3], .client)
        tls.data([1, 2, 3], .server)
        tls.talk.close(.server)
        #expect(tls.trace(keys: false).sessions.map(\.start.outcome) == [.encrypted])
        #expect(tls.trace(keys: false).summary?.turnedToTLS == [:])
    }
}
