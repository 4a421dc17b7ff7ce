import Dissection
import Foundation
import Samples
import TestKit
import Testing
import WebSocket
import Wire

/// Several files, interrupted ones and growing ones, as the program reads them.
@Suite(.serialized) struct InspectInputTests {
    private static let hello = SampleFiles.folder.appendingPathComponent("hello.pcapng").path

    /// A session with so many messages from the client, as packets.
    private static func session(_ messages: Int) -> [(time: Int64, bytes: [UInt8])] {
        var book = Playbook()
        book.upgrade()
        for index in 0..<messages { book.frame(.client, .text, Array("message \(index)".utf8)) }
        book.close(.client)
        book.close(.server)
        book.talk.close(.server)
        return book.talk.packets.map { ($0.time.nanoseconds, $0.bytes) }
    }

    private static func lines(_ output: String, type: String? = nil) -> [Substring] {
        output.split(separator: "\n").filter { line in type.map { line.contains("\"type\":\"\($0)\"") } ?? true }
    }

    // MARK: Several files

    @Test func aRotatedSetHoldsTheSameSessionsAsTheWholeFile() throws {
        let folder = try TemporaryFolder()
        let packets = Self.session(60)
        let parts = try stride(from: 0, to: packets.count, by: 10).enumerated().map { number, start in
            let part = Array(packets[start..<min(start + 10, packets.count)])
            // Every other one is compressed.
            let bytes = CaptureFileBuilder.pcap(part)
            return try folder.file("part\(number)", number % 2 == 0 ? bytes : Compressor.zstd.pack(bytes))
        }
        let whole = try Program.run(
            ["inspect", try folder.file("whole", CaptureFileBuilder.pcap(packets)), "--format", "ndjson"])
        #expect(Self.lines(whole.output, type: "message").count == 60)
        for order in [parts, parts.reversed(), Array(parts[5...] + parts[..<5])] {
            let split = try Program.run(["inspect"] + order + ["--format", "ndjson"])
            #expect(split.status == 0 && split.error.isEmpty)
            #expect(Self.lines(split.output).dropFirst() == Self.lines(whole.output).dropFirst())
            #expect(split.output.contains("\"file\":\"\(order[0])\",\"files\":[\"\(order[0])\",\"\(order[1])\","))
        }
        let text = try Program.run(["inspect", "--width", "200"] + parts)
        #expect(text.output.contains("\(parts[0]) and \(parts.count - 1) more files, pcap, "))
        #expect(text.output.contains("Next: ws101 inspect FILE... --session 1"))
    }

    @Test func manyFilesNeedFewDescriptors() throws {
        let folder = try TemporaryFolder()
        let packets = Self.session(100)
        for (number, packet) in packets.enumerated() {
            _ = try folder.file("part\(String(1000 + number))", CaptureFileBuilder.pcap([packet]))
        }
        let run = try Program.shell("ulimit -n 32; cd '\(folder.url.path)' && \"$WS101\" inspect part* --format ndjson")
        #expect(run.status == 0, "\(run.error)")
        #expect(Self.lines(run.output, type: "message").count == 100)
        #expect(packets.count > 200)
    }

    @Test func aFileThatCannotBeReadIsNamedAndTheOthersAreRead() throws {
        let folder = try TemporaryFolder()
        let packets = Self.session(10)
        let first = try folder.file("first", CaptureFileBuilder.pcap(Array(packets.prefix(15))))
        let second = try folder.file("second", CaptureFileBuilder.pcap(Array(packets.dropFirst(15))))
        let text = try folder.file("third", Array("hello".utf8))
        let run = try Program.run(["inspect", first, text, second, "/no/such/file", "--format", "ndjson"])
        #expect(run.status == 65)
        #expect(Self.lines(run.output, type: "message").count == 10)
        #expect(run.error.contains("ws101: \(text): not a capture: it looks like text"))
        #expect(run.error.contains("ws101: /no/such/file: there is no such file"))
        let none = try Program.run(["inspect", "/no/such/file", text])
        #expect(none.status == 66 && none.output.isEmpty)
        #expect(none.error.contains("/no/such/file") && none.error.contains(text))
    }

    // MARK: Interruptions

