import Dissection
import Testing

@testable import Query

@Suite struct FrameKeysTests {
    private func text(_ wire: [UInt8]) throws -> String? {
        let frame = Item.frame(try RecordedFrame(wire: wire, from: .server))
        guard case .value(let value) = Property.lookup("text", of: frame) else { return nil }
        return value.text
    }

    @Test("A payload that is kept up to the middle of a character has the text before that")
    func cut() throws {
        let payload = Array("é€😀".utf8)
        for kept in 0...payload.count {
            let expected = kept < 2 ? "" : kept < 5 ? "é" : kept < 9 ? "é€" : "é€😀"
            #expect(try text([0x81, UInt8(payload.count)] + payload.prefix(kept)) == expected, "\(kept) bytes")
        }
    }

    @Test func aWholePayloadThatIsNoUTF8HasNoText() throws {
        #expect(try text([0x81, 2, 0x61, 0xc3]) == nil)
        #expect(try text([0x81, 9, 0xff, 0x61, 0x61, 0x61]) == nil)
    }
}
