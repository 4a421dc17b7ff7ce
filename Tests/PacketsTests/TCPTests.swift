import Packets
import TestKit
import Testing
import Wire

@Suite struct TCPTests {
    private static func layer(options: [UInt8]) -> PacketLayer? {
        var segment = PacketSamples.segment()
        segment.options = options
        let bytes = PacketBuilder(link: .raw).packet(segment)
        return PacketLayers.decode(bytes: bytes.rawSpan, linkType: .raw).first { $0.kind == .tcp }
    }

    @Test func fieldsOfTheHeader() {
        #expect(
            fields(PacketSamples.recordedSYN, .tcp) == [
                "tcpSourcePort 0+16=aad0", "tcpDestinationPort 16+16=223d", "tcpSequence 32+32=9fad1134",
                "tcpAcknowledgment 64+32=0", "tcpDataOffset 96+4=a", "tcpReserved 100+4=0", "tcpCWR 104+1=0",
                "tcpECE 105+1=0", "tcpURG 106+1=0", "tcpACK 107+1=0", "tcpPSH 108+1=0", "tcpRST 109+1=0",
                "tcpSYN 110+1=1", "tcpFIN 111+1=0", "tcpWindow 112+16=ffd7", "tcpChecksum 128+16=fe30",
                "tcpUrgentPointer 144+16=0",
                "tcpOptionKind 160+8=2", "tcpOptionLength 168+8=4", "tcpOptionData 176+16",
                "tcpOptionKind 192+8=4", "tcpOptionLength 200+8=2",
                "tcpOptionKind 208+8=8", "tcpOptionLength 216+8=a", "tcpOptionData 224+64",
                "tcpOptionKind 288+8=1",
                "tcpOptionKind 296+8=3", "tcpOptionLength 304+8=3", "tcpOptionData 312+8",
            ])
    }

    @Test func valuesOfARecordedSegment() {
        let segment = decodedSegment(PacketSamples.recordedSYN)
        #expect(
            segment
                == TCPSegment(
                    source: .ipv4(127, 0, 0, 1, port: 43_728), destination: .ipv4(127, 0, 0, 1, port: 8765),
                    sequence: 2_678_919_476, acknowledgment: 0, flags: .syn, headerLength: 40,
                    identification: 38_104, window: 65_495, timeToLive: 64, payload: 74..<74, payloadLength: 0))
    }

    @Test(arguments: 0..<8)
    func everyFlagHasItsBit(_ bit: Int) {
        var segment = PacketSamples.segment()
        segment.flags = TCPFlags(rawValue: 1 << bit)
        let bytes = PacketBuilder(link: .raw).packet(segment)
        #expect(decodedSegment(bytes, .raw)?.flags.rawValue == 1 << bit)
    }

    @Test func endOfOptionListIsFollowedByPadding() {
        let fields = Self.layer(options: [1, 0, 0, 0])?.fields.suffix(3) ?? []
        #expect(fields.map(\.id) == [.tcpOptionKind, .tcpOptionKind, .tcpOptionData])
        #expect(fields.last?.range == BitRange(lower: 176, count: 16))
    }

    @Test(
        arguments: [
            ([8, 0, 1, 1], DecodeError.invalid(field: .tcpOptionLength, atBit: 168)),
            ([8, 1, 1, 1], .invalid(field: .tcpOptionLength, atBit: 168)),
            ([8, 5, 1, 1], .invalid(field: .tcpOptionLength, atBit: 168)),
            ([1, 1, 1, 8], .needMore(field: .tcpOptionLength, atBit: 192, bytes: 1, limitedBy: .tcpDataOffset)),
        ] as [([UInt8], DecodeError)])
    func senselessOptionsAreShownButDoNoHarm(_ options: [UInt8], _ expected: DecodeError) {
        let layer = Self.layer(options: options)
        #expect(layer?.error == expected)
        #expect(layer?.range == 20..<44)
        #expect(layer?.fields.last?.range.upper == 192)
        var segment = PacketSamples.segment()
        segment.options = options
        #expect(decodedSegment(PacketBuilder(link: .raw).packet(segment), .raw)?.payload == 44..<57)
    }

    @Test func aDataOffsetBelowFiveIsInvalid() {
        var bytes = PacketBuilder(link: .raw).packet(PacketSamples.segment())
        bytes[32] = 0x40
        #expect(decode(bytes, .raw) == .other(.malformed(.tcp, .invalid(field: .tcpDataOffset, atBit: 96))))
    }

    @Test func aHeaderThatIPsLengthCutsIsMalformed() {
        var bytes = PacketBuilder(link: .raw).packet(PacketSamples.segment())
        bytes[32] = 0xf0
        #expect(
            decode(bytes, .raw)
                == .other(
                    .malformed(.tcp, .needMore(field: .tcpOptionKind, atBit: 160, bytes: 27, limitedBy: .ipv4Length))))
    }
}
