import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000

/// Ends with a RST that says less than it seems to, or comes from somebody else.
@Suite struct ResetDiagnosisTests: EndDiagnosing {
    @Test func aRSTFromSomewhereElse() throws {
        let diagnosis = try diagnosis {
            $0.talk.reset(.server)
            $0.talk.segments[$0.talk.segments.count - 1].segment.timeToLive = 41
        }
        #expect(diagnosis.causes.map(\.kind) == [.resetByMiddlebox])
        #expect(text(diagnosis).contains("with a TTL of 41"))
    }

    /// A host that resets a connection sends nothing more on it.
    @Test func aRSTThatItsSideOutlives() throws {
        let diagnosis = try diagnosis {
            $0.talk.reset(.server)
            $0.talk.pause(second / 10)
            // The client believed it.
            $0.talk.acknowledgesAtOnce = false
            $0.server([0x81, 0x01, 0x61])
            $0.talk.reset(.client)
        }
        #expect(diagnosis.causes.map(\.kind) == [.resetByMiddlebox])
        #expect(diagnosis.verdict.contains("in the server's name"))
        #expect(text(diagnosis).contains("still sent other packets after it"))
        #expect(!text(diagnosis).contains("died"))
    }

    /// RFC 9293 §3.10.7.1: so a host answers that knows nothing of the connection, and no program that dies.
    @Test(arguments: Side.allCases) func aRSTThatAcknowledgesNothing(side: Side) throws {
        let diagnosis = try diagnosis {
            $0.frame(side.peer, .text, [67])
            $0.talk.reset(side)
            $0.talk.segments[$0.talk.segments.count - 1].segment.flags = .rst
            $0.talk.segments[$0.talk.segments.count - 1].segment.acknowledgment = 0
        }
        #expect(diagnosis.causes.map(\.kind) == [.connectionUnknown])
        #expect(!text(diagnosis).contains("process"))
    }

    @Test(arguments: Side.allCases) func rstsOfBothSides(side: Side) throws {
        let diagnosis = try diagnosis {
            $0.talk.reset(side)
            $0.talk.reset(side.peer)
        }
        #expect(diagnosis.verdict.hasPrefix("TCP was reset in both directions"))
        #expect(diagnosis.causes.map(\.kind) == [.resetByMiddlebox])
    }

    /// An injected RST that its receiver did not accept, or that was lost, ends nothing.
    @Test(arguments: [false, true]) func aRSTThatBothSidesOutlive(isEnded: Bool) throws {
        var book = Playbook()
        book.upgrade()
        book.frame(.client, .text, [65])
        let packet = book.talk.segments.count + 1
        book.talk.reset(.server)
        book.frame(.server, .text, [66])
        book.frame(.client, .text, [67])
        if isEnded { book.finish() }
        let session = try #require(book.trace().sessions.first)
        let close = try #require(session.close)
        #expect(session.frames.count == (isEnded ? 5 : 3))
        #expect(close.reset == nil)
        #expect(close.state == (isEnded ? .closed : .open))
        #expect(close.clean == isEnded)
        #expect(close.clientEvent?.code == (isEnded ? 1000 : nil))
        #expect(close.states(.client).last?.packet != packet)
        let finding = try #require(session.findings.first)
        #expect(session.findings.map(\.rule) == [.connectionResetIgnored])
        #expect(finding.packets == [packet])
        #expect(Diagnosis(of: session).facts.contains(finding.detail))
    }

    /// Where the named side goes on, its state is not that of the side that believed the RST.
    @Test func statesAfterARSTInTheServersName() throws {
        var book = Playbook()
        book.upgrade()
        book.frame(.client, .text, [65])
        book.talk.acknowledgesAtOnce = false
        book.talk.reset(.server)
        let reset = book.talk.segments.count
        book.talk.pause(2 * second)
        book.talk.finish(.server)
        book.talk.segments[book.talk.segments.count - 1].segment.flags = .rst
        let close = try #require(book.trace().sessions.first?.close)
        #expect(close.states(.client).last.map { ($0.state == .closed, $0.packet) } ?? (false, 0) == (true, reset))
        #expect(close.states(.server).last.map { ($0.state == .closed, $0.packet) } ?? (false, 0) == (true, reset + 2))
    }

    @Test func aCloseThatCrossesTheRSTOfTheOtherSide() throws {
        let diagnosis = try diagnosis {
            $0.close(.client)
            $0.talk.reset(.client)
            $0.close(.server)
        }
        #expect(diagnosis.verdict.contains("did not wait for the answer: its RST in packet 14"))
        #expect(!text(diagnosis).contains("never answered"))
    }
}
