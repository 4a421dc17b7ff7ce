import Foundation
import Packets
import TestKit
import Testing
import Wire

/// ws101 and tshark find the same segment behind every link type and tunnel.
@Suite(.enabled(if: Tshark.isInstalled, "tshark is not installed")) struct TsharkSegmentTests {
    /// The samples by link type: a file has one.
    private static let groups = Dictionary(grouping: PacketSamples.all) { $0.builder.linkType }
        // To tshark, 149 is anybody's.
        .filter { $0.key != .user2 }
        .sorted { $0.key.rawValue < $1.key.rawValue }
        .map { Group(linkType: $0.key, samples: $0.value) }

    @Test(arguments: groups)
    func agreesOnEverySegment(_ group: Group) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).pcap")
        defer { try? FileManager.default.removeItem(at: file) }
        let packets = group.samples.map { (time: Int64(0), bytes: $0.bytes) }
        try Data(CaptureFileBuilder.pcap(packets, linkType: group.linkType)).write(to: file)
        let expected = try Tshark.segments(in: file)
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
