import TestKit
import Testing
import Wire

@testable import Dissection

@Suite struct StrangeAnswerTests {
    @Test(
        arguments: [
            ([], "nothing"), ([0x15, 3, 1, 0, 2, 2, 0x46], "a TLS alert (15 03 01 00 02 02 46)"),
            ([0x16, 3, 3, 0, 1], "a TLS handshake message (16 03 03 00 01)"), ([0x15], "15"),
            ([0x16, 4, 65], "16 04 41"),
            (Array("220 mail.example ESMTP\r\n".utf8), "\"220 mail.example ESMTP\""), ([65, 0x1b, 66], "41 1b 42"),
            (Array("\r\n".utf8), "0d 0a"),
        ] as [([UInt8], String)])
    func saysWhatItLooksLike(bytes: [UInt8], phrase: String) {
        #expect(StrangeAnswer(bytes).phrase == phrase)
    }

    /// The answer's first bytes are the same however TCP cuts them, and no more of them are kept than are shown.
    @Test func strangeAnswersAreKeptBounded() throws {
        let bytes = Array("SSH-2.0-".utf8) + [UInt8](repeating: 65, count: 5000)
        for cuts in [[], Array(1..<40), [1, 4000]] {
            var play = Playbook()
            play.client(Array(Playbook.request.utf8))
            play.talk.send(bytes, from: .server, cuts: cuts)
            play.talk.close(.server)
            let session = try #require(play.trace().sessions.first)
            #expect(session.start.strangeAnswer == Array(bytes.prefix(32)))
            #expect(session.findings.contains { $0.detail.contains("isn't HTTP: it begins with \"SSH-2.0-AAA") })
        }
    }
}
