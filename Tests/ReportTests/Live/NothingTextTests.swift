import Testing
import Wire

@testable import Dissection
@testable import Report

@Suite struct NothingTextTests {
    private let source = NothingText.Source(name: "lo", filter: "tcp port 80", isInterface: true)

    private func text(_ change: (inout CaptureState) -> Void) -> NothingText? {
        var state = CaptureState()
        change(&state)
        return NothingText(state, of: source, after: 5)
    }

    private func failed(_ state: inout CaptureState) {
        let endpoint = Endpoint(address: IPAddress(ipv4: 0x7f00_0001), port: 3000)
        let failure = FailedConnections.Failure(
            client: endpoint, server: endpoint, time: Timestamp(nanoseconds: 0, isNanosecond: false), packet: 1)
        state.summary.packets = 2
        state.summary.otherConnections = 1
        state.summary.refusedConnections.add(failure, attempts: 1)
    }

    @Test func saysWhatToCheckWhereNothingCame() throws {
        let text = try #require(text { _ in }).text
        #expect(text.hasPrefix("No packet came from lo (tcp port 80) in 5 s."))
        #expect(text.contains("-i") && text.contains("--port") && text.contains("ws101 doctor"))
    }

    @Test func saysWhatCameInstead() throws {
        let others = try #require(
            text {
                $0.summary.packets = 30
                $0.summary.otherConnections = 3
            }
        ).text
        #expect(others.contains("30 packets, 3 TCP connections without WebSocket."))
        let refused = try #require(text(failed)).text
        #expect(refused.contains("1 connection refused (127.0.0.1:3000 answered the SYN with RST"))
    }

    @Test func saysThatKeysAreMissing() throws {
        let state = { (state: inout CaptureState) in
            state.summary.packets = 9
            state.summary.otherConnections = 2
            state.summary.closedConnections = 1
            state.http2Connections = 1
        }
        let said = try #require(text(state)).text
        #expect(said.contains("1 of them for HTTP/2") && said.contains("ws101 explain keylog"))
    }

    @Test func saysNothingOnceThereIsASession() { #expect(text { $0.summary.sessions = 1 } == nil) }

    @Test func onlyAnotherKindIsNews() throws {
        let nothing = try #require(text { _ in })
        let refused = try #require(text(failed))
        let more = try #require(
            text {
                failed(&$0)
                $0.summary.packets = 900
            })
        #expect(refused.isNews(after: nothing) && !more.isNews(after: refused) && !nothing.isNews(after: nothing))
        let others = try #require(
            text {
                failed(&$0)
                $0.summary.otherConnections = 2
            })
        #expect(others.isNews(after: more) && !refused.isNews(after: others))
    }
}
