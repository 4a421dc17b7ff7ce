import TestKit
import Testing
import WebSocket

@testable import Dissection

@Suite struct CloseReasonTests {
    private func reason(_ text: String) throws -> CloseReason {
        try #require(CloseReason(CloseBody(code: 1008, reason: Array(text.utf8))))
    }

    @Test func onlyTextIsAReason() {
        #expect(CloseReason(CloseBody(code: 1000, reason: [])) == nil)
        #expect(CloseReason(CloseBody(code: 1000, reason: [0x63, 0xff])) == nil)
        #expect(CloseReason(CloseBody(code: nil, reason: [])) == nil)
    }

    @Test(arguments: [("keepalive ping timeout", true), ("no Pong", true), ("shipping failed", false)])
    func pings(text: String, isNamed: Bool) throws { #expect(try reason(text).namesPings == isNamed) }

    @Test(arguments: [
        ("token expired", "renew"), ("rate limit exceeded: 50 msg/s", "less often"), ("Unauthorized", "credentials"),
    ])
    func advice(text: String, says: String) throws { #expect(try reason(text).advice?.contains(says) == true) }

    @Test(arguments: ["Unexpected token < in JSON", "room closed", "the author left"])
    func noAdvice(text: String) throws { #expect(try reason(text).advice == nil) }

    @Test func theReasonsLimitIsNobodysDefault() throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.client, .binary, [UInt8](repeating: 7, count: 70_000))
        play.close(.server, 1009, "frame with 70000 bytes exceeds limit of 50000 bytes")
        play.close(.client, 1009)
        play.talk.close(.server)
        let diagnosis = Diagnosis(of: try #require(play.trace().sessions.first))
        let evidence = try #require(diagnosis.causes.first).evidence.joined(separator: " ")
        #expect(diagnosis.causes.first?.kind == .messageTooBig)
        #expect(evidence.contains("exceeds limit of 50000 bytes"))
        #expect(!evidence.contains("default limit"))
        // The server failed the connection: what its program was told, the bytes do not show.
        #expect(diagnosis.facts.contains("The client's program is told 1009."))
    }

    @Test func nobodyIsToldWhatItMayNotHaveRead() throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.client, .text, [65])
        play.close(.client, 4000, "timed out")
        play.talk.pause(1_000_000_000)
        play.talk.reset(.client)
        let diagnosis = Diagnosis(of: try #require(play.trace().sessions.first))
        #expect(
            diagnosis.facts.contains(
                "The client's program is told 1006; whether the server's program read the Close is unknown."))
    }
}
