import Dissection
import TestKit
import Testing

/// Why a session in TLS is unknown of, or never began.
@Suite struct TLSDiagnosisTests {
    static let kinds: [Diagnosis.Kind] = [.keysMissing, .tlsRefused, .tlsHungUp, .plainPort]
    static let cases: [(recording: String, kind: Diagnosis.Kind, says: String)] = [
        ("failed-unknown-ca-tls12.openssl-openssl", .tlsRefused, "unknown_ca"),
        ("failed-cipher-tls13.openssl-openssl", .tlsRefused, "handshake_failure"),
        ("failed-version-old-client.openssl-openssl", .tlsRefused, "protocol_version"),
        ("failed-reset.openssl-openssl", .tlsHungUp, "reset the connection"),
        ("failed-fin.openssl-openssl", .tlsHungUp, "After that, the client sent the alert decode_error."),
        ("failed-client-certificate-tls12.openssl-openssl", .tlsRefused, "and the client showed none"),
        ("failed-client-certificate-tls13.openssl-openssl", .tlsRefused, "certificate_required"),
        ("failed-unknown-ca.websockets-websockets", .tlsHungUp, "had received the server's certificate"),
        ("failed-tls-to-http.websockets-websockets", .tlsHungUp, "before the handshake was complete"),
        ("failed-tls-to-http.openssl-nginx", .plainPort, "ws:// instead of wss://"),
        ("tls13-midsession.openssl-openssl", .keysMissing, "Start the capture before"),
    ]

    @Test(arguments: cases) func findsTheCause(_ test: (recording: String, kind: Diagnosis.Kind, says: String)) throws {
        let recording = try #require(TLSRecording.named(test.recording).first)
        let trace = recording.trace()
        let session = try #require(trace.sessions.first)
        let diagnosis = Diagnosis(of: session)
        let cause = try #require(diagnosis.causes.first)
        #expect(cause.kind == test.kind)
        #expect((cause.evidence + [cause.claim] + cause.remedies.map(\.text)).contains { $0.contains(test.says) })
    }

    @Test func asksForTheKeys() throws {
        let recording = try #require(TLSRecording.named("tls13-aes-128-gcm.openssl").first)
        let session = try #require(recording.trace(keys: []).sessions.first)
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.causes.map(\.kind) == [.keysMissing])
        #expect(diagnosis.causes.first?.remedies.first?.lines == ["ws101 inspect FILE --keylog keys.txt"])
        #expect(diagnosis.facts.contains { $0.contains("chat.example") })
    }

    @Test(arguments: [true, false]) func saysThatThePortIsForHTTP(isAnswered: Bool) throws {
        let recording = try #require(TLSRecording.named("failed-tls-to-http.websockets").first)
        let hello = Array(recording.packets[3].bytes.suffix(517))
        var talk = Conversation()
        talk.connect()
        talk.send(hello, from: .client)
        if isAnswered { talk.send(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), from: .server) }
        talk.close(.server)
        let session = try #require(Playbook.trace(talk.packets).sessions.first)
        let diagnosis = Diagnosis(of: session)
        #expect(session.start.outcome == .failed)
        #expect(diagnosis.causes.map(\.kind) == (isAnswered ? [.plainPort] : [.tlsHungUp, .plainPort]))
        #expect(diagnosis.causes.last?.remedies.first?.text.contains("ws:// instead of wss://") == true)
    }

    /// In TLS 1.2, servers say so of a name that they do not know, and go on.
    @Test(arguments: [1, 2] as [UInt8]) func aWarningIsNoFailure(level: UInt8) throws {
        let recording = try #require(TLSRecording.named("failed-tls-to-http.websockets").first)
        var talk = Conversation()
        talk.connect()
        talk.send(Array(recording.packets[3].bytes.suffix(517)), from: .client)
        talk.send([21, 3, 3, 0, 2, level, 112], from: .server)
        talk.close(.client)
        let session = try #require(Playbook.trace(talk.packets).sessions.first)
        #expect(session.findings.contains { $0.rule == .tlsAlert } == (level == 2))
    }

    @Test func everyKindIsTold() { #expect(Set(Self.cases.map(\.kind) + [.plainPort]) == Set(Self.kinds)) }
}
