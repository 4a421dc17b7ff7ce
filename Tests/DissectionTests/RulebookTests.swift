import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// A session that breaks a rule, as real packets, and what must be said of it.
struct RuleCase: CustomTestStringConvertible, Sendable {
    var rule: Rule
    var blame: Blame
    var play: @Sendable (inout Playbook) -> Void
    /// What is said besides, each once.
    var alsoSaid: [Rule] = []

    init(_ rule: Rule, _ blame: Blame, also: [Rule] = [], _ play: @escaping @Sendable (inout Playbook) -> Void) {
        self.rule = rule
        self.blame = blame
        self.play = play
        alsoSaid = also
    }

    var testDescription: String { rule.rawValue }
}

private let hello = Array("Hello".utf8)

/// The request with one line changed or, without a replacement, left out.
private func request(without line: String, instead: String = "") -> String {
    Playbook.request.replacing(line + "\r\n", with: instead.isEmpty ? "" : instead + "\r\n")
}

private func response(without line: String, instead: String = "") -> String {
    Playbook.response.replacing(line + "\r\n", with: instead.isEmpty ? "" : instead + "\r\n")
}

private func changed(_ line: String, to instead: String) -> @Sendable (inout Playbook) -> Void {
    { play in
        play.upgrade(request: request(without: line, instead: instead))
        play.finish()
    }
}

private func answered(_ line: String, by instead: String) -> @Sendable (inout Playbook) -> Void {
    { play in
        play.upgrade(response: response(without: line, instead: instead))
        play.finish()
    }
}

/// An open session in which `side` sends these bytes; the other side fails the connection, as it must.
private func sends(_ side: Side, _ bytes: [UInt8], code: UInt16 = 1002) -> @Sendable (inout Playbook) -> Void {
    { play in
        play.upgrade()
        play.talk.send(bytes, from: side)
        play.close(side.peer, code)
        play.close(side, code)
        play.talk.close(.server)
    }
}

private let key = MaskingKey(0x0102_0304)

private func masked(_ opcode: Opcode, _ payload: [UInt8] = [], fin: Bool = true, rsv1: Bool = false) -> [UInt8] {
    FrameEncoder.encode(fin: fin, rsv1: rsv1, opcode: opcode, payload: payload, maskingKey: key)
}

/// An open session that the client closes with this body; the server fails the connection, as it must.
private func closes(_ body: [UInt8], code: UInt16) -> @Sendable (inout Playbook) -> Void {
    { play in
        play.upgrade()
        play.frame(.client, .close, body)
        play.close(.server, code)
        play.talk.close(.server)
    }
}

private let deflateRequest = request(
    without: "Sec-WebSocket-Version: 13",
    instead: "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate")
private let deflateResponse = response(
    without: "Connection: Upgrade", instead: "Connection: Upgrade\r\nSec-WebSocket-Extensions: permessage-deflate")

