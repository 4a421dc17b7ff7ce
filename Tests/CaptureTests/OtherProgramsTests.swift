import TestKit
import Testing
import Wire

@testable import Capture

/// Files as other programs write them read like ours.
@Suite struct OtherProgramsTests {
    private let packets = somePackets(300) { 14 + $0 % 90 }

    @Test(.enabled(if: Tool.path("tcpdump") != nil))
    func tcpdumpCopiesReadEqual() throws {
        let from = try ScratchFile(CaptureFileBuilder.pcap(packets, nanosecond: true))
        let to = try ScratchFile()
        try Tool.run("tcpdump", ["-r", from.path, "--nano", "-w", to.path])
        #expect(Reading.file(to.path).packets == Reading.file(from.path).packets)
    }

    @Test(.enabled(if: Tool.path("tshark") != nil), arguments: ["pcap", "nsecpcap", "pcapng"])
    func tsharkCopiesReadEqual(format: String) throws {
        let from = try ScratchFile(CaptureFileBuilder.pcapng(packets))
        let to = try ScratchFile()
        try Tool.run("tshark", ["-r", from.path, "-F", format, "-w", to.path])
        let reading = Reading.file(to.path)
        #expect(reading.error == nil)
        #expect(reading.bytes == packets.map(\.bytes))
        #expect(reading.nanoseconds == packets.map { $0.time / 1000 * 1000 })
    }

    @Test(.enabled(if: Tool.path("tshark") != nil), arguments: CaptureFileBuilder.ByteOrder.allCases)
    func theBuilderWritesWhatTsharkReads(order: CaptureFileBuilder.ByteOrder) throws {
        for bytes in [CaptureFileBuilder.pcap(packets, order: order), CaptureFileBuilder.pcapng(packets, order: order)]
        {
            let file = try ScratchFile(bytes)
            let lines = try Tool.run("tshark", ["-r", file.path, "-T", "fields", "-e", "frame.len"])
            #expect(lines.split(separator: "\n").map { Int($0) } == packets.map(\.bytes.count))
        }
    }
}
