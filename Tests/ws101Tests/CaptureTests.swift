import Foundation
import Testing

@testable import ws101

struct CaptureTests {
    @Test(arguments: [
        ["capture", "--format", "svg"], ["capture", "--count", "0"], ["capture", "--duration", "-1"],
        ["capture", "-w", "-", "--format", "ndjson"], ["capture", "--buffer-size", "0"],
        ["capture", "--port", "99999"],
        ["capture", "--filter", "tcp or (udp"], ["capture", "--session", "0"],
        ["capture", "--keep", "3"], ["capture", "-w", "x", "--keep", "3"], ["capture", "--rotate-size", "1MB"],
        ["capture", "-w", "x", "--rotate-size", "1"], ["capture", "-w", "x", "--rotate-time", "0"],
        ["capture", "-w", "-", "--rotate-size", "1MB"], ["capture", "--keep-last", "1KB"], ["capture", "-w", ""],
    ])
    func refusesArgumentsThatMakeNoSense(arguments: [String]) throws {
        let result = try Program.run(arguments)
        #expect(result.status == 64)
        #expect(!result.error.isEmpty && result.output.isEmpty)
    }

    @Test(.enabled(if: getuid() == 0, "needs the right to capture"))
    func namesTheInterfacesWhenOneIsUnknown() throws {
        let result = try Program.run(["capture", "-i", "no-such-interface"])
        #expect(result.status == 64)
        #expect(result.error.contains("no-such-interface: there is no such interface"))
        #expect(result.error.contains("lo"))
        #expect(try Program.run(["capture", "-i", "lo", "--filter", "foo bar"]).status == 64)
        #expect(try Program.run(["capture", "-i", "lo", "--snaplen", "0"]).status == 64)
    }

    @Test(.enabled(if: getuid() == 0, "needs the right to capture"))
    func listsInterfaces() throws {
        let result = try Program.run(["capture", "--list-interfaces"])
        #expect(result.status == 0)
        #expect(result.output.contains("loopback"))
    }

    @Test(.enabled(if: getuid() == 0, "needs the right to capture"))
    func endsByItselfWhenItsTimeIsUp() throws {
        let result = try Program.run([
            "capture", "-i", "lo", "--filter", "tcp port 1", "--duration", "0.3", "--format", "ndjson",
        ])
        #expect(result.status == 0)
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.contains(#""format":"live""#) == true)
        #expect(result.error.contains("0 packets captured"))
    }
}

/// A real client and a real server on the loopback interface, captured while they talk.
@Suite(.enabled(if: getuid() == 0 && Peers.areThere, "needs the right to capture, and `make test`'s Python"))
struct LiveSessionTests {
    @Test func isSeenAsItHappensAndAgainInTheFile() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("live.pcapng").path
        let server = try Program.Running(Peers.python, [Peers.program("echo_server.py"), "--connections", "1"])
        while server.process.isRunning, !server.output.contains("listening") { usleep(10_000) }
        let port = try #require(server.output.firstMatch(of: #/"port": (\d+)/#)).1
        let capture = try Program.Running(
            Program.url, ["capture", "-i", "lo", "--port", "\(port)", "-w", file, "--format", "ndjson"])
        // The announcement is written once packets are kept.
        while capture.process.isRunning, !capture.error.contains("capturing on lo") { usleep(10_000) }
        let client = try Program.Running(
            Peers.python,
            [
                Peers.program("echo_client.py"), "ws://127.0.0.1:\(port)/live", "text:Hello", "binary:00ff",
                "fragments:Hel|lo", "ping:abc", "until:\(folder.file("named").path)", "close:1000:bye",
            ])
        // The socket of a process that is gone is nobody's.
        while capture.process.isRunning, !capture.output.contains(#""type":"session""#) { usleep(10_000) }
        try Data().write(to: folder.file("named"))
        #expect(client.wait().status == 0)
        #expect(server.wait().status == 0)
        while capture.process.isRunning, !capture.output.contains(#""type":"close""#) { usleep(10_000) }
        capture.process.interrupt()
        let live = capture.wait()
        #expect(live.status == 130)
        #expect(live.error.contains("dropped"))
        let read = try Program.run(["inspect", file, "--format", "ndjson"])
        #expect(read.status == 0)
        // The first line names the source, and only live the system tells whose the session is, which the file has as a
        // comment; everything else is the same.
        let lines = live.output.replacing(#/"process":\{.*?\}\},/#, with: "").split(separator: "\n")
        let readLines = read.output.split(separator: "\n").filter { !$0.contains(#""type":"comment""#) }
        #expect(lines.dropFirst() == readLines.dropFirst())
        #expect(live.output.contains(#""script":"echo_client.py""#))
        #expect(live.output.contains(#""script":"echo_server.py""#))
        #expect(read.output.contains("\"uri\":\"ws://127.0.0.1:\(port)/live\""))
        #expect(
            read.output.contains(
                #""kind":"text","frames":[1],"compressed":false,"wireLength":5,"length":5,"text":"Hello""#))
        #expect(read.output.contains(#""clientSent":{"code":1000,"reason":"bye"}"#))
        #expect(read.output.contains(#""findings":{"error":0,"#))
    }
}

/// The client and the server of Tests/Programs, with the Python that `make test` prepares for them.
enum Peers {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let python = root.appendingPathComponent(".venv/bin/python3")
    static let areThere = FileManager.default.isExecutableFile(atPath: python.path)

    static func program(_ name: String) -> String { root.appendingPathComponent("Tests/Programs/\(name)").path }
}
