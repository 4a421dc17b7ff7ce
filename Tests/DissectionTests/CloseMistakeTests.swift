import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// Closes whose code can't be meant, and what is said of it.
@Suite struct CloseMistakeTests {
    private func session(_ side: Side, _ payload: [UInt8]) throws -> Trace.Session {
        var play = Playbook()
        play.upgrade()
        play.frame(side, .close, payload)
        play.close(side.peer, 1002)
        play.talk.close(.server)
        return try #require(play.trace().sessions.first)
    }

    @Test(arguments: Side.allCases) func reasonWithoutCode(side: Side) throws {
        let session = try session(side, Array("bye".utf8))
        let errors = session.findings.filter { $0.rule.severity == .error }
        #expect(errors.map(\.rule) == [.closeCodeInvalid])
        #expect(errors.first?.detail.contains(#"the text "bye""#) == true)
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.verdict.contains(#"the text "bye" instead of a code"#))
        #expect(diagnosis.causes.first?.claim.contains(#"the reason "bye", and sent no code"#) == true)
    }

    /// Letters that are not ASCII, cut by the code's two bytes, are no second fault.
    @Test func oneFault() throws {
        let session = try session(.server, Array("aé".utf8))
        #expect(session.findings.filter { $0.rule.severity == .error }.map(\.rule) == [.closeCodeInvalid])
    }

    @Test func codeInTheWrongOrder() throws {
        let session = try session(.server, [0xe8, 0x03] + Array("done".utf8))
        let finding = try #require(session.findings.first { $0.rule == .closeCodeInvalid })
        #expect(finding.detail.contains("1000 (Normal Closure)") && finding.detail.contains("wrong order"))
        #expect(Diagnosis(of: session).causes.first?.claim.contains("meant 1000") == true)
    }

    @Test func otherCodes() throws {
        let session = try session(.server, [0x13, 0x89])
        let finding = try #require(session.findings.first { $0.rule == .closeCodeInvalid })
        #expect(finding.detail.contains("codes end at 4999"))
        #expect(Diagnosis(of: session).causes.first?.claim.contains("chose a code") == true)
    }
}
