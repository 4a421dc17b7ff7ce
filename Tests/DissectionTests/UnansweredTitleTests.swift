import TestKit
import Testing
import Wire

@testable import Dissection

/// What is said of an upgrade request without an answer: no more than the capture shows.
@Suite struct UnansweredTitleTests {
    private func session(_ play: (inout Playbook) -> Void) throws -> Trace.Session {
        var book = Playbook()
        book.client(Array(Playbook.request.utf8))
        play(&book)
        return try #require(book.trace().sessions.first)
    }

    private func title(_ play: (inout Playbook) -> Void) throws -> String {
        try #require(try session(play).findings.first { $0.rule == .handshakeNoResponse }).title
    }

    @Test func anotherProtocolIsAnAnswer() throws {
        let title = try title {
            $0.talk.send(Array("SSH-2.0-OpenSSH_9.6\r\n".utf8), from: .server)
            $0.talk.close(.server)
        }
        #expect(title == "The upgrade request was answered with something that isn't HTTP")
    }

    @Test func theEndOfTheCaptureIsNoSilence() throws {
        #expect(try title { _ in } == "The capture ended before the upgrade request was answered")
        let diagnosis = Diagnosis(of: try session { _ in })
        #expect(diagnosis.verdict.hasPrefix("There was no session so far: the upgrade request had no answer when"))
    }

    @Test func anEndOfTCPIs() throws {
        #expect(try title { $0.talk.close(.server) } == "The upgrade request was never answered")
        let diagnosis = Diagnosis(of: try session { $0.talk.close(.server) })
        #expect(diagnosis.verdict.hasPrefix("There never was a session: the upgrade request got no answer."))
    }

    @Test func halfAnAnswerIsOne() throws {
        #expect(
            try title { $0.talk.send(Array("HTTP/1.1 101 Switching Protocols\r\nUpg".utf8), from: .server) }
                == "The answer to the upgrade request is not whole")
    }

    /// A Close whose answer the capture did not wait for was not left unanswered.
    @Test func aCloseMayStillBeAnswered() throws {
        var book = Playbook()
        book.upgrade()
        book.close(.client)
        let session = try #require(book.trace().sessions.first)
        #expect(!session.findings.contains { $0.rule == .closeNoReply })
        #expect(Diagnosis(of: session).verdict.contains("had not answered when the capture ended"))
    }
}
