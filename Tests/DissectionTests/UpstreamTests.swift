import TestKit
import Testing
import Wire

@testable import Dissection

private let millisecond: Int64 = 1_000_000

/// A proxy that reaches nobody, and what its own connections in the capture show.
@Suite struct UpstreamTests {
    private static let proxy: (UInt8, UInt8, UInt8, UInt8) = (10, 0, 0, 2)

    private static func endpoint(_ address: (UInt8, UInt8, UInt8, UInt8), _ port: UInt16) -> Endpoint {
        .ipv4(address.0, address.1, address.2, address.3, port: port)
    }

    /// A refused session with the proxy, and a connection from `source` to `target` that fails `delay` after the request.
    private func diagnosis(
        status: String = "502 Bad Gateway", client: (UInt8, UInt8, UInt8, UInt8) = (10, 0, 0, 1),
        source: (UInt8, UInt8, UInt8, UInt8) = UpstreamTests.proxy, targets: [UInt8] = [3], after delay: Int64,
        isRefused: Bool = true
    ) throws -> Diagnosis {
        var outer = Playbook(
            Conversation(client: Self.endpoint(client, 50_000), server: Self.endpoint(Self.proxy, 80)))
        outer.client(Array(Playbook.request.utf8))
        let asked = outer.talk.now
        outer.talk.pause(5000 * millisecond)
        outer.server(Array("HTTP/1.1 \(status)\r\nServer: nginx/1.22.1\r\nContent-Length: 0\r\n\r\n".utf8))
        outer.talk.close(.server)
        var packets = outer.talk.packets
        for (index, target) in targets.enumerated() {
            var inner = Conversation(
                client: Self.endpoint(source, 40_000 + UInt16(index)), server: .ipv4(10, 0, 0, target, port: 8080),
                start: asked + delay)
            inner.attempt(isRefused ? 1 : 2, after: isRefused ? millisecond : 1000 * millisecond)
            if isRefused { inner.reset(.server) }
            packets += inner.packets
        }
        let trace = Playbook.trace(packets.sorted { $0.time < $1.time })
        return Diagnosis(of: try #require(trace.sessions.first), among: trace.sessions, summary: trace.summary)
    }

    private func text(_ diagnosis: Diagnosis) -> String {
        diagnosis.causes.flatMap { [$0.claim] + $0.evidence + $0.remedies.map(\.text) }.joined(separator: "\n")
    }

    @Test func aRefusedConnectionOfTheProxyIsNamed() throws {
        let text = text(try diagnosis(after: 100 * millisecond))
        #expect(
            text.contains(
                "Between the request and the answer, a connection from 10.0.0.2, the address that sent the answer, to "
                    + "10.0.0.3:8080 was refused (SYN in packet"))
        #expect(text.contains("Start what is to listen at 10.0.0.3:8080"))
    }

    @Test func aConnectionThatNobodyAnswersIsNamed() throws {
        let text = text(try diagnosis(status: "504 Gateway Timeout", after: 100 * millisecond, isRefused: false))
        #expect(text.contains("10.0.0.3:8080 was not answered"))
    }

    /// Where client and proxy have one address, any program of that host may have been it.
    @Test func onOneHostItMayBeAnotherProgram() throws {
        let text = text(try diagnosis(client: Self.proxy, after: 100 * millisecond))
        #expect(text.contains("At about the same time, a connection from 10.0.0.2 to 10.0.0.3:8080 was refused"))
        #expect(text.contains("That may be the server behind the proxy."))
    }

    /// What is of another time, another host, or of several servers, says nothing.
    @Test func whatMayBeACoincidenceIsNotTold() throws {
        for diagnosis in [
            try diagnosis(after: -1000 * millisecond), try diagnosis(after: 6000 * millisecond),
            try diagnosis(source: (10, 0, 0, 9), after: 100 * millisecond),
            try diagnosis(targets: [3, 4], after: 100 * millisecond),
            try diagnosis(status: "403 Forbidden", after: 100 * millisecond),
        ] {
            #expect(!text(diagnosis).contains(":8080"))
        }
    }

    /// A request that has Upgrade in the leg nearer to the client only.
    @Test(arguments: [1, 2]) func theUpgradeThatAProxyTookAway(session: Int) throws {
        var relay = Relay()
        let refusal = Array("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n".utf8)
        let stripped = Playbook.request.replacing("Upgrade: websocket\r\nConnection: Upgrade\r\n", with: "")
        relay.onOuter { $0.client(Array(Playbook.request.utf8)) }
        relay.onInner { $0.client(Array(stripped.utf8)) }
        relay.onInner { $0.server(refusal) }
        relay.onOuter { $0.server(refusal) }
        let packets = (relay.outer.talk.packets + relay.inner.talk.packets).sorted { $0.time < $1.time }
        let trace = Playbook.trace(packets)
        try #require(trace.sessions.count == 2)
        let diagnosis = Diagnosis(
            of: trace.sessions[session - 1], among: trace.sessions, summary: trace.summary)
        let cause = try #require(diagnosis.causes.first)
        #expect(cause.kind == .upgradeStripped)
        #expect(cause.claim == "What is between the two legs did not pass the upgrade on.")
        #expect(Set(cause.remedies.map(\.party)) == [.proxy])
        #expect(!diagnosis.causes.contains { $0.kind == .otherLegEnded })
    }
}
