import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000

/// Closes that nobody answered: who waited, and what became of the other side's program.
@Suite struct NoReplyTests {
    private func cause(code: UInt16 = 1000, _ end: (inout Playbook) -> Void) throws -> Diagnosis.Cause? {
        var play = Playbook()
        play.upgrade()
        play.frame(.server, .text, Array("Hello".utf8))
        play.close(.client, code)
        end(&play)
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.contains { $0.rule == .closeNoReply })
        return Diagnosis(of: session).causes.first { $0.kind == .closeUnanswered }
    }

    @Test(
        arguments: [(5, "Tornado"), (10, "aiohttp"), (30, "Node.js"), (60, "Chromium"), (7, nil)] as [(Int64, String?)])
    func waitedInVain(seconds: Int64, whose: String?) throws {
        let cause = try #require(
            try cause {
                $0.talk.pause(seconds * second)
                $0.talk.close(.client)
            })
        #expect(cause.claim.contains("server's program did not answer the Close in time"))
        #expect(cause.evidence.joined().contains(seconds == 60 ? "waited 1 min" : "waited \(seconds).0"))
        #expect(cause.evidence.joined().contains("is the default of") == (whose != nil))
        if let whose { #expect(cause.evidence.joined().contains(whose)) }
        #expect(cause.remedies.map(\.party) == [.server])
    }

    @Test func peerEndedInstead() throws {
        let cause = try #require(
            try cause {
                $0.talk.pause(second)
                $0.talk.close(.server)
            })
        #expect(cause.claim.hasPrefix("The server ended TCP instead of answering"))
        #expect(cause.remedies.map(\.party) == [.server])
    }

    @Test func peerWasGone() throws {
        let cause = try #require(
            try cause {
                $0.talk.pause(second / 4)
                $0.talk.reset(.server)
            })
        #expect(cause.claim.contains("server's program did not read the Close"))
        #expect(cause.evidence.joined().contains("with bytes unread"))
    }

    /// What is lost only after the Close says why nothing answered it, and not why it was sent.
    @Test(arguments: [false, true]) func lossAfterTheClose(isAnswered: Bool) throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.client, .text, Array("Hello".utf8))
        play.talk.acknowledgesAtOnce = false
        play.close(.server, 1001)
        if isAnswered { play.close(.client, 1001) }
        for _ in 0..<5 {
            play.talk.pause(second)
            play.talk.sendAgain(isAnswered ? .client : .server)
        }
        let diagnosis = Diagnosis(of: try #require(play.trace().sessions.first))
        #expect(diagnosis.causes.first?.kind == .goingAway)
        let loss = diagnosis.causes.first { $0.kind == .peerUnreachable }
        #expect((loss == nil) == isAnswered)
        #expect(loss?.claim.hasPrefix("No answer came to the Close, because") != false)
        #expect(diagnosis.facts.joined().contains("was sent again") == isAnswered)
        #expect(!diagnosis.facts.joined().contains("the closing handshake is complete"))
    }

    @Test func didNotWait() throws {
        let cause = try #require(try cause { $0.talk.close(.client) })
        #expect(cause.claim == "The client did not wait for the answer to its Close.")
        #expect(cause.remedies.map(\.party) == [.client])
    }

    /// A Close that TCP did not acknowledge is held against nobody's program.
    @Test func neverArrived() throws {
        var play = Playbook()
        play.talk.acknowledgesAtOnce = false
        play.upgrade()
        play.frame(.server, .text, Array("Hello".utf8))
        play.talk.acknowledge(.client)
        play.talk.acknowledge(.server)
        play.close(.client, 1000)
        play.talk.pause(second)
        play.talk.sendAgain(.client)
        play.talk.pause(60 * second)
        play.talk.reset(.client)
        let session = try #require(play.trace().sessions.first)
        let finding = try #require(session.findings.first { $0.rule == .closeNoReply })
        #expect(finding.blame == .network)
        let cause = try #require(Diagnosis(of: session).causes.first { $0.kind == .closeUnanswered })
        #expect(cause.claim.contains("never acknowledged"))
        #expect(cause.remedies.map(\.party) == [.network])
    }

    /// Who fails a connection need not wait (RFC 6455 §7.1.7).
    @Test(arguments: [UInt16(1002), 1007, 1009, 1011]) func mayFailAtOnce(code: UInt16) throws {
        #expect(try cause(code: code) { $0.talk.close(.client) } == nil)
    }

    /// Who has ended TCP can answer no Close, and the Close has that reason rather than one of its own.
    @Test(arguments: Side.allCases, [UInt16(1000), 1001]) func peerEndedBefore(peer: Side, code: UInt16) throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.server, .text, Array("Hello".utf8))
        play.talk.finish(peer)
        play.talk.pause(4 * second)
        play.close(peer.peer, code)
        play.talk.finish(peer.peer)
        let diagnosis = Diagnosis(of: try #require(play.trace().sessions.first))
        #expect(diagnosis.verdict.contains("after the \(peer) had ended TCP without a Close"))
        #expect(diagnosis.causes.map(\.kind) == [.closeUnanswered])
        let cause = try #require(diagnosis.causes.first)
        #expect(cause.claim.hasPrefix("The \(peer) had ended TCP before the \(peer.peer)'s Close"))
        #expect(cause.evidence.joined().contains("came 4.0"))
        #expect(!(diagnosis.facts + cause.evidence).joined().contains(" 0 ns "))
    }

    /// Of a Close that may stand in a hole nothing is said.
    @Test func holeExplains() throws {
        var play = Playbook()
        play.upgrade()
        play.close(.client, 1000)
        play.server([UInt8](repeating: 0x79, count: 50))
        play.talk.segments.removeAll { $0.segment.payload.first == 0x79 }
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(!Diagnosis(of: session).causes.contains { $0.kind == .closeUnanswered })
    }

    /// The peer's Close may be lost: which one was the first, whether there was an answer, and what its sender's program
    /// was told, is unknown then.
    @Test(arguments: Side.allCases) func closeMayBeLost(side: Side) throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.server, .text, Array("Hello".utf8))
        let count = play.talk.segments.count
        play.close(side.peer, 1001)
        play.talk.segments.removeSubrange(count..<play.talk.segments.count)
        play.close(side, 1001)
        play.talk.close(side.peer)
        let session = try #require(play.trace().sessions.first)
        let close = try #require(session.close)
        #expect(close.mayLackClose)
        #expect((side == .client ? close.clientEvent : close.serverEvent) == nil)
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.causes.map(\.kind) == [.closeNotCaptured])
        let text = ([diagnosis.verdict] + diagnosis.facts).joined(separator: "\n")
        #expect(text.contains("had closed before it, or answered it, is unknown"))
        #expect(!text.contains("never answered") && !text.contains("not complete"))
    }

    /// A gap that frames follow holds no Close.
    @Test func gapBeforeFrames() throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.server, .text, Array("Hello".utf8))
        let count = play.talk.segments.count
        play.frame(.server, .text, Array("Hello".utf8))
        play.talk.segments.removeSubrange(count..<play.talk.segments.count)
        for _ in 0..<4 { play.frame(.server, .text, Array("Hello".utf8)) }
        play.close(.client, 1000)
        play.talk.close(.server)
        let close = try #require(play.trace().sessions.first?.close)
        #expect(!close.mayLackClose)
        #expect(close.clientEvent?.code == 1006)
    }

    /// A Close of which the capture lacks a part is there, and what it says is unknown.
    @Test func closeIsCut() throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.server, .text, Array("Hello".utf8))
        let count = play.talk.segments.count
        play.talk.send(
            [0x88, 102, 0x03, 0xf0] + [UInt8](repeating: 0x72, count: 100), from: .server, cuts: [50, 80])
        let middle = try #require(
            play.talk.segments.indices.last { play.talk.segments[$0].segment.payload.count == 30 })
        #expect(middle >= count)
        play.close(.client, 1008)
        play.talk.close(.server)
        let whole = Diagnosis(of: try #require(play.trace().sessions.first))
        #expect(whole.causes.first?.kind == .policy)
        play.talk.segments.remove(at: middle)
        let cut = Diagnosis(of: try #require(play.trace().sessions.first))
        #expect(cut.causes.map(\.kind) == [.policy])
        #expect(cut.verdict.contains("r…\", and the client answered"))
        #expect(cut.facts.contains("The capture lacks 54 bytes of the server's Close, the end of its reason."))
        #expect(!cut.verdict.contains("never answered"))
    }
}
