import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

/// What reaches a side after its own Close.
@Suite struct AfterCloseTests {
    private func facts(_ play: (inout Playbook) -> Void) throws -> String {
        var book = Playbook()
        book.upgrade()
        play(&book)
        return try #require(book.diagnosis).facts.joined(separator: " ")
    }

    private static let late =
        "The client's message 1 (text, 1 byte, frame 2) reached the server only after it had sent its Close: few programs "
        + "still read messages then."

    @Test func aMessageThatCrossesAClose() throws {
        let facts = try facts {
            $0.close(.server, 1012)
            $0.frame(.client, .text, [0x61])
            $0.close(.client, 1012)
            $0.talk.close(.server)
        }
        #expect(facts.contains(Self.late))
        #expect(facts.contains("the closing handshake is complete"))
    }

    @Test func aMessageThatCameBefore() throws {
        #expect(
            try !facts {
                $0.frame(.client, .text, [0x61])
                $0.finish(.server)
            }.contains("few programs"))
    }

    /// The first side's program had gone: its host refuses the answer.
    @Test func anAnswerThatIsRefused() throws {
        let facts = try facts {
            $0.close(.server, 1011)
            $0.talk.finish(.server)
            $0.talk.acknowledgesAtOnce = false
            $0.close(.client, 1011)
            $0.talk.reset(.server)
            // The RST acknowledges nothing of the client's Close.
            let reset = $0.talk.segments.count - 1
            $0.talk.segments[reset].segment.acknowledgment = 1001 &+ UInt32(Playbook.request.utf8.count)
        }
        #expect(facts.contains("as its program no longer read"))
        #expect(!facts.contains("is complete"))
    }
}
