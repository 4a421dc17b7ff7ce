import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000

/// What the capture lacks, and what nothing in it shows, is no evidence.
@Suite struct LostEvidenceTests {
    private func session(_ play: (inout Playbook) -> Void) throws -> Trace.Session {
        var book = Playbook()
        book.upgrade()
        for side in Side.allCases { book.frame(side, .text, Array("Hello".utf8)) }
        play(&book)
        return try #require(book.trace().sessions.first)
    }

    private func diagnosis(_ play: (inout Playbook) -> Void) throws -> Diagnosis { Diagnosis(of: try session(play)) }

    // MARK: Pongs in a hole

    @Test(arguments: Side.allCases, [false, true]) func pong(side: Side, isLost: Bool) throws {
        let session = try session {
            $0.frame(side, .ping, [1])
            if isLost { $0.lose { $0.frame(side.peer, .pong, [1]) } }
            $0.talk.pause(20 * second)
            $0.frame(side, .text, [65])
            $0.talk.finish(side)
            $0.talk.finish(side.peer)
        }
        #expect(Diagnosis(of: session).causes.contains { $0.kind == .keepaliveTimeout } == !isLost)
        let totals = try #require(session.close?.totals)
        let pings = side == .client ? totals.clientPings : totals.serverPings
        #expect(pings.sent == 1)
        #expect(pings.unanswered == (isLost ? 0 : 1))
    }

    /// Frames that come after the hole show where it ends: a later Ping has no Pong in it.
    @Test func pingAfterTheHole() throws {
        let session = try session {
            $0.frame(.server, .ping, [1])
            $0.lose { $0.frame(.client, .pong, [1]) }
            for _ in 0..<4 { $0.frame(.client, .text, Array("More of it".utf8)) }
            $0.frame(.server, .ping, [2])
            $0.talk.pause(20 * second)
            $0.close(.server, 1011)
            $0.close(.client, 1011)
            $0.talk.close(.server)
        }
        let cause = try #require(Diagnosis(of: session).causes.first { $0.kind == .keepaliveTimeout })
        #expect(cause.frame == session.frames.last { $0.header.opcode == .ping }?.frame)
        #expect(session.close?.totals.serverPings.unanswered == 1)
    }

    @Test func probesWhoseAnswersMayBeMissing() throws {
        let play: (Bool) -> ((inout Playbook) -> Void) = { isLost in
            {
                for _ in 0..<4 {
                    $0.talk.pause(75 * second)
                    $0.talk.probe(.client)
                }
                if isLost { $0.lose { $0.frame(.server, .text, Array("alive".utf8)) } }
                $0.talk.reset(.client)
            }
        }
        #expect(try diagnosis(play(false)).causes.contains { $0.kind == .peerUnreachable })
        #expect(try !diagnosis(play(true)).causes.contains { $0.kind == .peerUnreachable })
    }

    // MARK: RSTs

    @Test(arguments: Side.allCases, [false, true]) func aRSTAfterAFIN(side: Side, isAsked: Bool) throws {
        let diagnosis = try diagnosis {
            $0.talk.finish(side)
            if isAsked { $0.frame(side.peer, .text, [65]) }
            $0.talk.reset(side)
        }
        #expect(diagnosis.text.contains("answers what the \(side.peer) still sent") == isAsked)
        #expect(diagnosis.text.contains("shows nothing of the \(side.peer) that it would answer") == !isAsked)
    }

    @Test(arguments: [false, true]) func aRSTAfterACloseAndAFIN(isAsked: Bool) throws {
        let diagnosis = try diagnosis {
            $0.close(.client, 1000)
            $0.talk.finish(.client)
            $0.talk.pause(5 * second)
            if isAsked { $0.frame(.server, .text, [65]) }
            $0.talk.reset(.client)
        }
        #expect(diagnosis.text.contains("refused what the server still sent") == isAsked)
        #expect(diagnosis.text.contains(", and reset it 5.0") == !isAsked)
    }

    @Test(arguments: [false, true]) func aRSTAfterAProbe(isAnswered: Bool) throws {
        let diagnosis = try diagnosis {
            $0.talk.pause(600 * second)
            $0.talk.probe(.client)
            if isAnswered { $0.talk.acknowledge(.server) }
            $0.talk.reset(.server)
        }
        #expect(diagnosis.causes.contains { $0.kind == .idleTimeout } == isAnswered)
        #expect((diagnosis.causes.first?.kind == .idleConnectionForgotten) == !isAnswered)
        #expect(diagnosis.text.contains("a RST answered the client's TCP keep-alive probe") == !isAnswered)
    }

