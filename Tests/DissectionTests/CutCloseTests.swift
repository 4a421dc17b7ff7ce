import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000

/// Frames of which the snapshot length cut the end off: what they are is known, and what they say is not.
@Suite struct CutCloseTests {
    /// Before the payload of a client's control frame: Ethernet, IPv4, TCP, the frame's header.
    private static let clientHeaders = 14 + 20 + 20 + 6

    /// What is told of `play` whose last packets with a payload kept so many bytes, from the frame number `first` on.
    private func session(_ play: Playbook, keeping length: Int, from first: Int) throws -> Trace.Session {
        var packets = play.talk.packets
        for index in first..<packets.count { packets[index].bytes = Array(packets[index].bytes.prefix(length)) }
        return try #require(Playbook.trace(packets).sessions.first)
    }

    private func closed(keeping count: Int, answer: UInt16 = 1001) throws -> Trace.Session {
        var play = Playbook()
        play.upgrade()
        play.frame(.client, .text, Array("hello".utf8))
        let first = play.talk.segments.count
        play.close(.client, 1001, "leaving now")
        play.close(.server, answer)
        play.talk.close(.server)
        return try session(play, keeping: Self.clientHeaders + count, from: first)
    }

    /// Neither the code nor its absence is told of bytes that are not there.
    @Test(arguments: [0, 1]) func aCodeThatIsNotThere(count: Int) throws {
        let session = try closed(keeping: count)
        let close = try #require(session.close)
        #expect(close.clientSent?.isCodeMissing == true)
        #expect(close.clientSent?.missing == 13 - count)
        #expect(close.initiator == .client && close.clean)
        #expect(close.serverEvent == nil)
        #expect(session.findings.map(\.rule) == [.streamTruncatedPackets])
        let diagnosis = Diagnosis(of: session)
        #expect(
            diagnosis.verdict.contains("with a Close whose code the capture lacks, and the server answered with 1001"))
        #expect(diagnosis.causes.map(\.kind) == [.closeNotCaptured])
        #expect(!([diagnosis.verdict] + diagnosis.facts).contains { $0.contains("1005") })
    }

    /// A code that is there is told, with as much of the reason as there is.
    @Test(arguments: [2, 6, 12]) func aReasonThatIsCut(count: Int) throws {
        let session = try closed(keeping: count)
        let close = try #require(session.close)
        let reason = String("leaving now".prefix(count - 2))
        #expect(close.clientSent?.code == 1001)
        #expect(close.clientSent?.reasonText == reason)
        #expect(close.clientSent?.missing == 13 - count)
        #expect(close.serverEvent == .init(code: 1001, reason: nil, wasClean: true))
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.causes.first?.kind == .goingAway)
        #expect(diagnosis.verdict.contains("\"\(reason)…\"") == (count > 2))
        #expect(diagnosis.facts.contains { $0.contains("The capture lacks \(13 - count) byte") })
    }

    @Test func aCloseThatIsWhole() throws {
        let close = try #require(try closed(keeping: 13).close)
        #expect(close.clientSent == CloseBody(code: 1001, reason: Array("leaving now".utf8)))
        #expect(close.serverEvent?.reason == "leaving now")
    }

    /// A code may be judged that is there; a reason that is cut inside a character is no wrong one.
    @Test func whatIsThereIsJudged() throws {
        var play = Playbook()
        play.upgrade()
        let first = play.talk.segments.count
        play.close(.client, 1006, "aé")
        play.close(.server, 1002)
        play.talk.close(.server)
        let session = try session(play, keeping: Self.clientHeaders + 4, from: first)
        #expect(session.findings.map(\.rule).contains(.closeCodeReserved))
        #expect(!session.findings.map(\.rule).contains(.closeReasonInvalidUtf8))
    }

    /// Bytes behind a hole are not taken for those that are missing.
    @Test func aHoleOverTheCode() throws {
        var play = Playbook()
        play.upgrade()
        let hole = play.talk.segments.count + 2
        play.talk.send(
            FrameEncoder.close(code: 1008, reason: "not here", maskingKey: nil), from: .server, cuts: [2, 4])
        play.close(.client, 1008)
        play.talk.close(.server)
        play.talk.segments.remove(at: hole)
        let session = try #require(play.trace().sessions.first)
        #expect(session.close?.serverSent?.isCodeMissing == true)
        #expect(session.close?.serverSent?.reason.isEmpty == true)
        #expect(session.findings.map(\.rule) == [.streamGap])
    }

    /// The hole may take the end of the Close, and what came after it.
    @Test func aHoleOverTheEnd() throws {
        var play = Playbook()
        play.upgrade()
        let hole = play.talk.segments.count + 2
        play.talk.send(
            FrameEncoder.close(code: 1008, reason: "not all of it") + FrameEncoder.encode(opcode: .ping, payload: [1]),
            from: .server, cuts: [6])
        play.server(FrameEncoder.encode(opcode: .ping, payload: [2]))
        play.talk.segments.remove(at: hole)
        play.close(.client, 1008)
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(session.close?.serverSent?.code == 1008)
        #expect(session.close?.serverSent?.reasonText == "no")
        #expect(session.close?.serverSent?.missing == 11)
        #expect(Diagnosis(of: session).verdict.hasPrefix("The server closed the session with 1008"))
    }

    private func pinged(keeping count: Int, isAnswered: Bool) throws -> Trace.Session {
        var play = Playbook()
        play.upgrade()
        play.frame(.client, .text, Array("hello".utf8))
        play.talk.pause(5 * second)
        let first = play.talk.segments.count
        play.frame(.server, .ping, [UInt8](repeating: 0x70, count: 100))
        if isAnswered { play.frame(.client, .pong, [UInt8](repeating: 0x70, count: 100)) }
        play.talk.pause(20 * second)
        play.talk.close(.server)
        return try session(play, keeping: Self.clientHeaders + count, from: first)
    }

    /// A Ping is one although its payload is cut; a Pong that is cut answers it.
    @Test(arguments: [0, 10, 106]) func pingsThatAreCut(count: Int) throws {
        let answered = Diagnosis(of: try pinged(keeping: count, isAnswered: true))
        #expect(answered.verdict.contains("after frame 3, a Pong from the client"))
        #expect(answered.facts.contains { $0.contains("The server's last frame (frame 2, ping)") })
        #expect(!answered.causes.contains { $0.kind == .keepaliveTimeout })
        // What was cut came with its packet: the silence after it is known.
        #expect(answered.causes.contains { $0.kind == .idleTimeout })
        let unanswered = Diagnosis(of: try pinged(keeping: count, isAnswered: false))
        #expect(unanswered.causes.first?.kind == .keepaliveTimeout)
        #expect(unanswered.causes.first?.frame == 2)
    }

    /// A Pong may have been in the bytes that are missing.
    @Test(arguments: [false, true]) func aPongMayBeMissing(isResumed: Bool) throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.client, .text, Array("hello".utf8))
        play.frame(.server, .ping, [1])
        let lost = play.talk.segments.count
        play.frame(.client, .pong, [1])
        if isResumed {
            for word in ["and", "so", "on"] { play.frame(.client, .text, Array(word.utf8)) }
        } else {
            // Only a hole that something follows is one.
            play.talk.acknowledge(.client)
        }
        play.talk.pause(20 * second)
        play.talk.close(.server)
        #expect(
            !Diagnosis(of: try #require(play.trace().sessions.first)).causes.contains { $0.kind == .keepaliveTimeout })
        play.talk.segments.remove(at: lost)
        let diagnosis = Diagnosis(of: try #require(play.trace().sessions.first))
        #expect(!diagnosis.causes.contains { $0.kind == .keepaliveTimeout })
        #expect(!diagnosis.facts.contains { $0.contains("The client's last frame (frame 1") })
    }
}
