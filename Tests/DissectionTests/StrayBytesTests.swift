import Dissection
import TestKit
import Testing
import WebSocket
import Wire

private let hello = FrameEncoder.encode(opcode: .text, payload: Array("hello".utf8))

/// An open session in which `side` sends this, each piece in a segment of its own, and the other side fails the
/// connection.
private func session(_ side: Side, _ pieces: [[UInt8]], deflating: Bool = false) throws -> Trace.Session {
    var play = Playbook()
    if deflating { play.upgradeDeflating() } else { play.upgrade() }
    for piece in pieces { play.talk.send(piece, from: side) }
    play.close(side.peer, 1002)
    play.talk.close(side.peer)
    return try #require(play.trace().sessions.first)
}

private func errors(_ session: Trace.Session) -> [Finding] { session.findings.filter { $0.rule.severity == .error } }

@Suite struct StrayBytesTests {
    /// One error says what the bytes are; nothing is said of bits.
    @Test(
        arguments: [
            (.client, "Good morning, server", #"text, not a frame: "Good morning, server""#),
            (
                .server, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
                #"an HTTP response, not a frame: "HTTP/1.1 400 Bad Request…""#
            ),
            (.client, Playbook.request, #"an HTTP request, not a frame: "GET /chat HTTP/1.1…""#),
            (.server, #"{"event":"tick"}"# + "\n", #"JSON, not a frame: "{"event":"tick"}""#),
            (.server, "<html><body>502</body></html>", "markup, not a frame"),
            (.server, "Grüße aus der Fußgängerzone", "Grüße aus der Fußgängerzone"),
        ] as [(Side, String, String)])
    func saysWhatTheBytesAre(side: Side, text: String, said: String) throws {
        let session = try session(side, [Array(text.utf8)])
        let found = errors(session)
        #expect(found.map(\.rule) == [.frameStrayBytes])
        #expect(found.first?.detail.contains(said) == true, "\(found.first?.detail ?? "")")
        #expect(found.first?.blame == (side == .client ? .client : .server))
        #expect(found.first?.mustFailWith == 1002)
        #expect(session.frames.map(\.header.opcode) == [.close])
        let cause = try #require(Diagnosis(of: session).causes.first)
        #expect(cause.likelihood == .certain)
        #expect(cause.claim.contains("where a frame should begin"))
    }

    /// A line end too many after the 101: the frame after it is read, however the bytes come.
    @Test(arguments: [
        [[0x0d, 0x0a] + hello], [[0x0d, 0x0a], hello], [[0x0d], [0x0a] + hello], ([0x0d, 0x0a] + hello).map { [$0] },
    ])
    func lineEndAfterThe101(pieces: [[UInt8]]) throws {
        let session = try session(.server, pieces)
        #expect(errors(session).map(\.rule) == [.frameStrayBytes])
        let detail = try #require(errors(session).first?.detail)
        #expect(detail.contains("0d 0a are a line end") && detail.contains("headers of the 101"))
        #expect(session.frames.map(\.payload).first == Array("hello".utf8))
        #expect(session.frames.first?.streamOffset == Playbook.response.utf8.count + 2)
        #expect(session.messages.map(\.isValidText) == [true])
        #expect(
            Diagnosis(of: session).causes.first?.remedies.first?.text.contains("exactly one empty line") == true)
    }

    /// In the middle of a session: what follows is read, and the head is not blamed.
    @Test(arguments: ["\n", "\r\n", "debug: 3 clients\n", "\0"]) func betweenFrames(text: String) throws {
        let session = try session(.server, [hello, Array(text.utf8) + hello, hello])
        #expect(errors(session).map(\.rule) == [.frameStrayBytes])
        #expect(errors(session).first?.detail.contains("headers") == false)
        #expect(session.messages.count == 3)
    }

    /// Who writes a line end after each frame writes one after the last one, too: that is no frame, either.
    @Test func lineEndAfterEachFrame() throws {
        let session = try session(.server, [hello + [0x0a], hello + [0x0a]])
        #expect(Set(errors(session).map(\.rule)) == [.frameStrayBytes])
        #expect(!session.findings.contains { $0.rule == .messageUnfinished })
        #expect(session.messages.count == 2)
    }

    /// A run of text is told once, and frames after it are found.
    @Test func oneFindingForARun() throws {
        let lines = (0..<5).map { Array("{\"tick\":\($0)}\n".utf8) }
        let session = try session(.server, lines + [hello, hello])
        #expect(errors(session).map(\.rule) == [.frameStrayBytes])
        #expect(session.messages.count == 2)
    }

    /// Told before the Close that answers it, and after it nothing more of the text is.
    @Test func causeComesFirst() throws {
        let session = try session(.client, [Array("Hi!".utf8)])
        #expect(session.findings.first?.rule == .frameStrayBytes)
        let first = try #require(session.timeline.first)
        guard case .finding = first else { return #expect(Bool(false), "\(first)") }
    }

    /// Who sends text last and ends TCP says itself why.
    @Test(arguments: [
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n", "a proxy before it"),
        ("fatal: out of memory, exiting\n", "The server ended"),
    ]) func lastWords(text: String, said: String) throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.server, .text, Array("hello".utf8))
        play.server(Array(text.utf8))
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        let cause = try #require(Diagnosis(of: session).causes.first)
        #expect(cause.kind == .leftWithText)
        #expect(cause.claim.contains(said) && cause.claim.contains(String(text.prefix(20))))
    }

    /// A frame after the text takes the text for no farewell.
    @Test func noLastWords() throws {
        var play = Playbook()
        play.upgrade()
        play.server(Array("warning: slow\n".utf8) + hello)
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(!Diagnosis(of: session).causes.contains { $0.kind == .leftWithText })
    }

    /// The end of the connection decides, too.
    @Test func atTheEnd() throws {
        var play = Playbook()
        play.upgrade()
        play.client(Array("\n".utf8) + Array("ok".utf8))
        play.talk.close(.client)
        let session = try #require(play.trace().sessions.first)
        #expect(errors(session).map(\.rule) == [.frameStrayBytes])
        #expect(session.frames.isEmpty)
    }

    /// A proxy's answer within a session with compression in use.
    @Test func whileCompressing() throws {
        let session = try session(.server, [Array("Backend unavailable: connection refused".utf8)], deflating: true)
        #expect(errors(session).map(\.rule) == [.frameStrayBytes])
    }

    /// Wrong frames whose bytes could be text stay wrong frames.
    @Test(arguments: [[0x09, 0x09], [0x0a, 0x09]] as [[UInt8]], [1, 2, 11]) func fragmentedControl(
        header: [UInt8], size: Int
    ) throws {
        let bytes = header + Array("fragment1".utf8)
        let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
        let session = try session(.server, pieces)
        #expect(errors(session).map(\.rule) == [.frameControlFragmented])
        #expect(session.frames.first?.payload == Array("fragment1".utf8))
    }

    /// A hole behind held bytes.
    @Test func beforeAHole() throws {
        var play = Playbook()
        play.upgrade()
        play.server(Array("\r\n".utf8))
        play.server(hello)
        play.server(hello)
        play.finish(.server)
        let hole = try #require(play.talk.segments.lastIndex { $0.segment.payload == hello })
        play.talk.segments.remove(at: hole)
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.first { $0.rule == .frameStrayBytes } != nil)
    }
}

