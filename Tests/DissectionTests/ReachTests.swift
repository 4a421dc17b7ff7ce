import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000

/// What crossed a Close or a FIN is not what that was sent for, and what it acknowledges still is.
@Suite struct ReachTests {
    /// A session in which `side` answers, or not, what `play` lets its peer send last.
    ///
    /// - Parameter missed: How many bytes of the last frame the answer does not acknowledge; nil for all of them.
    private func diagnosis(
        _ side: Side, missed: Int?, _ play: (inout Playbook) -> Void, answer: (inout Playbook) -> Void
    ) throws -> Diagnosis {
        var book = Playbook()
        book.upgrade()
        for side in Side.allCases { book.frame(side, .text, Array("Hello".utf8)) }
        book.talk.acknowledgesAtOnce = false
        play(&book)
        let bytes = book.talk.segments.last?.segment.payload.count ?? 0
        let at = book.talk.segments.count
        answer(&book)
        book.talk.segments[at].segment.acknowledgment &-= UInt32(missed ?? bytes)
        if book.talk.segments[at].segment.flags.contains(.fin) {
            book.talk.acknowledge(side.peer)
            book.talk.finish(side.peer)
        } else {
            book.close(side.peer, 1000)
            book.talk.close(.server)
        }
        return Diagnosis(of: try #require(book.trace().sessions.first))
    }

    @Test(arguments: Side.allCases, [false, true])
    func brokenRuleAndClose(side: Side, isReceived: Bool) throws {
        let diagnosis = try diagnosis(side, missed: isReceived ? 0 : nil) {
            $0.frame(side.peer, .text, [0xff, 0xfe])
        } answer: {
            $0.close(side, 1007)
        }
        let cause = try #require(diagnosis.causes.first)
        #expect(cause.kind == (isReceived ? .protocolViolation : .unseenViolation))
        #expect(diagnosis.facts.contains { $0.contains("crossed the Close") } == !isReceived)
        #expect(cause.evidence.contains { $0.contains("can't be its reason") } == !isReceived)
        #expect(cause.evidence.contains { $0.contains("Nothing that the") } == false)
    }

    /// The byte at fault counts, and not the end of its frame.
    @Test(arguments: [(missed: 10, isBlamed: true), (missed: 11, isBlamed: false)])
    func faultInTheMiddle(missed: Int, isBlamed: Bool) throws {
        // 0xff, and ten bytes after it.
        let text = [UInt8](repeating: 0x41, count: 20) + [0xff] + [UInt8](repeating: 0x41, count: 10)
        let diagnosis = try diagnosis(.server, missed: missed) {
            $0.frame(.client, .text, text)
        } answer: {
            $0.close(.server, 1007)
        }
        #expect((diagnosis.causes.first?.kind == .protocolViolation) == isBlamed)
        // The beginning of the frame had come.
        #expect(!diagnosis.facts.joined().contains("crossed"))
    }

    @Test(arguments: Side.allCases, [false, true])
    func brokenRuleAndFIN(side: Side, isReceived: Bool) throws {
        let diagnosis = try diagnosis(side, missed: isReceived ? 0 : nil) {
            $0.talk.pause(30 * second)
            $0.frame(side.peer, .text, [0xff])
        } answer: {
            $0.talk.finish(side)
        }
        let blamed = diagnosis.causes.filter { $0.kind == .protocolViolation }
        #expect(blamed.isEmpty == !isReceived)
        #expect(diagnosis.facts.contains { $0.contains("crossed the FIN") } == !isReceived)
        // Whoever did not have the frame had heard nothing for half a minute.
        #expect(diagnosis.causes.contains { $0.kind == .idleTimeout } == !isReceived)
        #expect(diagnosis.verdict.contains("1.0 ms after frame 3"))
        #expect(!diagnosis.text.contains("speaks against an idle") || isReceived)
    }

    /// Frames that were sent before a violation had come are no sign that it was accepted.
    @Test(arguments: Side.allCases, [false, true]) func goingOn(side: Side, hasReceived: Bool) throws {
        let diagnosis = try diagnosis(side, missed: 0) {
            $0.frame(side.peer, .text, [0xff])
            let bytes = $0.talk.segments.last?.segment.payload.count ?? 0
            $0.frame(side, .text, [0x41])
            if !hasReceived { $0.talk.segments[$0.talk.segments.count - 1].segment.acknowledgment &-= UInt32(bytes) }
        } answer: {
            $0.talk.finish(side)
        }
        #expect(diagnosis.text.contains("went on sending after it") == hasReceived)
        #expect((diagnosis.causes.first?.kind == .protocolViolation) == !hasReceived)
    }

    @Test(arguments: [false, true]) func largestMessage(isReceived: Bool) throws {
        let diagnosis = try diagnosis(.server, missed: isReceived ? 0 : nil) {
            $0.frame(.client, .binary, [UInt8](repeating: 1, count: 300))
        } answer: {
            $0.close(.server, 1009)
        }
        let cause = try #require(diagnosis.causes.first)
        #expect(cause.kind == .messageTooBig)
        #expect(cause.evidence.joined().contains("300 bytes") == isReceived)
        #expect(cause.evidence.joined().contains("still on its way") == !isReceived)
        #expect(cause.frame == (isReceived ? 3 : 4))
    }

    /// A size is announced at once: who has the first byte of a message may refuse it.
    @Test func beginningOfALargeMessage() throws {
        let diagnosis = try diagnosis(.server, missed: 299) {
            $0.frame(.client, .binary, [UInt8](repeating: 1, count: 300))
        } answer: {
            $0.close(.server, 1009)
        }
        #expect(try #require(diagnosis.causes.first).evidence.joined().contains("300 bytes"))
    }

    @Test(arguments: Side.allCases, [false, true]) func pong(side: Side, isReceived: Bool) throws {
        let diagnosis = try diagnosis(side, missed: isReceived ? 0 : nil) {
            $0.frame(side, .ping, [1])
            $0.talk.acknowledge(side.peer)
            $0.talk.pause(20 * second)
            $0.frame(side.peer, .pong, [1])
        } answer: {
            $0.close(side, 1011, "keepalive ping timeout")
        }
        let cause = try #require(diagnosis.causes.first { $0.kind == .keepaliveTimeout } ?? diagnosis.causes.first)
        #expect((cause.kind == .keepaliveTimeout) == !isReceived)
        #expect(isReceived || cause.evidence.joined().contains("Ping in frame 3 had no Pong 20.0"))
        #expect(!cause.evidence.joined().contains("last sign of life is frame 4"))
    }

    @Test(arguments: [UInt16(1003), 1008, 1011]) func lastMessage(code: UInt16) throws {
        let play: (inout Playbook) -> Void = { $0.frame(.client, .text, Array("what".utf8)) }
        let answer: (inout Playbook) -> Void = { $0.close(.server, code) }
        let received = try diagnosis(.server, missed: 0, play, answer: answer)
        #expect(received.text.contains("last message before it is message 3"))
        let crossed = try diagnosis(.server, missed: nil, play, answer: answer)
        #expect(!crossed.text.contains("last message before it"))
        #expect(crossed.causes.first?.frame != 3)
        let begun = try diagnosis(.server, missed: 1, play, answer: answer)
        #expect(begun.text.contains("only the beginning of that had reached the server"))
    }

    /// A side that had ended TCP as a Close reached it did not fail to answer that.
    @Test(arguments: Side.allCases, [false, true]) func closeAndFIN(side: Side, isReceived: Bool) throws {
        let diagnosis = try diagnosis(side, missed: isReceived ? 0 : nil) {
            $0.close(side.peer, 1000)
        } answer: {
            $0.talk.finish(side)
        }
        #expect(diagnosis.verdict.contains("never answered") == isReceived)
        #expect(diagnosis.verdict.contains("before that reached it") == !isReceived)
        let cause = try #require(diagnosis.causes.first { $0.kind == .closeUnanswered })
        #expect(cause.claim.contains("instead of answering") == isReceived)
        #expect(cause.evidence.joined().contains("does not acknowledge the Close") == !isReceived)
    }

    /// A request that crossed the FIN of its server found a connection that was being closed.
    @Test(arguments: [false, true]) func requestAndFIN(isReceived: Bool) throws {
        var book = Playbook()
        book.talk.acknowledgesAtOnce = false
        book.client(Array(Playbook.request.utf8))
        if !isReceived {
            let at = book.talk.segments.count
            book.talk.finish(.server)
            book.talk.segments[at].segment.acknowledgment &-= UInt32(Playbook.request.utf8.count)
        } else {
            book.talk.finish(.server)
        }
        book.talk.reset(.server)
        let session = try #require(book.trace().sessions.first)
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.causes.first?.kind == (isReceived ? .hungUp : .staleConnection))
        let detail = try #require(session.findings.first { $0.rule == .handshakeNoResponse }).detail
        #expect(detail.contains("does not acknowledge it") == !isReceived)
    }

