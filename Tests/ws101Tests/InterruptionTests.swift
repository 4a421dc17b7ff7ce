import Foundation
import Testing

/// What ends a capture: signals, and readers that go away.
///
/// The file is whole, and the last words are said where somebody can read them.
@Suite(.enabled(if: getuid() == 0, "needs the right to capture"))
struct InterruptionTests {
    private static let arguments = ["capture", "-i", "lo", "--filter", "udp port 9", "--payload-limit", "0"]
    private static let capture =
        "\"$WS101\" " + arguments.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ")

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func aSignalEndsItInGoodOrder(signal: Int32) throws {
        let folder = try TemporaryFolder()
        let file = folder.file("trace.pcapng").path
        let capture = try Program.Running(Program.url, Self.arguments + ["-w", file])
        while capture.process.isRunning, !capture.error.contains("capturing on lo") { usleep(10_000) }
        kill(capture.process.processIdentifier, signal)
        let result = capture.wait()
        #expect(result.status == 128 + signal)
        #expect(result.error.contains("0 packets captured"))
        #expect(result.output.contains("0 sessions"))
        #expect(try Program.run(["inspect", file]).status == 0)
    }

    /// Whoever starts it under nohup wants it to go on.
    @Test func aHangupThatIsIgnoredStaysIgnored() throws {
        let result = try Program.shell(
            """
            trap '' HUP; \(Self.capture) --duration 2 2>err & pid=$!
            until grep -q 'capturing on' err; do sleep 0.05; done; kill -HUP $pid; wait $pid; echo $?; rm err
            """)
        #expect(result.output.contains("0 sessions") && result.output.hasSuffix("0\n"))
    }

    @Test func aReaderThatEndsLeavesTheFileWhole() throws {
        for pipeline in ["2>&1 | head -1", "| head -0", "2>&1 >/dev/null | head -1"] {
            let folder = try TemporaryFolder()
            let file = folder.file("trace.pcapng").path
            let result = try Program.shell(
                "(\(Self.capture) -w '\(file)' --duration 0.7; echo $? > '\(file).status') \(pipeline) >/dev/null")
            #expect(result.status == 0)
            #expect(try String(contentsOfFile: file + ".status", encoding: .utf8) == "0\n")
            #expect(try Program.run(["inspect", file]).status == 0)
        }
    }

    @Test func closedStreamsAreNamedOrDoWithout() throws {
        let output = try Program.shell("\(Self.capture) --duration 0.3 >&-; echo $? >&2")
        #expect(output.error.contains("the results can't be written: standard output is closed"))
        #expect(output.error.hasSuffix("74\n"))
        let error = try Program.shell("\(Self.capture) --duration 0.3 2>&-; echo $?")
        #expect(error.output.contains("0 sessions") && error.output.hasSuffix("0\n"))
        for command in ["explain 1006", "doctor", "capture --list-interfaces"] {
            let result = try Program.shell("\"$WS101\" \(command) >&-")
            #expect(result.error.contains("standard output is closed"))
            #expect(result.status == 74)
        }
    }
}

/// The same in a terminal, where Ctrl-C ends all programs of a pipeline.
@Suite(.enabled(if: getuid() == 0 && Peers.areThere, "needs the right to capture, and `make test`'s Python"))
struct TypedInterruptionTests {
    private func run(_ text: String, _ command: String) throws -> Program.Result {
        try Program.Running(
            Peers.python, [Peers.program("interrupted.py"), text, command], environment: ["WS101": Program.url.path]
        ).wait()
    }

    @Test func theSummaryIsOnTheTerminalWhereTeeIsGone() throws {
        let folder = try TemporaryFolder()
        let command =
            "cd '\(folder.url.path)'; trap : INT; \"$WS101\" capture -i lo --filter 'udp port 9' -w trace.pcapng 2>&1 | tee log"
        let result = try run("capturing on lo", command)
        #expect(result.output.contains("0 packets captured"))
        #expect(result.output.contains("0 sessions, 0 frames"))
        #expect(try Program.run(["inspect", folder.file("trace.pcapng").path]).status == 0)
    }

    @Test func aTerminalThatGoesAwayIsNoFailure() throws {
        let folder = try TemporaryFolder()
        let command = "cd '\(folder.url.path)'; exec \"$WS101\" capture -i lo --filter 'udp port 9' -w trace.pcapng"
        let result = try run("HANGUP:capturing on lo", command)
        #expect(result.status == 129)
        #expect(try Program.run(["inspect", folder.file("trace.pcapng").path]).status == 0)
    }
}
