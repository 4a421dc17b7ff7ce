import Dissection
import Foundation
import Samples
import TestKit
import Testing
import WebSocket
import Wire

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite(.serialized) struct InspectTests {
    private static let hello = SampleFiles.folder.appendingPathComponent("hello.pcapng").path
    private static let violation = SampleFiles.folder.appendingPathComponent("invalid-utf8.pcapng").path
    private static let several = SampleFiles.folder.appendingPathComponent("masking.pcapng").path

    // MARK: Exit status

    private static let endings: [(status: Int32, arguments: [[String]])] = [
        (
            0,
            [
                ["inspect", hello], ["inspect", violation], ["inspect", hello, "--strict"],
                ["inspect", hello, "--why"], ["--version"], ["--help"],
            ]
        ),
        (0, [["inspect", "--help"], ["--generate-completion-script", "bash"]]),
        (1, [["inspect", violation, "--strict"]]),
        (
            64,
            [
                ["inspect"], ["inspect", hello, hello], ["nosuch"],
                ["inspect", hello, "--session", "0"],
            ]
        ),
        (64, [["inspect", hello, "--session", "2"], ["inspect", hello, "--frame", "99"]]),
        (64, [["inspect", hello, "--message", "99"], ["inspect", hello, "--packet", "999"]]),
        (64, [["inspect", several, "--frame", "1"], ["inspect", hello, "--frame", "1", "--message", "1"]]),
        (64, [["inspect", hello, "--filter", "foo bar"], ["inspect", hello, "--format", "svg"]]),
        (64, [["inspect", hello, "--format", "xml"], ["inspect", hello, "--payload-limit", "-1"]]),
        (64, [["inspect", hello, "--why", "--frame", "1"], ["inspect", hello, "--why", "--format", "json"]]),
        (64, [["inspect", several, "--why"], ["inspect", several, "--why", "--session", "99"]]),
        (64, [["inspect", hello, "--width", "7"]]), (65, [["inspect", "/dev/null"]]),
        (66, [["inspect", "/no/such/file"], ["inspect", "/"]]),
    ]

    @Test(arguments: endings.flatMap { row in row.arguments.map { (row.status, $0) } })
    func endsWithTheStatusOf(status: Int32, arguments: [String]) throws {
        let result = try Program.run(arguments)
        #expect(result.status == status, "\(result.error)")
        if status > 1 {
            #expect(!result.error.isEmpty)
        } else {
            #expect(result.error.isEmpty && !result.output.isEmpty)
        }
    }

    @Test(.enabled(if: getuid() != 0)) func saysThatAFileMayNotBeRead() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("secret.pcap", [0xd4, 0xc3, 0xb2, 0xa1])
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        #expect(try Program.run(["inspect", path]).status == 66)
    }

    // MARK: Damaged input

    @Test(
        arguments: [
            ([], "the file is empty"), (Array("hello, world".utf8), "it looks like text"),
            (Array("<!DOCTYPE html>".utf8), "an HTML page"), ([0x1f, 0x8b, 8, 0, 0], "gzip data is cut off"),
            ([0x0a, 0x0d, 0x0d, 0x0a, 0, 0], "cut off"), ([0xd4, 0xc3, 0xb2, 0xa1, 2, 0], "cut off"),
        ] as [([UInt8], String)])
    func saysWhatIsNoCapture(bytes: [UInt8], problem: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("file", bytes)
        for result in [try Program.run(["inspect", path]), try Program.run(["inspect", "-"], input: bytes)] {
            #expect(result.status == 65)
            #expect(result.output.isEmpty)
            #expect(result.error.contains(problem))
        }
        #expect(try Program.run(["inspect", path]).error.hasPrefix("ws101: \(path): "))
    }

    @Test func showsWhatStandsBeforeTheDamage() throws {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: Self.hello)))
        let whole = try Program.run(["inspect", "-", "--format", "ndjson"], input: bytes)
        let frames = whole.output.split(separator: "\n").filter { $0.contains(#""type":"frame""#) }
        let cut = try Program.run(["inspect", "-", "--format", "ndjson"], input: Array(bytes.dropLast(301)))
        #expect(cut.status == 65)
        #expect(cut.error.contains(#/packet \d+.*at byte \d+/#))
        let lines = cut.output.split(separator: "\n")
        #expect(lines.first?.contains(#""type":"capture""#) == true)
        #expect(lines.last?.contains(#""type":"summary""#) == true)
        let kept = lines.filter { $0.contains(#""type":"frame""#) }
        #expect(!kept.isEmpty && kept == Array(frames.prefix(kept.count)))
    }

    @Test func countsPacketsOfAnUnknownLinkType() throws {
        let file = CaptureFileBuilder.pcap(
            [(time: 0, bytes: [1, 2, 3])], linkType: LinkType(rawValue: 147))
        let result = try Program.run(["inspect", "-"], input: file)
        #expect(result.status == 0)
        #expect(result.output.contains("1 packet skipped (link type 147, USER0)"))
    }

    // MARK: What is shown

    @Test func readsAPipeAsItReadsAFile() throws {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: Self.hello)))
        let piped = try Program.run(["inspect", "-", "--format", "ndjson"], input: bytes).output.split(separator: "\n")
        let file = try Program.run(["inspect", Self.hello, "--format", "ndjson"]).output.split(separator: "\n")
        #expect(piped.dropFirst() == file.dropFirst())
    }

    @Test(arguments: [
        ["--frame", "1"], ["--message", "1"], ["--packet", "8"], ["--session", "1"], [],
        ["--session", "1", "--frame", "2"], ["--why"],
    ])
    func fitsAnyWidthAndPrintsNoControlCharacters(choice: [String]) throws {
        for width in [40, 80, 120] {
            let result = try Program.run(
                ["inspect", Self.hello, "--quiet", "--ascii", "--width", "\(width)"] + choice)
            #expect(result.status == 0)
            for line in result.output.split(separator: "\n") { #expect(line.count <= width) }
            #expect(result.output.utf8.allSatisfy { $0 == 0x0a || (0x20..<0x7f).contains($0) })
        }
    }

    @Test func showsHostilePayloadsEscaped() throws {
        let hostile = "\u{1b}]0;title\u{7}\u{1b}[2J\u{9b}31m\u{202e}\u{0}"
        var conversation = Conversation()
        conversation.connect()
        conversation.send(
            Array(
                ("GET /%1b[31m HTTP/1.1\r\nHost: a\u{1b}[1m\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").utf8),
            from: .client)
        conversation.send(
            Array(
                ("HTTP/1.1 101 OK\r\nServer: \u{1b}c\u{9b}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n").utf8), from: .server)
        conversation.send(FrameEncoder.encode(opcode: .text, payload: Array(hostile.utf8)), from: .server)
        conversation.send(FrameEncoder.encode(opcode: .text, payload: [0x1b, 0xff, 0x9b]), from: .server)
        conversation.send(FrameEncoder.close(code: 1000, reason: hostile), from: .server)
        conversation.close(.server)
        let capture = CaptureFileBuilder.pcap(
            conversation.packets.map { ($0.time.nanoseconds, $0.bytes) }, linkType: .ethernet)
        let views: [[String]] = [
            [], ["--session", "1"], ["--frame", "1"], ["--frame", "2"], ["--frame", "3"], ["--message", "1"],
            ["--message", "2"], ["--packet", "6"], ["--format", "ndjson"], ["--format", "json"],
            ["--frame", "1", "--format", "svg"], ["--session", "1", "--format", "svg"], ["--why"],
        ]
        for view in views {
            let result = try Program.run(["inspect", "-"] + view, input: capture)
            #expect(result.status == 0, "\(view): \(result.error)")
            for scalar in result.output.unicodeScalars {
                let category = scalar.properties.generalCategory
                #expect(scalar == "\n" || category != .control && category != .format, "\(view)")
            }
        }
    }

    @Test func drawsSVG() throws {
        for choice in [["--frame", "1"], ["--packet", "8"], ["--session", "1"]] {
            let result = try Program.run(["inspect", Self.hello, "--format", "svg"] + choice)
            #expect(result.status == 0)
            let parser = XMLParser(data: Data(result.output.utf8))
            #expect(parser.parse() && result.output.contains("<svg"))
        }
    }

    @Test func colorsAsItIsTold() throws {
        let escape: Character = "\u{1b}"
        #expect(try !Program.run(["inspect", Self.hello]).output.contains(escape))
        #expect(try Program.run(["inspect", Self.hello, "--color", "always"]).output.contains(escape))
        #expect(
            try !Program.run(["inspect", Self.hello, "--color", "never"], environment: ["TERM": "xterm"]).output
                .contains(escape))
    }

    @Test func passesOnlyWhatIsChosen() throws {
        func types(_ arguments: [String]) throws -> [String] {
            let output = try Program.run(["inspect", Self.several, "--format", "ndjson"] + arguments).output
            return output.split(separator: "\n").compactMap {
                $0.firstMatch(of: #/"type":"(\w+)"/#).map { String($0.1) }
            }
        }
        #expect(
            try types(["--session", "2", "--frame", "1"]) == ["capture", "session", "frame", "finding", "summary"])
        #expect(try Set(types(["--port", "1"])) == ["capture", "summary"])
        #expect(try types(["--filter", "tcp port 8765"]) == types([]))
        #expect(try types(["--filter", "udp"]) == ["capture", "summary"])
    }

    // MARK: Pipes and signals

    @Test func endsQuietlyWhenItsReaderGoes() throws {
        let folder = try TemporaryFolder()
        let status = folder.file("status").path
        // `true` is gone before the first byte is written.
        let result = try Program.shell(
            "(sleep 0.3; \"$WS101\" inspect '\(Self.hello)' --session 1; echo $? > '\(status)') | true; cat '\(status)'"
        )
        #expect(result.error.isEmpty)
        #expect(result.output == "0\n")
    }

    @Test func saysWhenTheResultsCannotBeWritten() throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let result = try Program.shell("\"$WS101\" inspect '\(Self.hello)' > /dev/full; echo $?")
        #expect(result.output == "74\n")
        #expect(result.error.contains("can't be written"))
    }

    @Test func endsInGoodOrderAfterASignal() throws {
        // A pipe that gives its packets and then stays silent, as that of a tcpdump that waits for traffic.
        let folder = try TemporaryFolder()
        let pipe = folder.file("pipe")
        try #require(try Program.shell("mkfifo '\(pipe.path)'").status == 0)
        let run = try Program.Running(Program.url, ["inspect", pipe.path, "--format", "ndjson"])
        let writer = try FileHandle(forWritingTo: pipe)
        try writer.write(contentsOf: try Data(contentsOf: URL(fileURLWithPath: Self.hello)))
        while run.process.isRunning, !run.output.contains(#""type":"frame""#) { usleep(10_000) }
        run.process.interrupt()
        let result = run.wait()
        #expect(result.status == 130)
        #expect(result.error.isEmpty)
        #expect(result.output.split(separator: "\n").last?.contains(#""type":"summary""#) == true)
        try writer.close()
    }
}
