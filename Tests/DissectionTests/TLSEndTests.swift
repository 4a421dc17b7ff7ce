import Dissection
import TestKit
import Testing

/// How TLS ended: with close_notify, without, or unknown; and what follows for the cause of an end.
@Suite struct TLSEndTests {
    private func play(keys: Bool = true, _ end: (inout TLSTalk) -> Void) throws -> Trace.Session {
        var tls = TLSTalk()
        tls.handshake()
        tls.upgrade()
        end(&tls)
        return try #require(tls.trace(keys: keys).sessions.first)
    }

    private func kinds(_ session: Trace.Session) -> [String] {
        (session.close?.tlsEnds ?? []).map { "\($0.side) \($0.kind.rawValue)" }
    }

    @Test func anOrderlyEndIsNoKilledProcess() throws {
        for side in Side.allCases {
            let session = try play {
                $0.closeNotify(side)
                $0.talk.close(side)
            }
            #expect(kinds(session).contains("\(side) close-notify"))
            let diagnosis = Diagnosis(of: session)
            #expect(diagnosis.causes.first?.kind == .socketClosed)
            #expect(!diagnosis.causes.contains { $0.kind == .processEnded })
            #expect(diagnosis.facts.contains { $0.contains("close_notify, packet") })
        }
    }

    @Test func aFINWithoutItIsTold() throws {
        let session = try play { $0.talk.close(.server) }
        #expect(kinds(session) == ["client none", "server none"])
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.causes.contains { $0.kind == .processEnded })
        #expect(diagnosis.facts.contains { $0.contains("no close_notify before its FIN") })
    }

    /// A RST is no truncation that TLS would tell.
    @Test func aRSTSaysNothingOfIt() throws {
        let session = try play { $0.talk.reset(.server) }
        #expect(!Diagnosis(of: session).facts.contains { $0.contains("close_notify") })
    }

    @Test func whoEndsLaterNeedNone() throws {
        let session = try play {
            $0.closeNotify(.server)
            $0.talk.close(.server)
        }
        #expect(kinds(session) == ["client none", "server close-notify"])
        #expect(!Diagnosis(of: session).facts.contains { $0.contains("no close_notify") })
    }

    /// An alert that comes after the peer's FIN ended nothing.
    @Test func anAlertAfterTheFINIsNoCause() throws {
        let session = try play {
            $0.talk.finish(.server)
            $0.talk.pause(1_000_000_000)
            $0.alert(50, level: 2, .client)
            $0.talk.finish(.client)
        }
        let alert = try #require(session.findings.first { $0.rule == .tlsAlert })
        #expect(
            alert.detail.hasPrefix(
                "The client sent the alert decode_error after the server had ended TCP with its FIN."))
        let diagnosis = Diagnosis(of: session)
        #expect(!diagnosis.causes.contains { $0.kind == .tlsFailed })
        #expect(
            diagnosis.verdict.contains("the server ended TCP with a FIN") || diagnosis.verdict.contains("The server"))
    }

    @Test func aFatalAlertIsTheCause() throws {
        let session = try play {
            $0.alert(20, level: 2, .client)
            $0.talk.close(.client)
        }
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.causes.map(\.kind) == [.tlsFailed])
        #expect(diagnosis.causes.first?.evidence.first?.contains("bad_record_mac") == true)
        #expect(session.close?.tlsEnds.contains { $0.side == .client } == false)
    }

    @Test func withoutKeysTheLengthIsASign() throws {
        let ended = try play(keys: false) {
            $0.closeNotify(.server)
            $0.talk.close(.server)
        }
        #expect(kinds(ended) == ["server alert-sized"])
        #expect(Diagnosis(of: ended).facts.contains { $0.contains("probably close_notify") })
        let bare = try play(keys: false) { $0.talk.close(.server) }
        #expect(kinds(bare) == [])
        #expect(!Diagnosis(of: bare).facts.contains { $0.contains("close_notify") })
    }

    /// Bytes that are missing at the end may have been a close_notify.
    @Test func aHoleAtTheEndLeavesItUnknown() throws {
        let session = try play {
            $0.closeNotify(.server)
            $0.talk.segments.removeLast(2)
            $0.talk.close(.server)
        }
        #expect(!kinds(session).contains { $0.hasPrefix("server") })
        #expect(!Diagnosis(of: session).facts.contains { $0.contains("close_notify") })
    }

    /// TLS 1.2 says in the clear what a record is.
    @Test func recordedSessionsOfTLS12() throws {
        let recording = try #require(TLSRecording.named("tls12.websockets-nginx").first)
        let open = try #require(recording.trace().sessions.first?.close)
        let closed = try #require(recording.trace(keys: []).sessions.first?.close)
        for end in open.tlsEnds {
            let other = try #require(closed.tlsEnds.first { $0.side == end.side })
            #expect(other.packet == end.packet)
            #expect(other.kind == (end.kind == .closeNotify ? .alertSized : end.kind))
        }
    }
}
