import Capture
import Dissection
import Foundation
import Samples
import TestKit
import Testing
import WebSocket
import Wire

/// One session in a file of its own.
@Suite(.serialized) struct ExportTests {
    private static func sample(_ name: String) -> String {
        SampleFiles.folder.appendingPathComponent("\(name).pcapng").path
    }

    /// The messages of a session as lines, without its number.
    private func messages(_ file: String, session: Int, _ more: [String] = []) throws -> [String] {
        let run = try Program.run(
            ["inspect", file, "--session", "\(session)", "--format", "ndjson", "--digest"] + more)
        #expect(run.status == 0, "\(run.error)")
        return run.output.split(separator: "\n").filter { $0.contains(#""type":"message""#) }.map {
            String($0).replacing("\"session\":\(session),", with: "")
        }
    }

    private func packets(_ file: String, _ filter: String? = nil) throws -> [String] {
        let arguments = ["-r", file, "-T", "fields", "-e", "tcp.stream", "-e", "frame.time_epoch", "-e", "tcp.seq_raw"]
        let run = try Program.shell(
            (["tshark"] + arguments + (filter.map { ["-Y", "'\($0)'"] } ?? [])).joined(separator: " "))
        #expect(run.status == 0, "\(run.error)")
        return run.output.split(separator: "\n").map { line in
            String(line.drop { $0 != "\t" })
        }
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/tshark")),
        arguments: [("close-codes", 1), ("close-codes", 3), ("connect-tunnel", 2), ("demo", 1)])
    func aSessionIsWrittenWithAllItsPacketsAndNoOthers(name: String, session: Int) throws {
        let folder = try TemporaryFolder()
        let (from, to) = (Self.sample(name), folder.file("out.pcapng").path)
        let run = try Program.run(["export", from, "--session", "\(session)", "-o", to])
        #expect(run.status == 0)
        let line = try Program.run(["inspect", from, "--session", "\(session)", "--format", "ndjson"]).output
        let stream = try #require(line.firstMatch(of: #/"tcpStream":(\d+)/#)?.1)
        let expected = try packets(from, "tcp.stream == \(stream)")
        #expect(try packets(to) == expected && !expected.isEmpty)
        #expect(run.error == "ws101: \(expected.count) packets of session \(session) written to \(to)\n")
        #expect(try messages(to, session: 1) == messages(from, session: session))
    }

    @Test func namesAndCommentsOfTheSessionGoAlong() throws {
        let folder = try TemporaryFolder()
        var play = Playbook()
        play.upgrade()
        play.frame(.client, .text, Array("hi".utf8))
        play.finish()
        var file = CaptureFileBuilder()
        file.sectionHeader()
        file.interface(options: [(2, Array("eth7".utf8)), (9, [9])])
        file.names([([192, 0, 2, 1], ["laptop.example"]), ([10, 9, 8, 7], ["stranger.example"])])
        file.secrets(Array("CLIENT_RANDOM 5ec7e7 5ec7e7\n".utf8))
        for (index, packet) in play.talk.packets.enumerated() {
            let comments = index == 3 ? ["one", "two"] : []
            file.enhancedPacket(
                ticks: UInt64(packet.time.nanoseconds), packet.bytes, options: comments.map { (1, Array($0.utf8)) })
        }
        let from = try folder.file("in.pcapng", file.bytes)
        let to = folder.file("out.pcapng").path
        #expect(try Program.run(["export", from, "--session", "1", "-o", to, "--quiet"]).error.isEmpty)
        let text = try Program.run(["inspect", to, "--format", "ndjson"]).output
        #expect(
            text.contains("laptop.example") && text.contains(#""comment":"one""#) && text.contains(#""comment":"two""#))
        #expect(text.contains(#""name":"eth7""#) || text.contains("eth7"))
        let bytes = String(decoding: try Data(contentsOf: folder.file("out.pcapng")), as: UTF8.self)
        #expect(!bytes.contains("stranger") && !bytes.contains("5ec7e7"))
    }

    @Test func saysWhatItCannotDo() throws {
        let folder = try TemporaryFolder()
        let to = folder.file("out.pcapng").path
        let hello = Self.sample("hello")
        let copy = try folder.file("copy.pcapng", Array(try Data(contentsOf: URL(fileURLWithPath: hello))))
        for (arguments, status, problem) in [
            ([hello, "--session", "9", "-o", to], 64, "there is no session 9"),
            ([hello, "--session", "0", "-o", to], 64, "numbers begin at 1"),
            ([hello, "-o", to], 64, "--session"), ([hello, "--session", "1"], 64, "--output"),
            (["-", "--session", "1", "-o", to], 64, "standard input"),
            (["/no/such/file", "--session", "1", "-o", to], 66, "there is no such file"),
            ([copy, "--session", "1", "-o", copy], 64, "would be overwritten"),
            ([hello, "--session", "1", "-o", "/no/such/folder/x"], 66, "cannot be written"),
            (
                [hello, "--session", "1", "--with-secrets", "-o", to], 64,
                "is not encrypted: there are no keys to write"
            ),
        ] as [([String], Int32, String)] {
            let run = try Program.run(["export"] + arguments)
            #expect(run.status == status && run.error.contains(problem), "\(run.error)")
            #expect(run.output.isEmpty && !FileManager.default.fileExists(atPath: to))
        }
        let same = try Data(contentsOf: folder.file("copy.pcapng")) == Data(contentsOf: URL(fileURLWithPath: hello))
        #expect(same)
        let pipe = try Program.shell("cat '\(hello)' | \"$WS101\" export /dev/stdin --session 1 -o '\(to)'")
        #expect(pipe.status == 64 && pipe.error.contains("is a pipe"))
    }

    @Test func standardOutputTakesItToo() throws {
        let run = try Program.shell(
            "\"$WS101\" export '\(Self.sample("hello"))' --session 1 -o - | \"$WS101\" inspect - --format ndjson")
        #expect(run.output.contains(#""type":"message""#))
        #expect(run.error.contains("packets of session 1 written to standard output"))
    }
}
