import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// Another key than that of `Playbook.request`, and what answers it.
private let otherKey = (
    request: Playbook.request.replacing("dGhlIHNhbXBsZSBub25jZQ==", with: "AQIDBAUGBwgJCgsMDQ4PEA=="),
    response: Playbook.response.replacing("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", with: "C/0nmHhBztSRGR1CwL6Tf4ZjwpY=")
)

/// Texts as two programs exchange them.
private let texts = ["subscribe to prices of wheat", "subscribed to prices of wheat, from now on", "wheat 251.75 up"]

private func text(_ side: Side, _ text: String, key: UInt32 = 0x1234_5678) -> [UInt8] {
    FrameEncoder.encode(opcode: .text, payload: Array(text.utf8), maskingKey: side == .client ? MaskingKey(key) : nil)
}

extension Relay {
    /// The client says something, and the server answers: each passes both connections.
    fileprivate mutating func talk(
        _ rounds: Int = 3, innerKey: (UInt32) -> UInt32 = { $0 }, innerText: (String) -> String = { $0 }
    ) {
        for round in 0..<rounds {
            let key = 0x3101_0207 &+ UInt32(round) &* 0x0102_0304
            onOuter { $0.client(text(.client, "\(round) \(texts[0])", key: key)) }
            onInner { $0.client(text(.client, innerText("\(round) \(texts[0])"), key: innerKey(key))) }
            onInner { $0.server(text(.server, innerText("\(round) \(texts[1])"))) }
            onOuter { $0.server(text(.server, "\(round) \(texts[1])")) }
        }
    }
}

@Suite struct LegLedgerTests {
    /// The only pair of legs; with the proxy's connection to the server answered first, that is session 1.
    private func onlyLink(_ relay: Relay) throws -> LegLink {
        let legs = try #require(relay.trace().summary).legs
        #expect(legs.count == 1)
        let link = try #require(legs.links.first)
        #expect((link.session, link.legOf) == (2, 1))
        #expect(link.nearerClient == 2)
        return link
    }

    private func noLink(_ trace: Trace, sessions: Int = 2) {
        #expect(trace.sessions.count == sessions)
        #expect(trace.summary?.legs.count == 0)
        #expect(trace.sessions.allSatisfy { $0.close?.legOf == nil })
    }

    // MARK: Legs

    @Test func theSameKeyAtTheSameTime() throws {
        var relay = Relay()
        relay.upgrade()
        #expect(try onlyLink(relay).evidence == .key)
        relay.talk()
        #expect(try onlyLink(relay).evidence == .key)
    }

    @Test func theLaterSessionNamesTheFirstAsItEnds() throws {
        var relay = Relay()
        relay.upgrade()
        relay.onInner { $0.talk.close(.server) }
        relay.onOuter { $0.talk.close(.server) }
        #expect(relay.trace().sessions.map { $0.close?.legOf } == [nil, 1])
    }

    @Test func aRefusalThatWasPassedOn() throws {
        var relay = Relay()
        let refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
        relay.onOuter { $0.client(Array(Playbook.request.utf8)) }
        relay.onInner { $0.upgrade(response: refusal) }
        relay.onOuter { $0.server(Array(refusal.utf8)) }
        let link = try onlyLink(relay)
        #expect(link.evidence == .key)
        #expect(link.first.end?.kind == .refusal(403) && link.first.end?.side == .server)
    }

    /// A NAT: the server is the same, and the client another one.
    @Test func anAddressThatWasTranslated() throws {
        var relay = Relay(
            proxy: .ipv4(10, 0, 0, 3, port: 8080), upstream: .ipv4(192, 0, 2, 9, port: 61_000))
        relay.upgrade()
        relay.talk(1)
        #expect(try onlyLink(relay).evidence == .key)
    }

    @Test func theSameMaskingKeysBehindAnotherHandshake() throws {
        var relay = Relay()
        relay.upgrade(innerRequest: otherKey.request, innerResponse: otherKey.response)
        relay.talk()
        #expect(try onlyLink(relay).evidence == .maskingKeys(3))
    }