let ruleCases: [RuleCase] = [
    // Handshake
    RuleCase(.handshakeMethod, .client) {
        $0.upgrade(request: Playbook.request.replacing("GET ", with: "POST "))
        $0.finish()
    },
    RuleCase(.handshakeHttpVersion, .client) {
        $0.upgrade(request: Playbook.request.replacing("HTTP/1.1", with: "HTTP/1.0"))
        $0.finish()
    },
    RuleCase(.handshakeHostMissing, .client, changed("Host: example.com", to: "")),
    RuleCase(.handshakeUpgradeMissing, .client, changed("Upgrade: websocket", to: "Upgrade: h2c")),
    RuleCase(.handshakeConnectionMissing, .client, changed("Connection: Upgrade", to: "Connection: keep-alive")),
    RuleCase(
        .handshakeKeyMissing, .client, also: [],
        changed("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", to: "")),
    RuleCase(
        .handshakeKeyInvalid, .client, also: [.handshakeAcceptMismatch],
        changed("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", to: "Sec-WebSocket-Key: dGhlIHNhbXBsZQ==")),
    RuleCase(.handshakeVersionMissing, .client, changed("Sec-WebSocket-Version: 13", to: "")),
    RuleCase(
        .handshakeVersionUnsupported, .client, changed("Sec-WebSocket-Version: 13", to: "Sec-WebSocket-Version: 14")),
    RuleCase(.handshakeRefused, .client) {
        $0.upgrade(response: "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        $0.talk.close(.server)
    },
    RuleCase(.handshakeNoResponse, .server) {
        $0.client(Array(Playbook.request.utf8))
        $0.talk.close(.server)
    },
    RuleCase(
        .handshakeAcceptMissing, .server, answered("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", by: "")),
    RuleCase(
        .handshakeAcceptMismatch, .server,
        answered(
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            by: "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOp=")),
    RuleCase(.handshakeResponseUpgradeMissing, .server, answered("Upgrade: websocket", by: "")),
    RuleCase(.handshakeResponseConnectionMissing, .server, answered("Connection: Upgrade", by: "Connection: close")),
    RuleCase(
        .handshakeSubprotocolUnrequested, .server,
        answered("Upgrade: websocket", by: "Upgrade: websocket\r\nSec-WebSocket-Protocol: chat")),
    RuleCase(
        .handshakeSubprotocolUnanswered, .server,
        changed("Host: example.com", to: "Host: example.com\r\nSec-WebSocket-Protocol: chat")),
    RuleCase(
        .handshakeHeaderRepeated, .server,
        answered("Upgrade: websocket", by: "Upgrade: websocket\r\nUpgrade: websocket")),
    RuleCase(
        .handshakeHeaderRepeated, .client, changed("Host: example.com", to: "Host: example.com\r\nHost: example.com")),
    RuleCase(
        .handshakeResponseFramed, .server,
        answered("Upgrade: websocket", by: "Upgrade: websocket\r\nTransfer-Encoding: chunked")),
    RuleCase(
        .handshakeResponseHttpVersion, .server, answered("HTTP/1.1 101 Switching Protocols", by: "HTTP/1.0 101 OK")),
    RuleCase(
        .handshakeExtensionUnrequested, .server,
        answered("Upgrade: websocket", by: "Upgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate")),
    RuleCase(.handshakeExtensionInvalid, .server) {
        $0.upgrade(
            request: deflateRequest,
            response: deflateResponse.replacing(
                "permessage-deflate", with: "permessage-deflate; server_max_window_bits=7"))
        $0.finish()
    },
    RuleCase(.handshakeExtensionOfferInvalid, .client) {
        $0.upgrade(
            request: deflateRequest.replacing(
                "permessage-deflate", with: "permessage-deflate; server_max_window_bits=16"))
        $0.finish()
    },
    RuleCase(.handshakeFramesBefore101, .client) {
        $0.client(Array(Playbook.request.utf8) + masked(.text, hello))
        $0.server(Array(Playbook.response.utf8))
        $0.finish()
    },
    RuleCase(.handshakeHeaderMalformed, .client, changed("Host: example.com", to: "Host: example.com\r\nnonsense")),
    RuleCase(.handshakeHeadUnfinished, .server) {
        $0.upgrade(response: String(Playbook.response.dropLast()))
        $0.talk.close(.client)
    },
    RuleCase(
        .handshakeHeadTooLarge, .client,
        changed("Host: example.com", to: "Host: example.com\r\nX: " + String(repeating: "x", count: 65_536))),
    RuleCase(.handshakeDraft, .client, changed("Sec-WebSocket-Version: 13", to: "Sec-WebSocket-Version: 8")),
    RuleCase(.handshakeProxyLine, .network) {
        $0.client(Array("PROXY UNKNOWN\r\n".utf8))
        $0.upgrade()
        $0.finish()
    },
    RuleCase(.handshakeOriginMissing, .client, changed("Origin: http://example.com", to: "")),
    RuleCase(
        .handshakeCleartextCredentials, .client,
        changed("Host: example.com", to: "Host: example.com\r\nAuthorization: Basic YTpi")),
    // Frames
    RuleCase(
        .frameClientUnmasked, .client, sends(.client, FrameEncoder.encode(opcode: .text, payload: hello))),
    RuleCase(.frameServerMasked, .server, sends(.server, masked(.text, hello))),
    RuleCase(.frameRsvNonzero, .client, sends(.client, masked(.text, hello, rsv1: true))),
    RuleCase(
        .frameOpcodeReserved, .client, sends(.client, masked(Opcode(rawValue: 3), hello))),
    RuleCase(
        .frameOpcodeReserved, .server, sends(.server, FrameEncoder.encode(opcode: Opcode(rawValue: 11), payload: []))),
    RuleCase(
        .frameLengthNotMinimal, .server,
        sends(.server, FrameEncoder.encode(opcode: .text, payload: hello, lengthForm: .bits16))),
    RuleCase(.frameLengthMsbSet, .server, sends(.server, [0x82, 0x7f, 0x80, 0, 0, 0, 0, 0, 0, 0])),
    RuleCase(.frameLengthImpossible, .server, sends(.server, [0x82, 0x7f, 0x7f, 0, 0, 0, 0, 0, 0, 0])),
    RuleCase(.frameControlFragmented, .client, sends(.client, masked(.ping, hello, fin: false))),
    RuleCase(
        .frameControlTooLong, .client, sends(.client, masked(.ping, [UInt8](repeating: 1, count: 126)))),
    RuleCase(.frameContinuationUnexpected, .client, sends(.client, masked(.continuation, hello))),
    RuleCase(.frameMessageInterrupted, .server) {
        $0.upgrade()
        $0.frame(.server, .text, hello, fin: false)
        $0.frame(.server, .text, hello)
        $0.finish()
    },
    RuleCase(.frameAfterClose, .client) {
        $0.upgrade()
        $0.close(.client)
        $0.frame(.client, .text, hello)
        $0.close(.server)
        $0.talk.close(.server)
    },
    RuleCase(.frameMaskingKeyZero, .client) {
        $0.upgrade()
        $0.client(FrameEncoder.encode(opcode: .text, payload: hello, maskingKey: MaskingKey(0)))
        $0.finish()
    },
    RuleCase(.frameMaskingKeyReused, .client) {
        $0.upgrade()
        $0.client(masked(.text, hello) + masked(.text, hello))
        $0.finish()
    },
    RuleCase(.frameRsv1OnControl, .client) {
        $0.upgrade(request: deflateRequest, response: deflateResponse)
        $0.client(masked(.ping, hello, rsv1: true))
        $0.close(.server, 1002)
        $0.close(.client, 1002)
        $0.talk.close(.server)
    },
    RuleCase(.frameRsv1OnContinuation, .client) {
        $0.upgrade(request: deflateRequest, response: deflateResponse)
        $0.client(masked(.text, [], fin: false, rsv1: true))
        $0.client(FrameEncoder.encode(rsv1: true, opcode: .continuation, payload: [0], maskingKey: MaskingKey(9)))
        $0.finish()
    },
    // Messages
    RuleCase(.messageInvalidUtf8, .client, sends(.client, masked(.text, [0x61, 0xff]), code: 1007)),
    RuleCase(.messageInvalidUtf8, .server, sends(.server, [0x81, 0x02, 0x61, 0xc3], code: 1007)),
    RuleCase(.messageInflateFailed, .client) {
        $0.upgradeDeflating()
        // Block type 3 is reserved.
        $0.compressed(.client, .text, [0x06, 0x00])
        $0.close(.server, 1007)
        $0.close(.client, 1007)
        $0.talk.close(.server)
    },
    RuleCase(.messageWindowExceeded, .client) {
        $0.upgradeDeflating("; client_max_window_bits=9")
        // 600 bytes without a repetition, and then the same again.
        let content = (0..<600).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 256) }
        $0.compressed(.client, .binary, Deflater().message(content + content))
        $0.close(.server, 1007)
        $0.close(.client, 1007)
        $0.talk.close(.server)
    },
    RuleCase(.messageInflateLimit, .server) {
        $0.upgradeDeflating()
        $0.talk.segmentSize = 60_000
        $0.compressed(.server, .binary, Deflater(level: 9).message([UInt8](repeating: 0, count: 120_000_000)))
        $0.finish()
    },
    RuleCase(.messageInflateContextLost, .capture, also: [.streamGap]) {
        let deflater = Deflater()
        $0.upgradeDeflating()
        let lost = $0.talk.segments.count
        $0.compressed(.server, .text, deflater.message(hello))
        $0.compressed(.server, .text, deflater.message(hello))
        $0.finish()
        $0.talk.segments.remove(at: lost)
    },
    RuleCase(.messageUnfinished, .server, also: [.connectionAbnormal]) {
        $0.upgrade()
        $0.server([0x81, 0x05, 0x48])
        $0.talk.close(.server)
    },
    RuleCase(.messageUnfinished, .client, also: [.connectionAbnormal]) {
        $0.upgrade()
        $0.frame(.client, .text, hello, fin: false)
        $0.talk.close(.client)
    },
    // Close and connection
    RuleCase(.closePayloadOneByte, .client, closes([3], code: 1002)),
    RuleCase(.closeCodeReserved, .server) {
        $0.upgrade()
        $0.close(.server, 1006)
        $0.close(.client, 1002)
        $0.talk.close(.server)
    },
    RuleCase(.closeCodeInvalid, .server) {
        $0.upgrade()
        $0.close(.server, 999)
        $0.close(.client, 1002)
        $0.talk.close(.server)
    },
    RuleCase(.closeCodeUnregistered, .server) {
        $0.upgrade()
        $0.close(.server, 3500)
        $0.close(.client, 3500)
        $0.talk.close(.server)
    },
    RuleCase(.closeReasonInvalidUtf8, .client, closes([0x03, 0xe8, 0xff], code: 1007)),
    RuleCase(.closeNoReply, .client) {
        $0.upgrade()
        $0.close(.server)
        $0.talk.close(.server)
    },
    RuleCase(.closeTcpOrder, .client) {
        $0.upgrade()
        $0.close(.client)
        $0.close(.server)
        $0.talk.close(.client)
    },
    RuleCase(.connectionAbnormal, .server) {
        $0.upgrade()
        $0.talk.close(.server)
    },
    RuleCase(.connectionReset, .network, also: [.connectionAbnormal]) {
        $0.upgrade()
        $0.frame(.client, .text, hello)
        $0.talk.reset(.server)
    },
    RuleCase(.connectionResetIgnored, .network) {
        $0.upgrade()
        $0.talk.reset(.server)
        $0.frame(.server, .text, hello)
        $0.finish()
    },
    RuleCase(.pingUnanswered, .server) {
        $0.upgrade()
        $0.frame(.client, .ping, hello)
        $0.frame(.server, .text, hello)
        $0.finish()
    },
    RuleCase(.pongUnsolicited, .client) {
        $0.upgrade()
        $0.frame(.client, .pong, hello)
        $0.finish()
    },
    RuleCase(.peerIgnoredViolation, .server, also: [.frameClientUnmasked]) {
        $0.upgrade()
        $0.client(FrameEncoder.encode(opcode: .text, payload: hello))
        $0.frame(.server, .text, hello)
        $0.finish()
    },
]