/// Headers of which the first bytes alone break a rule.
@Suite struct UnfinishedHeaderFindingTests {
    @Test(
        arguments: [
            ([0x8f], .client, .frameOpcodeReserved), ([0xf1], .server, .frameRsvNonzero),
            ([0x08], .client, .frameControlFragmented),
            ([0x81, 0x7e], .client, .frameClientUnmasked), ([0x82, 0x80], .server, .frameServerMasked),
            ([0x89, 0x7e], .server, .frameControlTooLong), ([0x80], .client, .frameContinuationUnexpected),
        ] as [([UInt8], Side, Rule)])
    func isTold(bytes: [UInt8], side: Side, rule: Rule) throws {
        for isAnswered in [true, false] {
            var play = Playbook()
            play.upgrade()
            play.talk.send(bytes, from: side)
            if isAnswered { play.close(side.peer, 1002) }
            play.talk.close(side.peer)
            let session = try #require(play.trace().sessions.first)
            let found = errors(session)
            #expect(found.map(\.rule) == [rule])
            #expect(found.first?.mustFailWith == 1002)
            #expect(found.first?.frame == nil)
            #expect(found.first?.detail.contains("of the header had come") == true)
            #expect(found.first?.packets.isEmpty == false)
            if isAnswered {
                guard case .finding = session.timeline.first else { return #expect(Bool(false)) }
                #expect(Diagnosis(of: session).causes.first?.likelihood == .certain)
            }
        }
    }

    /// What comes of the frame after the answer is not told again.
    @Test func isToldOnce() throws {
        var play = Playbook()
        play.upgrade()
        play.client([0x8f])
        play.close(.server, 1002)
        play.client([0x80, 1, 2, 3, 4])
        play.close(.client, 1002)
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(errors(session).map(\.rule) == [.frameOpcodeReserved])
        #expect(session.frames.map(\.header.opcode) == [.close, .close])
    }

    /// A beginning that breaks nothing accuses nobody.
    @Test(arguments: [[0x81], [0x82, 0xfe], [0x82, 0xff, 0, 0]] as [[UInt8]]) func soundBeginning(bytes: [UInt8]) throws
    {
        var play = Playbook()
        play.upgrade()
        play.client(bytes)
        play.close(.server, 1001)
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(errors(session).isEmpty)
        #expect(session.findings.contains { $0.rule == .messageUnfinished })
    }
}
