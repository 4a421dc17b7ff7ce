import Packets
import TestKit
import Testing
import Wire

@Suite struct IPv6ExtensionTests {
    private static func packet(_ extensions: [(number: UInt8, bytes: [UInt8])]) -> [UInt8] {
        var builder = PacketBuilder(link: .raw)
        builder.ipv6Extensions = extensions
        return builder.packet(PacketSamples.segment(isIPv6: true))
    }

    @Test(
        arguments: [
            (0, 0, .ipv6HopByHop), (0, 3, .ipv6HopByHop), (43, 2, .ipv6Routing), (60, 255, .ipv6DestinationOptions),
        ] as [(UInt8, UInt8, PacketLayerKind)])
    func lengthsInUnitsOfEightBytes(_ number: UInt8, _ length: UInt8, _ kind: PacketLayerKind) {
        let size = Int(length) * 8 + 8
        let bytes = Self.packet([(number, [0, length] + [UInt8](repeating: 0, count: size - 2))])
        #expect(decodedSegment(bytes, .raw)?.payload == (60 + size)..<(73 + size))
        #expect(
            fields(bytes, kind, .raw) == [
                "ipv6ExtensionNextHeader 0+8=6", "ipv6ExtensionLength 8+8=\(String(length, radix: 16))",
                "ipv6ExtensionData 16+\(size * 8 - 16)",
            ])
    }

    @Test func theAuthenticationHeaderCountsInFourBytes() {
        let bytes = Self.packet([(51, [0, 4] + [UInt8](repeating: 0, count: 22))])
        #expect(decodedSegment(bytes, .raw)?.payload == 84..<97)
        #expect(skipCause(Self.packet([(51, [0, 0, 0, 0, 0, 0, 0, 0])]), .raw) == "malformed-ipv6-authentication")
    }

    @Test func fieldsOfTheFragmentHeader() {
        let bytes = Self.packet([(44, [0, 0x11, 0x00, 0x07, 1, 2, 3, 4])])
        #expect(
            fields(bytes, .ipv6Fragment, .raw) == [
                "ipv6ExtensionNextHeader 0+8=6", "ipv6FragmentReserved 8+8=11", "ipv6FragmentOffset 16+13=0",
                "ipv6FragmentReservedBits 29+2=3", "ipv6FragmentMore 31+1=1",
                "ipv6FragmentIdentification 32+32=1020304",
            ])
    }

    @Test(
        arguments: [
            ([0, 0, 0, 1], "ipv6-fragment"), ([0, 0, 0, 8], "ipv6-fragment"), ([0, 0, 0, 0], nil),
        ] as [([UInt8], String?)])
    func onlyAWholePacketIsRead(_ start: [UInt8], _ expected: String?) {
        #expect(skipCause(Self.packet([(44, start + [0, 0, 0, 1])]), .raw) == expected)
    }

    @Test func theChainIsBounded() {
        let options: (number: UInt8, bytes: [UInt8]) = (60, [0, 0, 0, 0, 0, 0, 0, 0])
        #expect(decodedSegment(Self.packet(Array(repeating: options, count: 15)), .raw) != nil)
        #expect(skipCause(Self.packet(Array(repeating: options, count: 16)), .raw) == "malformed-ipv6")
    }

    @Test(arguments: [50, 59, 17] as [UInt8])
    func otherProtocolsAreNotTCP(_ number: UInt8) {
        let bytes = Self.packet([(60, [0, 0, 0, 0, 0, 0, 0, 0]), (number, [0, 0, 0, 0, 0, 0, 0, 0])])
        #expect(skipCause(bytes, .raw) == "not-tcp")
    }
}