    /// A 101 that crossed the FIN of its client is not why that left, whatever is wrong with it.
    @Test(arguments: [false, true]) func answerAndFIN(isReceived: Bool) throws {
        var book = Playbook()
        book.talk.acknowledgesAtOnce = false
        let response = Playbook.response.replacing("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", with: "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
        book.upgrade(response: response)
        let at = book.talk.segments.count
        book.talk.finish(.client)
        if !isReceived { book.talk.segments[at].segment.acknowledgment &-= UInt32(response.utf8.count) }
        book.talk.finish(.server)
        let diagnosis = Diagnosis(of: try #require(book.trace().sessions.first))
        #expect(diagnosis.causes.contains { $0.kind == .responseDefect } == isReceived)
        #expect(diagnosis.causes.contains { $0.kind == .clientGaveUp } == !isReceived)
        #expect(diagnosis.verdict.contains("before the 101 had reached it") == !isReceived)
    }

    /// In TLS it is the plaintext that counts, and a record is there with its last byte.
    @Test(arguments: [(missed: 0, isBlamed: true), (missed: 1, isBlamed: false), (missed: nil, isBlamed: false)])
    func brokenRuleInTLS(missed: Int?, isBlamed: Bool) throws {
        var tls = TLSTalk()
        tls.handshake()
        tls.upgrade()
        tls.talk.acknowledgesAtOnce = false
        tls.data(FrameEncoder.encode(opcode: .text, payload: [0xff], maskingKey: MaskingKey(0x1234_5678)), .client)
        let bytes = tls.talk.segments.last?.segment.payload.count ?? 0
        let at = tls.talk.segments.count
        tls.data(FrameEncoder.encode(opcode: .close, payload: [0x03, 0xef]), .server)
        tls.talk.segments[at].segment.acknowledgment &-= UInt32(missed ?? bytes)
        tls.talk.close(.server)
        let diagnosis = Diagnosis(of: try #require(tls.trace().sessions.first))
        #expect((diagnosis.causes.first?.kind == .protocolViolation) == isBlamed)
        #expect(diagnosis.facts.joined().contains("crossed the Close") == !isBlamed)
    }

    @Test func whatIsNotKnownExcludesNothing() {
        #expect(!Reach().excludes(7))
        #expect(!Reach(offset: 7).excludes(nil))
        #expect(Reach(offset: 7).excludes(7))
        #expect(!Reach(offset: 7).excludes(6))
    }
}
