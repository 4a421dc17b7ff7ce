import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private func played(_ play: (inout Playbook) -> Void) throws -> Trace.Session {
    var book = Playbook()
    book.upgrade()
    play(&book)
    return try #require(book.trace().sessions.first)
}

private func closed(_ play: (inout Playbook) -> Void) throws -> CloseEvent {
    try #require(try played(play).close)
}

/// The states of a side in short: `closing 8 #1` is CLOSING by packet 8, frame 1.
private func brief(_ changes: [StateChange]) -> [String] {
    changes.map { "\($0.state) \($0.packet)" + ($0.frame.map { " #\($0)" } ?? "") }
}

/// Makes the last packet acknowledge nothing of the client behind its request.
private func withholdAcknowledgment(_ play: inout Playbook) {
    let request = UInt32(Playbook.request.utf8.count)
    play.talk.segments[play.talk.segments.count - 1].segment.acknowledgment = 1001 &+ request
}

// Packets: 1–3 connect, 4 request, 5 its acknowledgment, 6 the 101, 7 its acknowledgment, 8 what follows.
@Suite struct LifecycleTests {
    @Test func aWholeLife() throws {
        let close = try closed { $0.finish() }
        #expect(brief(close.clientStates) == ["connecting 4", "open 6", "closing 8 #1", "closed 13"])
        #expect(close.serverStates == close.clientStates)
        #expect(close.fins.map(\.side) == [.server, .client])
        #expect(close.fins.map(\.packet) == [12, 13])
        #expect(close.reset == nil)
        #expect(close.halfClosedBy == nil)
        #expect(
            close.clientStates.map(\.evidence) == [
                "The client sent the upgrade request.", "The server answered with 101.",
                "The client sent its Close, frame 1.",
                "Both FINs: the server's, then the client's.",
            ])
    }

    @Test func simultaneousCloses() throws {
        let close = try closed {
            $0.talk.acknowledgesAtOnce = false
            $0.close(.client)
            $0.close(.server)
            withholdAcknowledgment(&$0)
            $0.talk.close(.server)
        }
        #expect(close.initiator == .both)
        #expect(brief(close.clientStates).suffix(2) == ["closing 8 #1", "closed 11"])
        #expect(brief(close.serverStates).suffix(2) == ["closing 9 #2", "closed 11"])
        #expect(
            close.clientStates[2].evidence == "The client sent its Close, frame 1, before the server's had arrived.")
        #expect(
            close.serverStates[2].evidence == "The server sent its Close, frame 2, before the client's had arrived.")
    }

    @Test(arguments: Side.allCases) func halfClosed(by side: Side) throws {
        let session = try played {
            $0.talk.finish(side)
            $0.frame(side.peer, .text, Array("still here".utf8))
        }
        let close = try #require(session.close)
        #expect(session.messages.count == 1)
        #expect(close.halfClosedBy == side)
        #expect(close.tcpEnd == .fin)
        #expect(close.tcpEndBy == side)
        #expect(close.state == .open)
        #expect(close.fins.map(\.packet) == [8])
        #expect(brief(close.clientStates) == ["connecting 4", "open 6"])
        #expect(close.clientEvent == nil)
        #expect(session.findings.isEmpty)
    }

    @Test(arguments: Side.allCases) func halfClosedAndThenClosed(by side: Side) throws {
        let session = try played {
            $0.talk.finish(side)
            $0.talk.pause(3_000_000_000)
            $0.frame(side.peer, .binary, [1])
            $0.talk.finish(side.peer)
        }
        let close = try #require(session.close)
        #expect(close.fins.map(\.side) == [side, side.peer])
        #expect(close.halfClosedBy == nil)
        #expect(brief(close.serverStates) == ["connecting 4", "open 6", "closed 12"])
        #expect(session.findings.map(\.rule) == [.connectionAbnormal])
        // The silence before the end is that before the second FIN: bytes came after the first.
        #expect(close.totals.finalSilence == 2_000_000)
    }

    @Test func halfClosedWhileClosing() throws {
        let close = try closed {
            $0.close(.client)
            $0.close(.server)
            $0.talk.finish(.server)
        }
        #expect(close.state == .closing)
        #expect(close.halfClosedBy == .server)
        #expect(brief(close.clientStates).last == "closing 8 #1")
    }

    /// What a side sends without having the peer's Close shows that it still is open.
    @Test func aFrameThatCrossesAClose() throws {
        let close = try closed {
            $0.talk.acknowledgesAtOnce = false
            $0.close(.server, 1001)
            let end = $0.talk.segments.count
            $0.frame(.client, .text, [0x61])
            // The client acknowledges nothing after the 101.
            $0.talk.segments[end].segment.acknowledgment = $0.talk.segments[end].segment.acknowledgment &- 4
            $0.close(.client, 1001)
            $0.talk.close(.server)
        }
        #expect(brief(close.serverStates).suffix(2).first == "closing 8 #1")
        #expect(brief(close.clientStates).suffix(2).first == "closing 10 #3")
        #expect(
            close.clientStates[2].evidence
                == "The client's Close, frame 3, answers the server's, which frame 2 had crossed.")
    }

    @Test func closeThenReset() throws {
        let session = try played {
            $0.close(.client)
            $0.talk.reset(.server)
        }
        let close = try #require(session.close)
        // It was acknowledged: the server had it before it reset the connection.
        #expect(brief(close.serverStates).suffix(2) == ["closing 8 #1", "closed 10"])
        #expect(close.reset == TransportMark(side: .server, time: close.time, packet: 10))
        #expect(Set(session.findings.map(\.rule)) == [.connectionReset, .closeNoReply])
    }

    @Test func resetBeforeTheCloseArrived() throws {
        let close = try closed {
            $0.talk.acknowledgesAtOnce = false
            $0.close(.client)
            $0.talk.reset(.server)
            withholdAcknowledgment(&$0)
        }
        #expect(brief(close.clientStates).suffix(2) == ["closing 8 #1", "closed 9"])
        #expect(brief(close.serverStates).suffix(2) == ["open 6", "closed 9"])
    }

    @Test func finBeforeTheAnswerToTheClose() throws {
        let session = try played {
            $0.close(.client)
            $0.talk.finish(.client)
            $0.close(.server)
            $0.talk.finish(.server)
        }
        let close = try #require(session.close)
        #expect(close.clean)
        #expect(brief(close.clientStates) == ["connecting 4", "open 6", "closing 8 #1", "closed 14"])
        #expect(close.fins.map(\.packet) == [10, 14])
        #expect(session.findings.map(\.rule) == [.closeTcpOrder])
    }

    @Test func retransmittedFINsCountOnce() throws {
        let session = try played {
            $0.close(.server)
            $0.close(.client)
            $0.talk.finish(.server)
            $0.talk.segments.append($0.talk.segments[$0.talk.segments.count - 2])
            $0.talk.finish(.client)
            $0.talk.segments.append($0.talk.segments[$0.talk.segments.count - 2])
        }
        let close = try #require(session.close)
        #expect(close.fins.map(\.packet) == [12, 15])
        #expect(close.state == .closed)
        #expect(session.findings.isEmpty)
    }

    @Test func resetAfterBothFINsIsNoReset() throws {
        let session = try played {
            $0.talk.finish(.server)
            $0.talk.finish(.client)
            $0.talk.reset(.server)
        }
        let close = try #require(session.close)
        #expect(close.reset == nil)
        #expect(brief(close.clientStates).last == "closed 10")
        #expect(session.findings.map(\.rule) == [.connectionAbnormal])
    }

    @Test func resetAfterOneFIN() throws {
        let close = try closed {
            $0.talk.finish(.server)
            $0.frame(.client, .text, [0x61])
            $0.talk.reset(.server)
        }
        #expect(close.fins.map(\.packet) == [8])
        #expect(close.reset?.side == .server)
        #expect(close.halfClosedBy == nil)
        #expect(brief(close.serverStates).last == "closed 12")
    }

    @Test func bytesBehindTheFINOfTheirSideAreNotDecoded() throws {
        let session = try played {
            $0.talk.finish(.server)
            $0.frame(.server, .text, [0x61])
            $0.talk.finish(.client)
        }
        #expect(session.frames.isEmpty)
        #expect(session.close?.fins.count == 2)
        #expect(session.close?.state == .closed)
    }

    @Test func aRefusalEndsTheLifeOfBothSides() throws {
        var play = Playbook()
        play.upgrade(response: "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        let close = try #require(play.trace().sessions.first?.close)
        #expect(brief(close.clientStates) == ["connecting 4", "closed 6"])
        #expect(close.serverStates.last?.evidence == "The server answered with 403 instead of 101.")
    }

    @Test func anUnansweredRequestStaysConnecting() throws {
        var play = Playbook()
        play.client(Array(Playbook.request.utf8))
        let waiting = try #require(play.trace().sessions.first?.close)
        #expect(brief(waiting.clientStates) == ["connecting 4"])
        play.talk.reset(.server)
        let reset = try #require(play.trace().sessions.first?.close)
        #expect(brief(reset.clientStates) == ["connecting 4", "closed 6"])
        #expect(reset.clientStates.last?.evidence == "The server reset TCP (RST).")
    }

    @Test func aCaptureThatBeginsLaterFindsTheSessionOpen() throws {
        var talk = Conversation()
        talk.beginMidstream()
        for index in 0..<8 {
            talk.send(
                FrameEncoder.encode(opcode: .text, payload: Array("message \(index)".utf8), maskingKey: MaskingKey(7)),
                from: .client)
            talk.send(FrameEncoder.encode(opcode: .text, payload: Array("answer \(index)".utf8)), from: .server)
        }
        talk.reset(.client)
        let session = try #require(Playbook.trace(talk.packets).sessions.first)
        let close = try #require(session.close)
        #expect(session.start.outcome == .midstream)
        #expect(close.clientStates.map(\.state) == [.open, .closed])
        #expect(close.clientStates.first?.evidence == "The capture began later.")
    }

    @Test func aPongNamesItsPing() throws {
        let session = try played {
            $0.frame(.server, .ping, [1])
            $0.frame(.server, .ping, [2])
            $0.frame(.client, .pong, [2])
            $0.talk.pause(20_000_000_000)
            $0.frame(.server, .ping, [3])
            $0.frame(.client, .pong, [9])
            $0.finish()
        }
        #expect(session.frames.map(\.answers) == [nil, nil, 2, nil, nil, nil, nil])
        #expect(session.frames.map(\.roundTripTime) == [nil, nil, 2_000_000, nil, nil, nil, nil])
        #expect(session.findings.map(\.rule) == [.pongUnsolicited, .pingUnanswered])
        let pings = try #require(session.close?.totals.serverPings)
        #expect((pings.sent, pings.answered, pings.unanswered) == (3, 2, 1))
        #expect(pings.roundTrip.count == 1)
        #expect(pings.roundTrip.mean == 2_000_000)
        #expect(pings.interval.minimum == 2_000_000)
        #expect(pings.interval.maximum == 20_004_000_000)
        #expect(session.close?.totals.clientPings == PingTotals())
    }

    /// Browsers' peers send Pings without a payload; a slow client answers several at once.
    @Test func pongsOfPingsThatAreAlikeAreNotUnsolicited() throws {
        let session = try played {
            for _ in 0..<3 { $0.frame(.server, .ping) }
            for _ in 0..<3 { $0.frame(.client, .pong) }
            $0.finish()
        }
        #expect(session.findings.isEmpty)
        #expect(session.frames.map(\.answers) == [nil, nil, nil, 1, 2, 3, nil, nil])
    }

    @Test func aPongWithAHoleAccusesNobody() throws {
        var play = Playbook()
        play.talk.segmentSize = 10
        play.upgrade()
        play.frame(.server, .ping, Array(repeating: 7, count: 100))
        let before = play.talk.segments.count
        play.frame(.client, .pong, Array(repeating: 7, count: 100))
        // The third segment of the Pong, and its acknowledgment, are not in the capture.
        play.talk.segments.removeSubrange((before + 4)..<(before + 6))
        play.frame(.client, .text, Array("after it".utf8))
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(session.frames[1].header.opcode == .pong)
        #expect(session.frames[1].answers == nil)
        #expect(session.findings.map(\.rule) == [.streamGap])
    }

    @Test func silencesHaveTheirFrames() throws {
        let session = try played {
            $0.frame(.client, .text, [0x61])
            $0.talk.pause(45_000_000_000)
            $0.frame(.server, .text, [0x62])
            $0.talk.pause(30_000_000_000)
            $0.talk.close(.server)
        }
        let totals = try #require(session.close?.totals)
        #expect(totals.longestSilence == Silence(duration: 45_002_000_000, afterFrame: 1, beforeFrame: 2))
        #expect(totals.finalSilence == 30_002_000_000)
        #expect(session.frames.map(\.silence) == [2_000_000, 45_002_000_000])
    }

    /// A frame that takes long is no silence; one that stops in the middle is.
    @Test func slowFramesAreNoSilence() throws {
        let slow = try played {
            $0.talk.interval = 4_000_000_000
            $0.talk.segmentSize = 10
            $0.frame(.client, .binary, Array(repeating: 1, count: 100))
        }
        #expect(slow.frames.map(\.silence) == [8_000_000_000])
        let stopped = try played {
            let frame = FrameEncoder.encode(opcode: .binary, payload: Array(repeating: 1, count: 100))
            $0.server(Array(frame.prefix(50)))
            $0.talk.pause(30_000_000_000)
            $0.server(Array(frame.dropFirst(50)))
        }
        #expect(stopped.frames.map(\.silence) == [30_002_000_000])
    }
}
