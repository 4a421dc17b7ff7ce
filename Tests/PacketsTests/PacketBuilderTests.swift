import TestKit
import Testing
import Wire

@Suite struct PacketBuilderTests {
    @Test(arguments: [false, true])
    func checksumsAreRight(_ isIPv6: Bool) {
        var builder = PacketBuilder(link: .raw)
        builder.ipv4Options = [1, 1, 1, 0]
        var segment = PacketSamples.segment(isIPv6: isIPv6)
        segment.options = PacketSamples.synOptions
        let packet = builder.packet(segment)
        let tcp = Array(packet[(isIPv6 ? 40 : 24)...])
        let addresses = isIPv6 ? packet[8..<40] : packet[12..<20]
        #expect(PacketBuilder.checksum(Array(addresses) + [0, 6, 0, UInt8(tcp.count)] + tcp) == 0)
        if !isIPv6 { #expect(PacketBuilder.checksum(Array(packet[..<24])) == 0) }
    }

    /// The network built the same headers.
    @Test func itBuildsARecordedPacket() {
        var segment = PacketBuilder.Segment(
            source: .ipv4(127, 0, 0, 1, port: 43_728), destination: .ipv4(127, 0, 0, 1, port: 8765),
            sequence: 2_678_919_476, flags: .syn)
        segment.options = Array(PacketSamples.recordedSYN[54...])
        let built = PacketBuilder(link: .raw).packet(segment)
        let recorded = Array(PacketSamples.recordedSYN[14...])
        // Identification, checksums and window differ.
        for index in recorded.indices where ![4, 5, 10, 11, 34, 35, 36, 37].contains(index) {
            #expect(built[index] == recorded[index], "byte \(index)")
        }
    }

    @Test func ethernetIsPadded() {
        var segment = PacketSamples.segment()
        segment.payload = []
        #expect(PacketBuilder().packet(segment).count == 60)
    }
}