    @Test func theSameMaskingKeysWithoutAHandshake() throws {
        var relay = Relay()
        relay.outer.talk.segments = []
        relay.inner.talk.segments = []
        relay.talk(4)
        let trace = relay.trace()
        let link = try #require(trace.summary?.legs.links.first)
        #expect(link.evidence == .maskingKeys(4))
        let outer = try #require(trace.sessions.first { $0.start.client.port == 50_000 })
        #expect(link.nearerClient == outer.start.session)
    }

    @Test func theSameMessagesThroughAProxyThatMasksAnew() throws {
        var relay = Relay()
        relay.upgrade(innerRequest: otherKey.request, innerResponse: otherKey.response)
        relay.talk(innerKey: { $0 ^ 0xff })
        #expect(try onlyLink(relay).evidence == .payloads(6))
    }

    @Test func whatEndedThem() throws {
        var relay = Relay()
        relay.upgrade()
        relay.onOuter { $0.close(.client, 1000) }
        relay.onInner { $0.finish() }
        relay.onOuter { $0.close(.server, 1000) }
        let link = try onlyLink(relay)
        #expect(link.first.end?.kind == .close(1000) && link.second.end?.kind == .close(1000))
        #expect(link.first.end?.side == .client && link.second.end?.side == .client)
        let (first, second) = try (#require(link.first.end), #require(link.second.end))
        #expect(second.time < first.time)
    }

    // MARK: No legs

    /// A client that has one key for all its connections.
    @Test func twoConnectionsOfOneClientToOneServer() {
        var first = Playbook(Conversation(client: .ipv4(10, 0, 0, 1, port: 50_000)))
        var second = Playbook(Conversation(client: .ipv4(10, 0, 0, 1, port: 50_001)))
        first.upgrade()
        second.upgrade()
        let packets = (first.talk.packets + second.talk.packets).sorted { $0.time < $1.time }
        noLink(Playbook.trace(packets))
    }

    /// Clients on two hosts that were written with one key, and say the same.
    @Test func twoClientsWithOneKeyForAll() {
        var relay = Relay(proxy: .ipv4(10, 0, 0, 3, port: 8080), upstream: .ipv4(10, 0, 0, 9, port: 50_001))
        relay.upgrade()
        relay.talk(innerKey: { $0 ^ 0xff })
        noLink(relay.trace())
        // Neither asked while the other waited for the answer to what it had asked before.
        var first = Relay(proxy: .ipv4(10, 0, 0, 3, port: 8080), upstream: .ipv4(10, 0, 0, 9, port: 50_001))
        first.onOuter { $0.client(Array(Playbook.request.utf8)) }
        first.onInner { $0.client(Array(Playbook.request.utf8)) }
        first.onOuter { $0.server(Array(Playbook.response.utf8)) }
        first.onInner { $0.server(Array(Playbook.response.utf8)) }
        noLink(first.trace())
    }

    /// One client of two servers, with one key for both, which reads the same from both.
    @Test func twoServersWithOneKeyForAll() {
        var relay = Relay(
            client: .ipv4(127, 0, 0, 1, port: 50_000), proxy: .ipv4(127, 0, 0, 1, port: 9001),
            upstream: .ipv4(127, 0, 0, 1, port: 50_001), server: .ipv4(127, 0, 0, 1, port: 9002))
        relay.upgrade()
        for round in 0..<2 {
            relay.onOuter { $0.client(text(.client, "\(round) \(texts[0])", key: 7)) }
            relay.onInner { $0.client(text(.client, "\(round) \(texts[0])", key: 8)) }
            relay.onOuter { $0.server(text(.server, "\(round) \(texts[1])")) }
            relay.onInner { $0.server(text(.server, "\(round) \(texts[1])")) }
        }
        noLink(relay.trace())
    }

    @Test func theSameKeyAndOtherFrames() {
        var relay = Relay()
        relay.upgrade()
        relay.talk(innerText: { $0 + "!" })
        noLink(relay.trace())
    }

    @Test func theSameKeyAtAnotherTime() {
        var relay = Relay()
        relay.onOuter { $0.upgrade() }
        relay.onOuter { $0.finish() }
        relay.onInner { $0.upgrade() }
        relay.onInner { $0.finish() }
        noLink(relay.trace())
    }

    /// What many clients of a service say, and are told.
    @Test func theSameMessagesToOneServer() {
        var relay = Relay(
            client: .ipv4(10, 0, 0, 1, port: 50_000), proxy: .ipv4(10, 0, 0, 3, port: 8080),
            upstream: .ipv4(10, 0, 0, 1, port: 50_001), server: .ipv4(10, 0, 0, 3, port: 8080))
        relay.upgrade(innerRequest: otherKey.request, innerResponse: otherKey.response)
        relay.talk(innerKey: { $0 ^ 0xff })
        noLink(relay.trace())
    }

    /// A client that reads one feed from two servers: what comes first of the one comes first of the other, too.
    @Test func theSameMessagesFromTwoServers() {
        var relay = Relay(
            client: .ipv4(127, 0, 0, 1, port: 50_000), proxy: .ipv4(127, 0, 0, 1, port: 9001),
            upstream: .ipv4(127, 0, 0, 1, port: 50_001), server: .ipv4(127, 0, 0, 1, port: 9002))
        relay.onOuter { $0.upgrade() }
        relay.onInner { $0.upgrade(request: otherKey.request, response: otherKey.response) }
        for round in 0..<4 {
            relay.onOuter { $0.client(text(.client, "\(round) \(texts[0])", key: 7)) }
            relay.onInner { $0.client(text(.client, "\(round) \(texts[0])", key: 8)) }
            relay.onOuter { $0.server(text(.server, "\(round) \(texts[1])")) }
            relay.onInner { $0.server(text(.server, "\(round) \(texts[1])")) }
        }
        noLink(relay.trace())
    }

    /// Short messages are the same in many sessions, and so is a key that never changes.
    @Test(arguments: [0, 0x1234_5678] as [UInt32])
    func shortMessagesWithOneMaskingKey(key: UInt32) {
        var relay = Relay()
        relay.upgrade(innerRequest: otherKey.request, innerResponse: otherKey.response)
        for _ in 0..<4 {
            relay.onOuter { $0.client(text(.client, "ping", key: key)) }
            relay.onInner { $0.client(text(.client, "ping", key: key)) }
            relay.onInner { $0.server(text(.server, "pong")) }
            relay.onOuter { $0.server(text(.server, "pong")) }
        }
        noLink(relay.trace())
    }

    /// A hole in one of them: what comes after it is not compared, and what came before is.
    @Test func aHoleIsNoDifference() throws {
        var relay = Relay()
        relay.upgrade(innerRequest: otherKey.request, innerResponse: otherKey.response)
        relay.talk(4)
        let last = try #require(relay.inner.talk.segments.lastIndex { $0.segment.payload.first == 0x81 })
        relay.inner.talk.segments.remove(at: last)
        #expect(try onlyLink(relay).evidence == .maskingKeys(4))
    }

    // MARK: Many

    @Test func anyNumberOfThreadsFindsTheSame() {
        var packets: [(time: Timestamp, bytes: [UInt8])] = []
        for index in 0..<60 as Range<UInt16> {
            var relay = Relay(
                client: .ipv4(10, 0, 0, 1, port: 50_000 + index), upstream: .ipv4(10, 0, 0, 2, port: 40_000 + index),
                start: 1_700_000_000_000_000_000 + Int64(index) * 700_000)
            if index % 2 == 0 {
                relay.upgrade()
            } else {
                relay.upgrade(innerRequest: otherKey.request, innerResponse: otherKey.response)
            }
            relay.talk(2, innerText: { index % 3 == 0 ? $0 + "?" : $0 })
            relay.onInner { $0.talk.close(.server) }
            relay.onOuter { $0.talk.close(.server) }
            packets += relay.packets
        }
        packets.sort { $0.time < $1.time }
        func legs(jobs: Int) -> LegLinks? {
            let trace = Trace()
            Playbook.dissect(packets, options: DissectionOptions(), jobs: jobs, for: trace)
            return trace.summary?.legs
        }
        let expected = legs(jobs: 1)
        #expect(expected?.count ?? 0 > 10)
        for jobs in [2, 3, 16] { #expect(legs(jobs: jobs) == expected) }
    }
}
