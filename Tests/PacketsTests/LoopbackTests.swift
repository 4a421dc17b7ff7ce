import Packets
import TestKit
import Testing
import Wire

@Suite struct LoopbackTests {
    @Test(arguments: [(false, [2]), (true, [10, 23, 24, 28, 30])] as [(Bool, [UInt8])])
    func familiesInBothByteOrders(_ isIPv6: Bool, _ families: [UInt8]) {
        let rest = PacketBuilder(link: .raw).packet(PacketSamples.segment(isIPv6: isIPv6))
        for family in families {
            #expect(decodedSegment([family, 0, 0, 0] + rest, .null)?.acknowledgment == 0x0102_0304)
            #expect(decodedSegment([0, 0, 0, family] + rest, .null)?.acknowledgment == 0x0102_0304)
            #expect(decodedSegment([0, 0, 0, family] + rest, .loop)?.acknowledgment == 0x0102_0304)
        }
    }

    @Test func fieldHasTheFamilysValue() {
        let bytes = PacketBuilder(link: .null(littleEndian: true)).packet(PacketSamples.segment())
        #expect(fields(bytes, .loopback, .null) == ["loopbackFamily 0+32=2"])
    }

    @Test func otherFamiliesAreNotIP() {
        #expect(skipCause([7, 0, 0, 0, 0x45], .null) == "not-ip")
    }
}