    @Test(arguments: [("INT", 130), ("TERM", 143)] as [(String, Int32)])
    func anInterruptedRunSaysHowFarItCame(signal: String, status: Int32) throws {
        let folder = try TemporaryFolder()
        // A pipe that gives its packets and then stays silent.
        let pipe = folder.file("pipe")
        try #require(try Program.shell("mkfifo '\(pipe.path)'").status == 0)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: Self.hello))
        for arguments in [["--format", "ndjson"], ["--format", "json"], [], ["--session", "1"]] {
            let run = try Program.Running(Program.url, ["inspect", pipe.path] + arguments)
            let writer = try FileHandle(forWritingTo: pipe)
            try writer.write(contentsOf: bytes)
            // The program has emptied the pipe once a further write of all that a pipe holds would not wait.
            while run.process.isRunning, try Self.unread(writer) > 0 { usleep(10_000) }
            usleep(100_000)
            _ = try Program.shell("kill -\(signal) \(run.process.processIdentifier)")
            let result = run.wait()
            #expect(result.status == status && result.error.isEmpty, "\(result.error)")
            if arguments.first == "--format" {
                #expect(result.output.contains(#""partial":true"#))
            } else {
                #expect(result.output.contains("Partial: reading was interrupted after packet 16."))
            }
            try writer.close()
        }
        #expect(!(try Program.run(["inspect", Self.hello, "--format", "ndjson"]).output.contains("partial")))
    }

    /// How many bytes lie in a pipe.
    private static func unread(_ pipe: FileHandle) throws -> Int32 {
        var count: Int32 = 0
        // The system fills the count, which outlives the call.
        guard unsafe ioctl(pipe.fileDescriptor, UInt(FIONREAD), &count) == 0 else { throw CocoaError(.fileReadUnknown) }
        return count
    }

    // MARK: Progress

    /// Any Python will do: the program needs no packages.
    private static let python = URL(fileURLWithPath: "/usr/bin/python3")

    /// Standard error is a terminal of 40 columns, standard output is none.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: python.path)), arguments: [false, true])
    func progressIsALineThatGoesAwayAgain(isQuiet: Bool) throws {
        let folder = try TemporaryFolder()
        let pipe = folder.file("pipe")
        try #require(try Program.shell("mkfifo '\(pipe.path)'").status == 0)
        let run = try Program.Running(
            Self.python,
            [Peers.program("on_terminal.py"), "40", Program.url.path, "inspect", pipe.path]
                + (isQuiet ? ["--quiet"] : []))
        let writer = try FileHandle(forWritingTo: pipe)
        // A program that ended too early is to fail the test, not to end it.
        signal(SIGPIPE, SIG_IGN)
        let packets = Self.session(1)
        let again = CaptureFileBuilder.pcap(packets.suffix(1)).dropFirst(24)
        try writer.write(contentsOf: Data(CaptureFileBuilder.pcap(packets)))
        // Reading takes as long as the line needs to appear; where none may appear, longer than it would need.
        var rounds = 0
        while run.process.isRunning, isQuiet ? rounds < 60 : !run.output.contains("session") {
            try writer.write(contentsOf: Data(again))
            usleep(20_000)
            rounds += 1
        }
        try writer.close()
        let result = run.wait()
        #expect(result.status == 0)
        guard !isQuiet else {
            #expect(result.output.isEmpty)
            return
        }
        let lines = result.output.split(separator: "\r").map { $0.replacing("\u{1b}[K", with: "") }
        #expect(result.output.hasPrefix("\r") && result.output.hasSuffix("\r\u{1b}[K"))
        #expect(lines.allSatisfy { $0.count < 40 } && lines.first?.contains(", 1 session") == true)
    }

    // MARK: Growing files

