import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// What a Close with this code is said to break, by RFC 6455 §7.4 and the IANA registry, written out on its own here.
private func expected(_ code: UInt16) -> Rule? {
    switch code {
    case 1004, 1005, 1006, 1015: .closeCodeReserved
    case 1000...1003, 1007...1014, 3000, 3003, 3008, 4000...4999: nil
    case 3000...3999: .closeCodeUnregistered
    default: .closeCodeInvalid
    }
}

@Suite struct SentCloseCodeTests {
    /// Codes from 0 to 5000 and beyond on the wire, from either side; the other side answers as it must.
    @Test(arguments: Side.allCases) func codes(side: Side) throws {
        let edges: [UInt16] = [
            0, 1, 999, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015,
            1016,
            1100, 1999, 2000, 2999, 3000, 3001, 3003, 3008, 3999, 4000, 4001, 4999, 5000, 5001, 32768, 65535,
        ]
        for code in edges + stride(from: 0, through: 5000, by: 37) {
            var play = Playbook()
            play.upgrade()
            play.close(side, code)
            let rule = expected(code)
            play.close(side.peer, rule?.mustFailWith.map { UInt16($0) } ?? code)
            play.talk.close(.server)
            let session = try #require(play.trace().sessions.first)
            let said = session.findings.filter { $0.from == side }
            #expect(said.map(\.rule) == [rule].compactMap(\.self), "code \(code)")
            #expect(said.allSatisfy { $0.blame == side.blame && $0.frame == 1 }, "code \(code)")
            #expect(said.first.map { $0.place == .frame(session.frames[0].codeRange) } != false, "code \(code)")
            #expect(session.close?.clean == true)
        }
    }

    /// A body of one byte is no code, whatever the byte.
    @Test(arguments: [0x00, 0x03, 0x88, 0xff] as [UInt8]) func oneByte(byte: UInt8) throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.client, .close, [byte])
        play.close(.server, 1002)
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.map(\.rule) == [.closePayloadOneByte])
        #expect(session.findings.first?.mustFailWith == 1002)
    }
}

extension Side {
    fileprivate var blame: Blame { self == .client ? .client : .server }
}

extension FrameEvent {
    /// Where the code of this Close stands.
    fileprivate var codeRange: Range<Int> { header.headerLength..<(header.headerLength + 2) }
}
