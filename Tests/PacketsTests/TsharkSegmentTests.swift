import Foundation
import Packets
import TestKit
import Testing
import Wire

/// ws101 and tshark find the same segment behind every link type and tunnel.
@Suite(.enabled(if: Tshark.isInstalled, "tshark is not installed")) struct TsharkSegmentTests {
    /// The samples that tshark reads, by link type: a file has one.
    private static let groups = Dictionary(grouping: PacketSamples.all.filter(isRead)) { $0.builder.linkType }
        .sorted { $0.key.rawValue < $1.key.rawValue }
        .map { Group(linkType: $0.key, samples: $0.value) }
    /// What only a user knows.
    private static let decodeAs = ["udp.port==8472,vxlan", "mpls.label==200,pwethcw", "mpls.label==201,pwethnocw"]

    private static func isRead(_ sample: Sample) -> Bool {
        // To tshark, 149 is anybody's; 166 and 219 it does not know.
        guard ![.user2, .pppLinux, .mpls].contains(sample.builder.linkType) else { return false }
        switch sample.builder.link {
        // It takes the byte order of the file for that of the attributes, and a route for granted.
        case .framed(.nflog(littleEndian: false)), .framed(.ipoib(hasRoute: false)): return false
        case .framed: return true
        // It stops at the samples' routing header, which is too short for its type.
        default: return sample.segment.source.address.isIPv4 || !sample.builder.tunnels.isEmpty
        }
    }

    @Test(arguments: groups)
    func agreesOnEverySegment(_ group: Group) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).pcap")
        defer { try? FileManager.default.removeItem(at: file) }
        let packets = group.samples.map { (time: Int64(0), bytes: $0.bytes) }
        try Data(CaptureFileBuilder.pcap(packets, linkType: group.linkType)).write(to: file)
        let expected = try Tshark.segments(in: file, decodeAs: Self.decodeAs)
        try #require(expected.count == packets.count)
        for (sample, theirs) in zip(group.samples, expected) {
            let ours = try #require(decodedSegment(sample.bytes, group.linkType))
            let numbers = [
                Int(ours.source.port), Int(ours.destination.port), Int(ours.sequence), Int(ours.flags.rawValue),
                ours.payloadLength,
            ]
            #expect(theirs?.numbers == numbers, "\(sample.testDescription)")
            #expect(
                theirs?.sources.contains(ours.source.address.description) == true, "\(sample.testDescription)")
        }
    }

    struct Group: CustomTestStringConvertible {
        var linkType: LinkType
        var samples: [Sample]

        var testDescription: String { linkType.name ?? "\(linkType.rawValue)" }
    }
}
