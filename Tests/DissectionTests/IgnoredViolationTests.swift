import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

/// Peers that go on, or close as if nothing were wrong, after what they must fail the connection for.
@Suite struct IgnoredViolationTests {
    private func ignored(_ play: (inout Playbook) -> Void) throws -> Finding? {
        var book = Playbook()
        book.upgrade()
        play(&book)
        return try #require(book.trace().sessions.first).findings.first { $0.rule == .peerIgnoredViolation }
    }

    /// A text with a reserved bit, and something later that the client has, too.
    private func breakRule(_ play: inout Playbook, then pause: Int64) {
        play.server(FrameEncoder.encode(rsv2: true, opcode: .text, payload: [0x61]))
        play.talk.pause(pause)
        play.frame(.server, .text, [0x62])
    }

    @Test(
        arguments: [(1000, true), (1001, true), (1002, false), (1007, false), (4000, false), (nil, false)]
            as [(UInt16?, Bool)])
    func aCloseAfterAWhile(code: UInt16?, isIgnored: Bool) throws {
        let finding = try ignored {
            breakRule(&$0, then: 40_000_000)
            $0.close(.client, code)
            $0.close(.server, code)
            $0.talk.close(.server)
        }
        #expect((finding != nil) == isIgnored)
        guard let finding else { return }
        #expect(finding.blame == .client)
        #expect(finding.frame == 1)
        #expect(
            finding.detail == "The client had frame.rsv-nonzero in frame 1 for 42.0 ms or more before it closed with "
                + "\(code ?? 0), as if nothing were wrong. It must fail the connection for that, best with a Close 1002."
        )
    }

    /// Who is busy for a moment may not have read what has come.
    @Test func aCloseAtOnceProvesNothing() throws {
        #expect(
            try ignored {
                breakRule(&$0, then: 1_000_000)
                $0.close(.client)
                $0.close(.server)
                $0.talk.close(.server)
            } == nil)
    }

    /// A time until the Close may have passed on the way.
    @Test func aWhileThatMayBeTheNetworks() throws {
        #expect(
            try ignored {
                $0.server(FrameEncoder.encode(rsv2: true, opcode: .text, payload: [0x61]))
                $0.talk.pause(500_000_000)
                $0.close(.client)
                $0.close(.server)
                $0.talk.close(.server)
            } == nil)
    }

    /// Whoever answers the violator's Close owes no other code.
    @Test func anAnswerToItsClose() throws {
        #expect(
            try ignored {
                breakRule(&$0, then: 40_000_000)
                $0.close(.server)
                $0.close(.client)
                $0.talk.close(.server)
            } == nil)
    }

    @Test func furtherFrames() throws {
        let finding = try #require(
            try ignored {
                breakRule(&$0, then: 1_000_000)
                $0.frame(.client, .text, [0x63])
                $0.finish(.client)
            })
        #expect(
            finding.detail.hasPrefix("The client sent 1 further frame after frame.rsv-nonzero in frame 1. It must fail")
        )
    }
}
