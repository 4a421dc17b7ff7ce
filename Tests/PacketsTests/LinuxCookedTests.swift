import Packets
import TestKit
import Testing
import Wire

@Suite struct LinuxCookedTests {
    @Test func fieldsOfVersion1() {
        let bytes = PacketBuilder(link: .linuxSLL).packet(PacketSamples.segment())
        #expect(
            fields(bytes, .cookedV1, .linuxSLL) == [
                "cookedPacketType 0+16=0", "cookedDeviceType 16+16=1", "cookedAddressLength 32+16=6",
                "cookedAddress 48+64", "cookedProtocol 112+16=800",
            ])
    }

    @Test func fieldsOfVersion2() {
        let bytes = PacketBuilder(link: .linuxSLL2).packet(PacketSamples.segment(isIPv6: true))
        #expect(
            fields(bytes, .cookedV2, .linuxSLL2) == [
                "cookedProtocol 0+16=86dd", "cookedReserved 16+16=0", "cookedInterfaceIndex 32+32=2",
                "cookedDeviceType 64+16=1", "cookedPacketType 80+8=0", "cookedAddressLength 88+8=6",
                "cookedAddress 96+64",
            ])
    }

    @Test func otherProtocolsAreNotIP() {
        var bytes = PacketBuilder(link: .linuxSLL).packet(PacketSamples.segment())
        bytes.replaceSubrange(14..<16, with: [0x00, 0x04])
        #expect(skipCause(bytes, .linuxSLL) == "not-ip")
    }
}
