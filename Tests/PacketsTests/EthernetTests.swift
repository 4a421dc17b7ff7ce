import Packets
import TestKit
import Testing
import Wire

@Suite struct EthernetTests {
    @Test func fieldsOfTheHeader() {
        #expect(
            fields(PacketSamples.recordedSYN, .ethernet) == [
                "ethernetDestination 0+48", "ethernetSource 48+48", "ethernetType 96+16=800",
            ])
    }

    @Test func fieldsOfATag() {
        var bytes = PacketBuilder(link: .ethernet(vlans: [0xabc])).packet(PacketSamples.segment())
        bytes[14] |= 0xb0
        #expect(
            fields(bytes, .vlan) == [
                "vlanPriority 0+3=5", "vlanDropEligible 3+1=1", "vlanIdentifier 4+12=abc", "vlanType 16+16=800",
            ])
    }

    @Test(arguments: [[0x81, 0x00], [0x88, 0xa8], [0x91, 0x00]] as [[UInt8]])
    func everyNumberOfATag(_ type: [UInt8]) {
        var bytes = PacketBuilder(link: .ethernet(vlans: [1, 2])).packet(PacketSamples.segment())
        bytes.replaceSubrange(12..<14, with: type)
        #expect(decodedSegment(bytes)?.sequence == 0xffff_fff0)
    }

    @Test func tagsAreBounded() {
        let eight = PacketBuilder(link: .ethernet(vlans: Array(1...8))).packet(PacketSamples.segment())
        let nine = PacketBuilder(link: .ethernet(vlans: Array(1...9))).packet(PacketSamples.segment())
        #expect(decodedSegment(eight) != nil)
        #expect(skipCause(nine) == "not-ip")
    }

    @Test(arguments: [[0x08, 0x06], [0x00, 0x2e], [0x88, 0x63]] as [[UInt8]])
    func otherTypesAreNotIP(_ type: [UInt8]) {
        var bytes = PacketSamples.recordedSYN
        bytes.replaceSubrange(12..<14, with: type)
        #expect(skipCause(bytes) == "not-ip")
    }
}
