import Packets
import TestKit
import Testing
import Wire

@Suite struct IPv6Tests {
    private static let raw = PacketBuilder(link: .raw).packet(PacketSamples.segment(isIPv6: true))

    @Test func fieldsOfTheHeader() {
        var bytes = Self.raw
        bytes.replaceSubrange(0..<4, with: [0x6a, 0xbc, 0xde, 0xf1])
        #expect(
            fields(bytes, .ipv6, .raw) == [
                "ipv6Version 0+4=6", "ipv6TrafficClass 4+8=ab", "ipv6FlowLabel 12+20=cdef1",
                "ipv6PayloadLength 32+16=21", "ipv6NextHeader 48+8=6", "ipv6HopLimit 56+8=40", "ipv6Source 64+128",
                "ipv6Destination 192+128",
            ])
    }

    @Test func addressesAreReadWhole() {
        let segment = decodedSegment(Self.raw, .ipv6)
        #expect(segment?.source == .ipv6(1, port: 50_000))
        #expect(segment?.destination == .ipv6(2, port: 80))
        #expect(segment?.payload == 60..<73)
    }

    @Test func paddingIsNoPayloadAndZeroLengthMeansTheRest() {
        #expect(decodedSegment(Self.raw + [9, 9], .raw)?.payload == 60..<73)
        var bytes = Self.raw + [9, 9]
        bytes.replaceSubrange(4..<6, with: [0, 0])
        #expect(decodedSegment(bytes, .raw)?.payload == 60..<75)
    }

    @Test func theLinkTypeDecidesTheVersion() {
        #expect(skipCause(Self.raw, .ipv4) == "malformed-ipv4")
        #expect(skipCause(PacketBuilder(link: .raw).packet(PacketSamples.segment()), .ipv6) == "malformed-ipv6")
    }

    @Test func aShortLengthLimitsWhatFollows() {
        var bytes = Self.raw
        bytes.replaceSubrange(4..<6, with: [0, 19])
        #expect(
            decode(bytes, .raw)
                == .other(
                    .malformed(
                        .tcp, .needMore(field: .tcpUrgentPointer, atBit: 144, bytes: 1, limitedBy: .ipv6Length))))
    }
}