    // MARK: Closed windows

    @Test(arguments: [false, true]) func aClosedWindow(isProbed: Bool) throws {
        let diagnosis = try diagnosis {
            $0.talk.acknowledge(.server, window: 0)
            $0.talk.pause(100 * second)
            if isProbed { $0.talk.probe(.client) }
            $0.talk.pause(20 * second)
            $0.talk.close(.server)
            $0.talk.segments[$0.talk.segments.count - 1].segment.window = 0
        }
        #expect(diagnosis.text.contains("data is waiting to be sent") == isProbed)
        #expect(diagnosis.text.contains("Nothing shows that data waited") == !isProbed)
        let stalled = try #require(diagnosis.causes.first { $0.kind == .receiverStalled })
        #expect((stalled.likelihood == .possible) == !isProbed)
        #expect(diagnosis.causes.contains { $0.kind == .idleTimeout } == !isProbed)
    }

    /// A RST of a side that takes nothing more is what a socket that is closed with bytes unread leaves behind.
    @Test func aClosedWindowAndARST() throws {
        let diagnosis = try diagnosis {
            $0.frame(.client, .binary, [UInt8](repeating: 1, count: 5000))
            $0.talk.acknowledge(.server, window: 0)
            $0.talk.pause(17 * second)
            $0.talk.reset(.server)
        }
        #expect(diagnosis.causes.first?.kind == .receiverStalled)
        #expect(diagnosis.causes.first?.likelihood == .likely)
        #expect(!diagnosis.text.contains("data is waiting to be sent"))
    }

    // MARK: Frames with holes

    @Test(arguments: [false, true]) func theMessageThatWasTooBig(isLost: Bool) throws {
        let session = try session {
            let big: (inout Playbook) -> Void = { $0.frame(.client, .binary, [UInt8](repeating: 1, count: 50_000)) }
            if isLost { $0.lose(big) } else { big(&$0) }
            $0.close(.server, 1009)
            $0.close(.client, 1009)
            $0.talk.close(.server)
        }
        let cause = try #require(Diagnosis(of: session).causes.first)
        #expect(cause.kind == .messageTooBig)
        #expect(cause.evidence.joined().contains("a larger one may be among") == isLost)
        #expect(cause.evidence.joined().contains("50,000 bytes") == !isLost)
        #expect(cause.frame == (isLost ? session.frames.first { $0.header.opcode == .close }?.frame : 3))
    }

    /// A frame whose middle is missing was sent all the same.
    @Test func theLastFrameHasAHole() throws {
        let diagnosis = try diagnosis {
            let start = $0.talk.segments.count
            $0.frame(.server, .binary, [UInt8](repeating: 1, count: 4000))
            // The second of three segments, and its acknowledgment.
            $0.talk.segments.removeSubrange((start + 2)..<(start + 4))
            $0.talk.pause(second)
            $0.frame(.client, .text, [65])
            $0.talk.reset(.server)
        }
        #expect(diagnosis.facts.joined().contains("(frame 3, binary) was 1.0"))
    }

    /// A Pong with a hole answers something.
    @Test func aPongWithAHole() throws {
        let session = try session {
            $0.frame(.server, .ping, [UInt8](repeating: 7, count: 30))
            $0.talk.segmentSize = 20
            let start = $0.talk.segments.count
            $0.frame(.client, .pong, [UInt8](repeating: 7, count: 30))
            $0.talk.segments.remove(at: start + 2)
            $0.talk.segmentSize = 1460
            $0.talk.pause(20 * second)
            $0.talk.close(.server)
        }
        #expect(!Diagnosis(of: session).causes.contains { $0.kind == .keepaliveTimeout })
    }
}

extension Playbook {
    /// Leaves out of the capture what `play` sends; its acknowledgments are there.
    fileprivate mutating func lose(_ play: (inout Playbook) -> Void) {
        let start = talk.segments.count
        play(&self)
        let kept = talk.segments[start...].filter { $0.segment.payload.isEmpty }
        talk.segments.replaceSubrange(start..., with: kept)
    }
}