@Suite struct RulebookTests {
    @Test(arguments: ruleCases) func broken(_ test: RuleCase) throws {
        var play = Playbook()
        test.play(&play)
        let session = try #require(play.trace().sessions.first)
        let finding = try #require(session.findings.first { $0.rule == test.rule })
        #expect(finding.blame == test.blame)
        #expect(finding.mustFailWith == test.rule.mustFailWith)
        #expect(finding.detail.hasSuffix("."))
        #expect(!finding.packets.isEmpty)
        let said = Set(session.findings.map(\.rule)).subtracting([test.rule] + test.alsoSaid)
        #expect(said.isEmpty, "also said: \(said.map(\.rawValue))")
    }

    /// Every rule that the pipeline judges has a case here, or a test of its own.
    @Test func everyRuleIsTested() {
        let elsewhere: Set<Rule> = [
            .handshakeKeyReused, .streamGap, .streamTruncatedPackets, .streamOverlapConflict, .streamMidstream,
            .streamOneSided,
            // TLSRecordingTests and TLSVariantTests
            .tlsNoKeys, .tlsWrongKeys, .tlsUnsupportedCipher, .tlsHandshakeMissing, .tlsDecryptFailed, .tlsAlert,
            // StrayBytesTests, LengthOrderTests, UnknownExtensionTests
            .frameStrayBytes, .frameLengthByteOrder, .messageExtensionUnknown, .messageCompressedUnsettled,
            // Told of in TransportTests and TransportEndTests.
            .closeTcpLate, .streamUnacknowledged, .streamZeroWindow, .streamClockBack,
        ]
        #expect(Set(Rule.allCases).subtracting(ruleCases.map(\.rule)).subtracting(elsewhere).isEmpty)
    }

