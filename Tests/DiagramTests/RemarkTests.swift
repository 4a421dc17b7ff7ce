import Dissection
import Testing
import Wire

@testable import Diagram

@Suite struct RemarkTests {
    @Test("Every rule about a frame's header points at its fields")
    func fields() {
        let rules = Rule.allCases.filter { $0.rawValue.hasPrefix("frame.") && $0 != .frameStrayBytes }
        for rule in rules {
            #expect(!Remark(rule: rule, detail: "").fields.isEmpty, "\(rule.rawValue)")
        }
        #expect(Remark(rule: .frameServerMasked, detail: "").fields == [.frameMASK])
        #expect(Remark(rule: .handshakeMethod, detail: "").fields.isEmpty)
    }

    @Test("The severity is a mark and a word, not a colour alone")
    func marks() {
        let marks = [Rule.frameOpcodeReserved, .pingUnanswered, .pongUnsolicited].map {
            Remark(rule: $0, detail: "").lines(width: 200, ascii: false)[0].spans.map(\.text).joined()
        }
        #expect(marks[0].hasPrefix("! error frame.opcode-reserved: "))
        #expect(marks[1].hasPrefix("? warning ping.unanswered: "))
        #expect(marks[2].hasPrefix("i note pong.unsolicited: "))
    }
}
