import Packets
import TestKit
import Testing
import Wire

@Suite struct IPv4Tests {
    private static let raw = PacketBuilder(link: .raw).packet(PacketSamples.segment())

    private static func changed(_ at: Int, _ bytes: [UInt8]) -> [UInt8] {
        var packet = raw
        packet.replaceSubrange(at..<(at + bytes.count), with: bytes)
        return packet
    }

    @Test func fieldsOfTheHeader() {
        #expect(
            fields(PacketSamples.recordedSYN, .ipv4) == [
                "ipv4Version 0+4=4", "ipv4HeaderLength 4+4=5", "ipv4ServiceType 8+6=0", "ipv4Congestion 14+2=0",
                "ipv4TotalLength 16+16=3c", "ipv4Identification 32+16=94d8", "ipv4Reserved 48+1=0",
                "ipv4DontFragment 49+1=1", "ipv4MoreFragments 50+1=0", "ipv4FragmentOffset 51+13=0",
                "ipv4TimeToLive 64+8=40", "ipv4Protocol 72+8=6", "ipv4Checksum 80+16=a7e1",
                "ipv4Source 96+32=7f000001", "ipv4Destination 128+32=7f000001",
            ])
    }

    @Test func optionsArePassedOver() {
        var builder = PacketBuilder(link: .raw)
        builder.ipv4Options = [0x94, 4, 0, 0, 1, 1, 1, 0]
        let bytes = builder.packet(PacketSamples.segment())
        #expect(decodedSegment(bytes, .raw)?.payload == 48..<61)
        #expect(fields(bytes, .ipv4, .raw).last == "ipv4Options 160+64")
    }

    @Test func paddingIsNoPayload() {
        #expect(decodedSegment(Self.raw + [0, 0, 0, 0, 0, 0], .raw)?.payload == 40..<53)
    }

    @Test func zeroLengthMeansTheRestOfThePacket() {
        let segment = decodedSegment(Self.changed(2, [0, 0]), .raw)
        #expect(segment?.payload == 40..<53)
        #expect(segment?.payloadLength == 13)
    }

    @Test func anAbsurdLengthOnTheWireIsNotBelieved() {
        let bytes = Self.changed(2, [0, 0])
        #expect(decodedSegment(bytes, .raw, originalLength: 0xffff_ffff)?.payloadLength == 13)
        #expect(decodedSegment(bytes, .raw, originalLength: 70_000)?.payloadLength == 69_960)
    }

    @Test func checksumsAreNotVerified() {
        #expect(decodedSegment(Self.changed(10, [0, 0]), .raw) != nil)
        #expect(decodedSegment(Self.changed(36, [0xff, 0xff]), .raw) != nil)
    }

    @Test(
        arguments: [
            (0, [0x55], "malformed-ipv4"), (0, [0x44], "malformed-ipv4"), (2, [0, 19], "malformed-ipv4"),
            (2, [0, 30], "malformed-tcp"), (6, [0x20, 0], "ipv4-fragment"), (6, [0, 1], "ipv4-fragment"),
            (9, [17], "not-tcp"), (0, [0x4f], "malformed-ipv4"),
        ] as [(Int, [UInt8], String)])
    func skipsHaveTheirCause(_ at: Int, _ bytes: [UInt8], _ expected: String) {
        #expect(skipCause(Self.changed(at, bytes), .raw) == expected)
    }

    @Test(
        arguments: [
            (0, [0x54], DecodeError.invalid(field: .ipv4Version, atBit: 0)),
            (0, [0x44], .invalid(field: .ipv4HeaderLength, atBit: 4)),
            (2, [0, 19], .invalid(field: .ipv4TotalLength, atBit: 16)),
            (0, [0x4f], .invalid(field: .ipv4TotalLength, atBit: 16)),
        ] as [(Int, [UInt8], DecodeError)])
    func errorsSayWhere(_ at: Int, _ bytes: [UInt8], _ expected: DecodeError) {
        #expect(decode(Self.changed(at, bytes), .ipv4) == .other(.malformed(.ipv4, expected)))
    }
}
