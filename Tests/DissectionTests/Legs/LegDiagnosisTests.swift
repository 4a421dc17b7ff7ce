import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// Why a session ended of which the other leg was captured, too; session 1 is the proxy's leg to the server.
@Suite struct LegDiagnosisTests {
    private func diagnosis(_ session: Int, _ play: (inout Relay) -> Void) throws -> Diagnosis {
        var relay = Relay()
        relay.upgrade()
        for _ in 0..<2 {
            relay.onOuter { $0.frame(.client, .text, Array("hello".utf8)) }
            relay.onInner { $0.frame(.client, .text, Array("hello".utf8)) }
        }
        play(&relay)
        let trace = relay.trace()
        let wanted = try #require(trace.sessions.dropFirst(session - 1).first)
        return Diagnosis(of: wanted, among: trace.sessions, summary: trace.summary)
    }

    /// The server's reset, and the FIN that the proxy makes of it.
    private func resetByServer(_ relay: inout Relay) {
        relay.onInner { $0.talk.reset(.server) }
        relay.onOuter { $0.talk.close(.server) }
    }

    @Test func anEndThatWasPassedOnIsNotTheProxys() throws {
        let diagnosis = try diagnosis(2, resetByServer)
        #expect(diagnosis.causes.map(\.kind) == [.otherLegEnded])
        let cause = try #require(diagnosis.causes.first)
        #expect(cause.likelihood == .likely)
        #expect(cause.evidence.joined().contains("the server reset TCP"))
        #expect(cause.remedies.flatMap(\.lines) == ["ws101 inspect FILE --session 1 --why"])
        #expect(
            diagnosis.facts.joined().contains(
                "Session 1 (10.0.0.2:40000 → 10.0.0.3:8080) is another leg of this session"))
    }

    @Test func theLegInWhichItBeganKeepsItsCauses() throws {
        let diagnosis = try diagnosis(1, resetByServer)
        #expect(diagnosis.causes.contains { $0.kind == .processEnded })
        #expect(!diagnosis.causes.contains { $0.kind == .otherLegEnded })
        #expect(diagnosis.facts.joined().contains("later, the server ended TCP with a FIN"))
    }

    @Test func theClientsEndReachesTheServersLeg() throws {
        let diagnosis = try diagnosis(1) {
            $0.onOuter { $0.talk.close(.client) }
            $0.onInner { $0.talk.close(.client) }
        }
        #expect(diagnosis.causes.map(\.kind) == [.otherLegEnded])
        #expect(diagnosis.causes.first?.evidence.joined().contains("the client ended TCP with a FIN") == true)
    }

    @Test(arguments: [1, 2])
    func whatEndsBothLegsIsBetweenThem(session: Int) throws {
        let diagnosis = try diagnosis(session) {
            $0.onInner { $0.talk.pause(2_000_000_000) }
            $0.onInner { $0.talk.close(.client) }
            $0.onOuter { $0.talk.close(.server) }
        }
        let cause = try #require(diagnosis.causes.first)
        #expect(cause.kind == .endedBetween || cause.kind == .idleTimeout)
        #expect(cause.likelihood == .likely)
        #expect(cause.evidence.joined().contains("Neither the client nor the server ended the session."))
        #expect(cause.evidence.joined(separator: " ").contains(/No(thing| data) (had been|was) sent for 2\.0/))
        #expect(!diagnosis.causes.contains { $0.kind == .processEnded || $0.kind == .otherLegEnded })
    }

    @Test(arguments: [1, 2])
    func withoutASilenceItIsNoTimer(session: Int) throws {
        let diagnosis = try diagnosis(session) {
            $0.onInner { $0.talk.reset(.client) }
            $0.onOuter { $0.talk.close(.server) }
        }
        #expect(diagnosis.causes.map(\.kind) == [.endedBetween])
        #expect(diagnosis.causes.first?.evidence.joined().contains("timer") == false)
    }

    /// A Close means here what it means there.
    @Test func aCloseThatWasPassedOnKeepsItsMeaning() throws {
        let diagnosis = try diagnosis(2) {
            $0.onInner { $0.close(.server, 1011, "boom") }
            $0.onOuter { $0.close(.server, 1011, "boom") }
            $0.onOuter { $0.close(.client, 1011) }
            $0.onInner { $0.close(.client, 1011) }
            $0.onInner { $0.talk.close(.server) }
            $0.onOuter { $0.talk.close(.server) }
        }
        #expect(diagnosis.causes.contains { $0.kind == .handlerFailed })
        #expect(diagnosis.facts.joined().contains("earlier, the server sent the first Close, 1011"))
    }

    @Test func withoutAnEndNothingIsSaidOfOne() throws {
        let diagnosis = try diagnosis(2) { $0.onOuter { $0.talk.close(.client) } }
        #expect(diagnosis.facts.joined().contains("No end of that leg is in the capture."))
        #expect(diagnosis.causes.contains { $0.kind == .processEnded })
    }

    /// Before and after a NAT the server is the same: its other leg is no other session that ended with it.
    @Test func anotherLegIsNoNeighbour() throws {
        var relay = Relay(proxy: .ipv4(10, 0, 0, 3, port: 8080), upstream: .ipv4(192, 0, 2, 9, port: 61_000))
        relay.upgrade()
        relay.onInner { $0.talk.reset(.server) }
        relay.onOuter { $0.talk.reset(.server) }
        let trace = relay.trace()
        let session = try #require(trace.sessions.first)
        let alone = Diagnosis(of: session, among: trace.sessions)
        let told = Diagnosis(of: session, among: trace.sessions, summary: trace.summary)
        #expect(alone.causes.flatMap { $0.evidence }.joined(separator: " ").contains("ended 1 other session"))
        #expect(!told.causes.flatMap { $0.evidence }.joined(separator: " ").contains("other session"))
    }
}
