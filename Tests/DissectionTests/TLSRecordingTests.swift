import Dissection
import HTTP
import TLS
import Testing
import WebSocket
import Wire

/// With its key log, each recorded TLS session shows what the programs themselves say they sent; without, why not.
@Suite struct TLSRecordingTests {
    @Test func thereAreRecordingsOfEachProgramAndCipher() {
        let programs = Set(TLSRecording.all.flatMap { $0.truth.programs.values.map { $0.prefix { $0 != " " } } })
        #expect(
            programs.isSuperset(of: [
                "websockets", "Chromium", "Firefox", "Node", "curl", "Java", "nginx", "openssl", "libssl,",
            ]))
        let suites = Set(TLSRecording.all.flatMap { $0.truth.connections.compactMap(\.tls?.cipherSuite) })
        #expect(suites.count >= 24)
        for part in ["GCM", "CHACHA20", "CCM_8", "CBC_SHA", "CBC_SHA256", "CBC_SHA384", "TLS_RSA", "DHE_RSA"] {
            #expect(suites.contains { $0.contains(part) }, "\(part)")
        }
        let versions = Set(TLSRecording.all.flatMap { $0.truth.connections.compactMap(\.tls?.version) })
        #expect(versions == ["TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"])
    }

    @Test(arguments: TLSRecording.all.filter(\.isOpen))
    func opensWhatTheProgramsSent(recording: TLSRecording) throws {
        let trace = recording.trace()
        #expect(trace.sessions.count == recording.truth.connections.count)
        for connection in recording.truth.connections {
            let session = try #require(recording.session(of: connection, in: trace))
            check(session, connection)
            #expect(session.sent(by: .client) == connection.messages?.client)
            #expect(session.sent(by: .server) == connection.messages?.server)
            #expect(session.start.tls?.isClosed == false)
            #expect(session.rulesOfTLS == [])
            #expect(session.findings.filter { $0.rule.severity == .error }.map(\.detail) == [])
        }
    }

    private func check(_ session: Trace.Session, _ connection: TLSRecording.Truth.Connection) {
        #expect(session.start.outcome == .open)
        #expect(session.start.uri == connection.uri)
        #expect(session.start.handshake?.subprotocol == connection.subprotocol)
        if let close = connection.close {
            #expect(session.close?.initiator.rawValue == close.initiator)
            let sent = close.initiator == "client" ? session.close?.clientSent : session.close?.serverSent
            #expect(sent?.code.map(Int.init) == close.code)
        }
        guard let truth = connection.tls, let facts = session.start.tls?.handshake else { return }
        #expect(facts.version?.name == truth.version)
        #expect(facts.cipherSuite?.name == truth.cipherSuite)
        #expect((facts.resumption != .none) == truth.resumed)
        #expect(facts.serverName == "chat.example")
        if let name = truth.alpn { #expect(facts.applicationProtocol == name) }
        if let word = truth.earlyData { #expect(facts.earlyData.rawValue == word) }
        if connection.helloRetryRequest == true { #expect(facts.hasHelloRetry) }
    }

    @Test(arguments: TLSRecording.all.filter { $0.isOpen && !$0.name.contains("in-tls") })
    func saysWhyItStaysClosed(recording: TLSRecording) throws {
        let trace = recording.trace(keys: [])
        #expect(trace.sessions.count == recording.truth.connections.count)
        for connection in recording.truth.connections {
            let session = try #require(recording.session(of: connection, in: trace))
            #expect(session.start.outcome == .encrypted)
            #expect(session.start.tls?.handshake.serverName == "chat.example")
            #expect(session.start.tls?.handshake.version?.name == connection.tls?.version)
            #expect(session.rulesOfTLS == ["tls.no-keys"])
            #expect(session.messages.isEmpty)
            #expect(session.findings.filter { $0.rule.severity == .error }.map(\.detail) == [])
        }
    }

    @Test(arguments: TLSRecording.all.filter { $0.truth.connections.contains { $0.failure?.alert != nil } })
    func namesTheAlert(recording: TLSRecording) throws {
        let connection = try #require(recording.truth.connections.first)
        let failure = try #require(connection.failure)
        let session = try #require(recording.session(of: connection, in: recording.trace()))
        let alert = try #require(session.findings.first { $0.rule == .tlsAlert })
        #expect(alert.from?.rawValue == failure.by)
        let number = try #require(failure.alert.flatMap(UInt8.init(exactly:)))
        let name = try #require(AlertDescription(rawValue: number).name)
        #expect(alert.detail.contains(name))
        // In TLS 1.3 a client learns that its certificate is missing when it has already sent its request.
        let hadAsked = number == 116
        #expect(session.start.outcome == (hadAsked ? .unanswered : .failed))
    }

    @Test(arguments: TLSRecording.named("failed-"))
    func blamesNobodyForAFailedHandshake(recording: TLSRecording) throws {
        for keys in [recording.keys, []] {
            let trace = recording.trace(keys: keys)
            #expect(trace.sessions.allSatisfy { $0.messages.isEmpty && $0.start.outcome != .open })
            let errors = trace.sessions.flatMap(\.findings).filter { $0.rule.severity == .error }
            #expect(errors.map(\.detail) == [])
        }
    }

    @Test(arguments: TLSRecording.named("midsession"))
    func saysThatTheHandshakeIsMissing(recording: TLSRecording) throws {
        let session = try #require(recording.trace().sessions.first)
        #expect(session.start.outcome == .encrypted)
        #expect(session.rulesOfTLS == ["tls.handshake-missing"])
        #expect(session.messages.isEmpty)
    }
}