    @Test func cleanSessionIsSilent() throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.client, .text, hello)
        play.frame(.server, .text, Array("Hé".utf8), fin: false)
        play.frame(.server, .ping, [1])
        play.frame(.client, .pong, [1])
        play.frame(.server, .continuation, Array("llo".utf8))
        play.frame(.client, .binary, [UInt8](repeating: 0xff, count: 70_000))
        play.finish(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.isEmpty, "\(session.findings.map(\.rule.rawValue))")
        #expect(session.frames.count == 8)
        #expect(session.messages.map(\.length) == [5, 6, 70_000])
        #expect(session.close?.clean == true)
        #expect(session.close?.initiator == .server)
    }

    /// A reserved opcode begins no message and continues none.
    @Test func reservedOpcodeBelongsToNoMessage() throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.server, .text, hello, fin: false)
        play.frame(.server, Opcode(rawValue: 3), hello)
        play.frame(.server, .continuation, hello)
        play.finish()
        let session = try #require(play.trace().sessions.first)
        let finding = try #require(session.findings.first { $0.rule == .frameOpcodeReserved })
        #expect(finding.frame == 2)
        #expect(finding.message == nil)
        #expect(session.frames.map(\.message).prefix(3) == [1, nil, 1])
        #expect(session.messages.map(\.payload) == [hello + hello])
    }

    /// The sessions of `first`, and of one that uses its key a second later.
    private func withSecondHandshake(_ first: Playbook) -> Trace {
        var second = Playbook(
            Conversation(client: .ipv4(192, 0, 2, 1, port: 50_001), start: 1_700_000_001_000_000_000))
        second.upgrade()
        second.finish()
        return Playbook.trace(first.talk.packets + second.talk.packets)
    }

    @Test func keyReusedNamesTheEarlierSession() throws {
        var first = Playbook()
        first.upgrade()
        first.finish()
        let trace = withSecondHandshake(first)
        try #require(trace.sessions.count == 2)
        #expect(trace.sessions[0].findings.isEmpty)
        let finding = try #require(trace.sessions[1].findings.first)
        #expect(finding.rule == .handshakeKeyReused)
        #expect(finding.detail.contains("Session 1"))
    }

    /// A handshake whose answer the capture lacks may have been under way for long: the other one may be a leg of it.
    @Test func aKeyOfAHandshakeWithoutItsAnswerIsNotUsedTwice() throws {
        var first = Playbook()
        first.upgrade()
        first.frame(.client, .text, [65])
        first.finish()
        // The answer is the first of the server's segments that has bytes.
        let answer = try #require(
            first.talk.segments.firstIndex { $0.segment.source.port == 80 && !$0.segment.payload.isEmpty })
        first.talk.segments.remove(at: answer)
        let trace = withSecondHandshake(first)
        try #require(trace.sessions.count == 2)
        #expect(!trace.sessions.flatMap(\.findings).map(\.rule).contains(.handshakeKeyReused))
    }

    /// It says something of the client's program, and the sessions after the first say it of the same one.
    @Test func whatIsToldOnceIsCountedOnce() throws {
        let rule = Rule.handshakeOriginMissing
        #expect(Rule.allCases.filter(\.isToldOnce) == [rule])
        var packets: [(time: Timestamp, bytes: [UInt8])] = []
        for port in 0..<4 as Range<UInt16> {
            var play = Playbook(
                Conversation(
                    client: .ipv4(192, 0, 2, 1, port: 50_000 + port),
                    start: 1_700_000_000_000_000_000 + Int64(port) * 1000))
            // The first one has an Origin.
            let key = [
                "dGhlIHNhbXBsZSBub25jZQ==", "AQIDBAUGBwgJCgsMDQ4PEA==", "AgIDBAUGBwgJCgsMDQ4PEA==",
                "AwIDBAUGBwgJCgsMDQ4PEA==",
            ]
            let request =
                port == 0 ? Playbook.request : Playbook.request.replacing("Origin: http://example.com\r\n", with: "")
            play.upgrade(request: request.replacing("dGhlIHNhbXBsZSBub25jZQ==", with: key[Int(port)]))
            play.finish()
            packets += play.talk.packets
        }
        packets.sort { $0.time < $1.time }
        for jobs in [1, 3] {
            let trace = Trace()
            Playbook.dissect(packets, options: DissectionOptions(), jobs: jobs, for: trace)
            #expect(trace.sessions.map { $0.findings.filter { $0.rule == rule }.count } == [0, 1, 0, 0])
            #expect(trace.sessions.map { $0.close?.totals.notes } == [0, 1, 0, 0])
            #expect(trace.summary?.notes == 1)
            for session in trace.sessions {
                #expect(session.close?.totals.errors == session.findings.count { $0.rule.severity == .error })
            }
        }
    }

    /// A proxy passes the key on: both legs of one handshake are no reuse.
    @Test func proxyPassingTheKeyOnIsNotAccused() throws {
        var outer = Playbook()
        var inner = Playbook(
            Conversation(
                client: .ipv4(192, 0, 2, 2, port: 40_000), server: .ipv4(192, 0, 2, 3, port: 8080),
                start: 1_700_000_000_004_000_000))
        inner.upgrade()
        outer.client(Array(Playbook.request.utf8))
        outer.talk.pause(100_000_000)
        outer.server(Array(Playbook.response.utf8))
        let packets = (outer.talk.packets + inner.talk.packets).sorted { $0.time < $1.time }
        let trace = Playbook.trace(packets)
        #expect(trace.sessions.count == 2)
        #expect(trace.sessions.allSatisfy { $0.findings.isEmpty })
    }
}
