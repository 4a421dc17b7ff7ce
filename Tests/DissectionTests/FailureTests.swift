import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

/// Closes for which their receiver must fail the connection: it owes no answer to them.
@Suite struct FailureTests {
    private static let payload: [UInt8] = [3, 232] + Array("bye".utf8)
    private static let key = MaskingKey(0x1234_5678)

    private static let broken: [(Rule, [UInt8])] = [
        (.frameServerMasked, FrameEncoder.encode(opcode: .close, payload: payload, maskingKey: key)),
        (.frameControlFragmented, FrameEncoder.encode(fin: false, opcode: .close, payload: payload)),
        (.frameRsvNonzero, FrameEncoder.encode(rsv2: true, opcode: .close, payload: payload)),
        (
            .frameControlTooLong,
            FrameEncoder.encode(opcode: .close, payload: payload + [UInt8](repeating: 114, count: 130))
        ),
        (.closePayloadOneByte, FrameEncoder.encode(opcode: .close, payload: [3])),
    ]

    private func session(_ play: (inout Playbook) -> Void) throws -> Trace.Session {
        var book = Playbook()
        book.upgrade()
        book.frame(.client, .text, Array("hello".utf8))
        play(&book)
        return try #require(book.trace().sessions.first)
    }

    @Test(arguments: broken) func nobodyOwesAnAnswer(rule: Rule, frame: [UInt8]) throws {
        let session = try session {
            $0.server(frame)
            $0.talk.close(.client)
        }
        #expect(!session.findings.contains { $0.rule == .closeNoReply })
        #expect(session.close?.clientEvent?.code == 1006)
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.verdict.contains("That Close breaks a rule"))
        let cause = try #require(diagnosis.causes.first)
        #expect(cause.kind == .protocolViolation)
        #expect(cause.frame == 2)
        #expect(cause.evidence.joined(separator: " ").contains("The client must fail the connection for it"))
        #expect(!diagnosis.causes.contains { $0.kind == .closeUnanswered })
        #expect(session.findings.contains { $0.rule == rule })
    }

    @Test(arguments: broken) func anAnswerWith1002(rule: Rule, frame: [UInt8]) throws {
        let session = try session {
            $0.server(frame)
            $0.close(.client, 1002)
            $0.talk.close(.server)
        }
        #expect(session.close?.clientEvent?.code == 1006)
        let cause = try #require(Diagnosis(of: session).causes.first)
        #expect(cause.kind == .protocolViolation)
        #expect(cause.evidence.last == "The client answered it with 1002, as it should.")
    }

    /// The connection fails for what comes right before the Close as well.
    @Test func aBrokenRuleRightBeforeTheClose() throws {
        let session = try session {
            $0.frame(.server, .text, [0xff])
            $0.close(.server, 1000)
            $0.talk.close(.client)
        }
        #expect(!session.findings.contains { $0.rule == .closeNoReply })
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.verdict.contains("The server broke a rule right before it"))
        #expect(diagnosis.causes.first?.kind == .protocolViolation)
        #expect(diagnosis.causes.first?.frame == 2)
    }

    /// Whoever goes on after the same broken rule takes the Close, too, and owes an answer.
    @Test func aPeerThatDoesNotMind() throws {
        let session = try session {
            $0.server(FrameEncoder.encode(opcode: .text, payload: [65], maskingKey: $0.freshKey()))
            $0.frame(.client, .text, [66])
            $0.server(FrameEncoder.encode(opcode: .close, payload: Self.payload, maskingKey: $0.freshKey()))
            $0.talk.pause(1_000_000_000)
            $0.talk.close(.client)
        }
        #expect(session.findings.contains { $0.rule == .closeNoReply })
        #expect(session.close?.clientEvent?.code == 1000)
    }
}