    @Test(arguments: ["ndjson", "text"])
    func followsAFileThatGrows(format: String) throws {
        let folder = try TemporaryFolder()
        let bytes = CaptureFileBuilder.pcap(Self.session(5))
        let path = try folder.file("growing.pcap", Array(bytes.prefix(3)))
        let run = try Program.Running(
            Program.url, ["inspect", "--follow", path, "--format", format, "--width", "120"])
        let writer = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try writer.seekToEnd()
        var written = 3
        // In pieces that end anywhere in a record; each message is told before the next one is written.
        for message in 0..<5 {
            let mark = try #require(Self.end(of: message, in: bytes))
            try writer.write(contentsOf: Data(bytes[written..<mark]))
            written = mark
            let told = format == "ndjson" ? "\"text\":\"message \(message)\"" : "message \(message)"
            while run.process.isRunning, !run.output.contains(told) { usleep(10_000) }
        }
        try writer.write(contentsOf: Data(bytes[written..<(bytes.count - 5)]))
        while run.process.isRunning, !run.output.contains(format == "ndjson" ? #""opcodeName":"close""# : "close") {
            usleep(10_000)
        }
        run.process.interrupt()
        let result = run.wait()
        #expect(result.status == 130)
        #expect(result.error == "ws101: following \(path); Ctrl-C ends it\n")
        #expect(!result.output.lowercased().contains("partial"))
        if format == "ndjson" { #expect(Self.lines(result.output).last?.contains(#""type":"summary""#) == true) }
    }

    /// Where the packet after that of a message ends, and five bytes of the next one.
    private static func end(of message: Int, in file: [UInt8]) -> Int? {
        // Three packets of the handshake of TCP, four of the upgrade, two for each message.
        var at = 24
        for _ in 0..<(7 + 2 * (message + 1)) {
            at += 16 + Int(file[at + 8]) + Int(file[at + 9]) << 8
        }
        return at + 5
    }

    @Test func aFileThatWasReplacedOrCutIsNotFollowedOn() throws {
        let folder = try TemporaryFolder()
        let bytes = CaptureFileBuilder.pcap(Self.session(3))
        for isReplaced in [true, false] {
            let path = try folder.file("file.pcap", bytes)
            let run = try Program.Running(Program.url, ["inspect", "--follow", "--quiet", path, "--format", "ndjson"])
            while run.process.isRunning, !run.output.contains(#""type":"close""#) { usleep(10_000) }
            if isReplaced {
                let other = try folder.file("other.pcap", bytes)
                try #require(try Program.shell("mv '\(other)' '\(path)'").status == 0)
            } else {
                try FileHandle(forWritingTo: URL(fileURLWithPath: path)).truncate(atOffset: 24)
            }
            let result = run.wait()
            #expect(result.status == 66)
            #expect(result.error.contains(isReplaced ? "another file has taken its name" : "has become shorter"))
            #expect(Self.lines(result.output, type: "message").count == 3)
        }
    }

    @Test func followsOnlyWhatCanGrow() throws {
        let folder = try TemporaryFolder()
        let packed = try folder.file("packed", Compressor.gzip.pack(CaptureFileBuilder.pcap(Self.session(1))))
        let text = try folder.file("text", Array("no capture".utf8))
        let fifo = folder.file("fifo").path
        try #require(try Program.shell("mkfifo '\(fifo)'").status == 0)
        for (arguments, status, problem) in [
            ([packed], 64, "is compressed"), (["-", packed], 64, "--follow"), ([Self.hello, packed], 64, "--follow"),
            ([text], 65, "it looks like text"), (["/no/such/file"], 66, "there is no such file"),
        ] as [([String], Int32, String)] {
            let result = try Program.run(["inspect", "--follow"] + arguments)
            #expect(result.status == status && result.error.contains(problem), "\(result.error)")
            #expect(result.output.isEmpty)
        }
        let pipe = try Program.shell("(sleep 5 > '\(fifo)') & \"$WS101\" inspect --follow '\(fifo)'; echo $?; kill %1")
        #expect(pipe.output == "64\n" && pipe.error.contains("is not a regular file"))
    }

    // MARK: Slow pipes

    @Test func aSlowPipeGivesTheSameAsTheFile() throws {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: Self.hello)))
        let folder = try TemporaryFolder()
        let path = try folder.file("packed", Compressor.xz.pack(bytes))
        let whole = try Program.run(["inspect", Self.hello, "--format", "ndjson"])
        for file in [Self.hello, path] {
            let script =
                "dd bs=1 if='\(file)' 2>/dev/null | (head -c 700; sleep 0.3; cat) | \"$WS101\" inspect - --format ndjson"
            let slow = try Program.shell(script)
            #expect(slow.status == 0, "\(slow.error)")
            #expect(Self.lines(slow.output).dropFirst() == Self.lines(whole.output).dropFirst())
        }
    }
}
