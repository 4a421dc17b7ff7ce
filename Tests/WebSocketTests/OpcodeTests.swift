import Testing
import WebSocket

@Suite struct OpcodeTests {
    @Test(
        "RFC 6455 §11.8: the sixteen opcodes",
        arguments: [
            (0x0, "continuation", false, false), (0x1, "text", false, false), (0x2, "binary", false, false),
            (0x3, "reserved-3", false, true), (0x4, "reserved-4", false, true), (0x5, "reserved-5", false, true),
            (0x6, "reserved-6", false, true), (0x7, "reserved-7", false, true), (0x8, "close", true, false),
            (0x9, "ping", true, false), (0xA, "pong", true, false), (0xB, "reserved-11", true, true),
            (0xC, "reserved-12", true, true), (0xD, "reserved-13", true, true), (0xE, "reserved-14", true, true),
            (0xF, "reserved-15", true, true),
        ] as [(UInt8, String, Bool, Bool)])
    func table(bits: UInt8, name: String, isControl: Bool, isReserved: Bool) {
        let opcode = Opcode(rawValue: bits)
        #expect(opcode.name == name)
        #expect(opcode.isControl == isControl)
        #expect(opcode.isReserved == isReserved)
        #expect(Opcode(rawValue: bits | 0xf0) == opcode)
    }
}
