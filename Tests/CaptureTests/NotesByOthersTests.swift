import Foundation
import TestKit
import Testing
import Wire

@testable import Capture

/// Names, comments and secrets as Wireshark's programs write them, and as they read ours.
@Suite struct NotesByOthersTests {
    private func packets(_ count: Int) -> [(time: Int64, bytes: [UInt8])] {
        var talk = Conversation()
        talk.connect()
        return (0..<count).map { (1_700_000_000_000_000_000 + Int64($0) * 1_000_000, talk.packets[0].bytes) }
    }

    @Test(.enabled(if: Tool.path("editcap") != nil))
    func editcapsCommentsAndSecretsAreRead() throws {
        let from = try ScratchFile(CaptureFileBuilder.pcapng(packets(3)))
        let keys = try ScratchFile(Array("CLIENT_RANDOM 00 11\n".utf8))
        let to = try ScratchFile()
        try Tool.run(
            "editcap",
            [
                "-a", "2:an é in it", "--capture-comment", "all of it", "--inject-secrets", "tls,\(keys.path)",
                from.path, to.path,
            ])
        let reading = Reading.file(to.path)
        #expect(reading.error == nil && reading.packets.count == 3)
        #expect(reading.comments.map(\.text) == ["an é in it"] && reading.comments.map(\.packet) == [2])
        #expect(reading.info?.sections.first?.comments == ["all of it"])
        #expect(reading.info?.sections.first?.application?.contains("Editcap") == true)
        #expect(reading.info?.secrets == ["tls-key-log": 1])
        #expect(reading.secrets == ["CLIENT_RANDOM 00 11\n"])
    }

    @Test(.enabled(if: Tool.path("tshark") != nil), arguments: CaptureFileBuilder.ByteOrder.allCases)
    func tsharkReadsTheSameNamesAndComments(order: CaptureFileBuilder.ByteOrder) throws {
        var file = CaptureFileBuilder(order)
        file.sectionHeader()
        file.interface()
        file.names([([192, 0, 2, 1], ["laptop.example"]), ([192, 0, 2, 2], ["api.example"])])
        file.block(9, Array("__REALTIME_TIMESTAMP=1\nMESSAGE=hello\n".utf8))
        for (index, packet) in packets(3).enumerated() {
            let comment: [(code: UInt16, value: [UInt8])] = [(1, Array("look here".utf8))]
            file.enhancedPacket(packet.bytes, options: index == 1 ? comment : [])
        }
        let scratch = try ScratchFile(file.bytes)
        let reading = Reading.file(scratch.path)
        let lines = try Tool.run(
            "tshark",
            [
                "-r", scratch.path, "-N", "n", "-Y", "ip", "-T", "fields", "-e", "ip.src_host", "-e", "ip.dst_host",
                "-e",
                "frame.comment",
            ]
        ).split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
        #expect(reading.packets.count == 3 && lines.count == 3)
        #expect(lines.map { [$0[0], $0[1]] } == Array(repeating: reading.names.map { Substring($0.name) }, count: 3))
        #expect(lines.map { $0[2] } == ["", "look here", ""])
        #expect(reading.comments.map(\.text) == ["look here"])
    }
}
