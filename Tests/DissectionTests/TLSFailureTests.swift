import Dissection
import TLS
import TestKit
import Testing
import Wire

/// The cause of a failed TLS handshake is something that the side which ended it can have seen.
@Suite struct TLSFailureTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var kind: Diagnosis.Kind
        /// What must be said, and what must not.
        var says: [String]
        var isSilentOn: [String]
        var play: @Sendable (inout TLSTalk) -> Void

        init(
            _ name: String, _ kind: Diagnosis.Kind, says: [String], not isSilentOn: [String] = [],
            _ play: @escaping @Sendable (inout TLSTalk) -> Void
        ) {
            (testDescription, self.kind, self.says, self.isSilentOn, self.play) = (name, kind, says, isSilentOn, play)
        }
    }

    private static let trust = "certificate that it does not trust"
    private static let second: Int64 = 1_000_000_000

    static let cases: [Case] = [
        Case(
            "silent server", .clientGaveUp,
            says: [
                "with nothing for 2.0", "it arrived", "No certificate had been sent", "The server sent no ServerHello",
            ],
            not: [trust, "does not speak TLS"]
        ) {
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.pause(2 * second)
            $0.talk.close(.client)
        },
        Case(
            "the ClientHello was never acknowledged", .clientGaveUp, says: ["never acknowledged the ClientHello"],
            not: [trust, "it arrived"]
        ) {
            $0.talk.acknowledgesAtOnce = false
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.pause(2 * second)
            $0.talk.reset(.client)
        },
        Case("client gone at once", .clientGaveUp, says: ["after its ClientHello, before any answer"], not: [trust]) {
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.close(.client)
        },
        Case(
            "RST in answer to the ClientHello", .tlsHungUp,
            says: ["a device on the way, reset", "without a byte", "server's name"], not: [trust, "refused the"]
        ) {
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.reset(.server)
        },
        Case("FIN in answer to the ClientHello", .tlsHungUp, says: ["hung up on the ClientHello"], not: [trust]) {
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.close(.server)
        },
        Case("an HTTP answer", .plainPort, says: ["it speaks plain HTTP", "ws:// instead"]) {
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.send(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), from: .server)
            $0.talk.close(.server)
        },
        Case("a port of SMTP", .plainPort, says: ["it speaks SMTP", "220 mx", "Check host and port"], not: ["ws://"]) {
            $0.talk.send(Array("220 mx.example ESMTP\r\n".utf8), from: .server)
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.send(Array("500 5.5.1 Command unrecognized\r\n".utf8), from: .server)
            $0.talk.close(.server)
        },
        Case("an SSH banner", .plainPort, says: ["it speaks SSH", "Check host and port"], not: ["ws://"]) {
            $0.talk.send(Array("SSH-2.0-OpenSSH_9.6\r\n".utf8), from: .server)
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.close(.server)
        },
        Case(
            "the client leaves after the server's certificate", .tlsHungUp,
            says: ["had received the server's certificate", trust]
        ) {
            let flight = $0.serverFlight()
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.send($0.serverHelloRecord(), from: .server)
            $0.talk.send(flight, from: .server)
            $0.talk.close(.client)
        },
        Case(
            "the certificate was never acknowledged", .tlsHungUp,
            says: ["had not acknowledged all that the server sent"], not: [trust]
        ) {
            let flight = $0.serverFlight()
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.send($0.serverHelloRecord(), from: .server)
            $0.talk.acknowledgesAtOnce = false
            $0.talk.send(flight, from: .server)
            var late = $0.talk
            late.reset(.client)
            // The client's RST acknowledges no more than the ServerHello.
            late.segments[late.segments.count - 1].segment.acknowledgment &-= UInt32(flight.count)
            $0.talk = late
        },
        Case(
            "the certificate was acknowledged, and an alert after it was not", .tlsHungUp,
            says: ["had received the server's certificate", trust], not: ["had not acknowledged"]
        ) {
            let flight = $0.serverFlight()
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.send($0.serverHelloRecord(), from: .server)
            $0.talk.send(flight, from: .server)
            let alert = $0.sealed(21, [2, 80], .server, isHandshake: true)
            $0.talk.acknowledgesAtOnce = false
            $0.talk.send(alert, from: .server)
            $0.talk.reset(.client)
            $0.talk.segments[$0.talk.segments.count - 1].segment.acknowledgment &-= UInt32(alert.count)
        },
        Case(
            "the client leaves after the ServerHello alone", .tlsHungUp, says: ["hadn't sent a certificate yet"],
            not: [trust]
        ) {
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.send($0.serverHelloRecord(), from: .server)
            $0.talk.close(.client)
        },
        Case(
            "the client leaves after a HelloRetryRequest", .tlsHungUp,
            says: ["another ClientHello (HelloRetryRequest), and none came", "sent no ServerHello after that"],
            not: [trust]
        ) {
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.send($0.serverHelloRecord(retrying: 23), from: .server)
            $0.talk.close(.client)
        },
        Case(
            "no answer to the second ClientHello", .tlsHungUp, says: ["second ClientHello", "was not answered"],
            not: [trust]
        ) {
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.send($0.serverHelloRecord(retrying: 23), from: .server)
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.close(.client)
        },
        Case(
            "protocol_version", .tlsRefused, says: ["protocol_version", "The client offers TLS 1.3, TLS 1.2."],
            not: ["certificate that it shows"]
        ) { refuse(&$0, 70) },
        Case(
            "handshake_failure without a name", .tlsRefused,
            says: ["handshake_failure", "TLS_AES_256_GCM_SHA384", "x25519", "names no server"]
        ) {
            $0.name = nil
            refuse(&$0, 40)
        },
        Case("unrecognized_name", .tlsRefused, says: ["It asks for \"chat.example\"", "Check the host"]) {
            refuse(&$0, 112)
        },
        Case("no_application_protocol", .tlsRefused, says: ["\"http/1.1\" by ALPN", "which WebSocket needs"]) {
            refuse(&$0, 120)
        },
        Case("internal_error", .tlsRefused, says: ["internal_error", "the fault is its own"]) { refuse(&$0, 80) },
        Case("certificate alert of the client", .tlsRefused, says: ["unknown_ca", "the whole chain"]) {
            let flight = $0.serverFlight()
            $0.talk.send($0.clientHelloRecord, from: .client)
            $0.talk.send($0.serverHelloRecord(), from: .server)
            $0.talk.send(flight, from: .server)
            $0.clearAlert(48, .client)
            $0.talk.close(.client)
        },
        Case(
            "still waiting", .stillWaiting,
            says: ["was not complete when the capture ended", "had not answered the ClientHello", "it arrived"],
            not: ["failed", "There never was"]
        ) { $0.talk.send($0.clientHelloRecord, from: .client) },
    ]

    private static func refuse(_ tls: inout TLSTalk, _ alert: UInt8) {
        tls.talk.send(tls.clientHelloRecord, from: .client)
        tls.clearAlert(alert, .server)
        tls.talk.close(.server)
    }

    @Test(arguments: cases) func saysWhatTheWireShows(test: Case) throws {
        var tls = TLSTalk()
        test.play(&tls)
        let session = try #require(tls.trace(keys: false).sessions.first)
        #expect(session.start.outcome == .failed)
        let diagnosis = Diagnosis(of: session)
        let cause = try #require(diagnosis.causes.first)
        #expect(cause.kind == test.kind)
        var sentences = [diagnosis.verdict] + diagnosis.facts
        for cause in diagnosis.causes { sentences += [cause.claim] + cause.evidence + cause.remedies.map(\.text) }
        let text = sentences.joined(separator: " ")
        for words in test.says { #expect(text.contains(words), "\(text)") }
        for words in test.isSilentOn { #expect(!text.contains(words), "\(text)") }
    }

    /// A version that its number alone names: drafts of TLS 1.3, and numbers that nobody knows.
    @Test(
        arguments: [
            (0x7f12, "TLS 1.3 draft 18", true), (0x7f17, "TLS 1.3 draft 23", true), (0x7f1c, "TLS 1.3 draft 28", false),
            (0xfb17, "TLS 1.3 draft 23", true), (0x7e02, "an experiment with TLS 1.3", true), (0x0399, "0x0399", false),
        ] as [(UInt16, String, Bool)])
    func draftsAreNamed(version: UInt16, name: String, isClosed: Bool) throws {
        var tls = TLSTalk()
        tls.versions = [version, 0x0303]
        tls.version = version
        tls.handshake()
        tls.upgrade()
        tls.talk.close(.server)
        let session = try #require(tls.trace().sessions.first)
        #expect(session.rulesOfTLS == (isClosed ? ["tls.unsupported-cipher"] : []))
        let facts = session.start.tls?.handshake
        #expect(facts?.version?.label == name)
        guard isClosed else { return }
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.facts.contains { $0.contains("The server chose \(name) with TLS_AES_128_GCM_SHA256.") })
        #expect(session.findings.contains { $0.detail.contains("because it is \(name)") })
    }
}
