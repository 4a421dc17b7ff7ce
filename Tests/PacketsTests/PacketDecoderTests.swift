import Packets
import TestKit
import Testing
import Wire

@Suite struct PacketDecoderTests {
    @Test(arguments: PacketSamples.all)
    func everyLinkTypeLeadsToTheSegment(_ sample: Sample) throws {
        let bytes = sample.bytes
        let segment = try #require(decodedSegment(bytes, sample.builder.linkType))
        #expect(segment.source == sample.segment.source)
        #expect(segment.destination == sample.segment.destination)
        #expect(segment.sequence == sample.segment.sequence)
        #expect(segment.acknowledgment == sample.segment.acknowledgment)
        #expect(segment.flags == sample.segment.flags)
        #expect(Array(bytes[segment.payload]) == sample.segment.payload)
        #expect(segment.payloadLength == sample.segment.payload.count)
    }

    @Test(arguments: PacketSamples.all)
    func theSnapshotLengthCutsPayloadOrHeader(_ sample: Sample) throws {
        let bytes = sample.bytes
        let payload = try #require(decodedSegment(bytes, sample.builder.linkType)).payload
        for length in 0..<bytes.count {
            let cut = Array(bytes[..<length])
            guard let segment = decodedSegment(cut, sample.builder.linkType, originalLength: bytes.count) else {
                #expect(length < payload.lowerBound)
                let cause = try #require(skipCause(cut, sample.builder.linkType, originalLength: bytes.count))
                #expect(
                    cause.hasPrefix("truncated-")
                        || sample.isGuessed && ["not-ip", "not-tcp", "link-type-149"].contains(cause))
                continue
            }
            #expect(segment.payload == payload.lowerBound..<min(length, payload.upperBound))
            #expect(segment.payloadLength == payload.count)
        }
    }

    @Test(arguments: [(147, "link-type-147"), (187, "link-type-187"), (65_535, "link-type-65535")])
    func unknownLinkTypesAreNamed(_ number: Int, _ expected: String) {
        #expect(skipCause(PacketSamples.recordedSYN, LinkType(rawValue: UInt16(number))) == expected)
    }

    @Test func anEmptyPacketIsSurvived() {
        for type in [LinkType.null, .ethernet, .raw, .loop, .linuxSLL, .ipv4, .ipv6, .linuxSLL2] {
            #expect(skipCause([], type)?.hasPrefix("malformed-") == true)
        }
    }

    /// Every single byte of every sample set to values that lengths and types are sensitive to.
    @Test(arguments: PacketSamples.all)
    func mutationsAreSurvivedAndStayInBounds(_ sample: Sample) {
        let original = sample.bytes
        for position in original.indices {
            for value in [0, 1, 0x0f, 0x45, 0x60, 0x7f, 0x80, 0xff] as [UInt8] {
                var bytes = original
                bytes[position] = value
                guard let segment = decodedSegment(bytes, sample.builder.linkType) else { continue }
                #expect(segment.payload.lowerBound >= 0 && segment.payload.upperBound <= bytes.count)
                #expect(segment.payloadLength >= segment.payload.count)
            }
        }
    }
}
