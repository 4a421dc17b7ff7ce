import Dissection
import TestKit
import Testing
import WebSocket
import Wire

@Suite struct SessionTests {
    @Test(arguments: Side.allCases) func digestsHoldNoControlFrames(side: Side) throws {
        var play = Playbook()
        play.upgrade()
        play.frame(side, .text, Array("Hel".utf8), fin: false)
        play.frame(side, .ping, Array("between".utf8))
        play.frame(side.peer, .pong, Array("between".utf8))
        play.frame(side, .continuation, Array("lo".utf8))
        play.finish()
        let session = try #require(play.trace { $0.digest = true }.sessions.first)
        let digest = try #require(session.messages.first?.digest)
        let hello = "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969"
        #expect(digest.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined() == hello)
    }
}
