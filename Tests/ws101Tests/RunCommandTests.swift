import Foundation
import Testing

@testable import ws101

struct RunCommandTests {
    @Test(arguments: [
        ["run"], ["run", "--"], ["run", "--no-such-option", "--", "true"], ["run", "--list-interfaces", "--", "true"],
        ["run", "--process", "x", "--", "true"], ["run", "--format", "svg", "--", "true"],
    ])
    func refusesArgumentsThatMakeNoSense(arguments: [String]) throws {
        let result = try Program.run(arguments)
        #expect(result.status == 64)
        #expect(!result.error.isEmpty && result.output.isEmpty)
    }

    @Test(arguments: ["--help", "-h"]) func helps(option: String) throws {
        let result = try Program.run(["run", option])
        #expect(result.status == 0)
        #expect(result.output.contains("USAGE: ws101 run"))
    }
}

/// Commands that are really run, and captured on the loopback interface.
@Suite(.enabled(if: getuid() == 0 && Peers.areThere, "needs the right to capture, and `make test`'s Python"))
struct RunTests {
    /// Runs a command under ws101, with a folder for its keys that is empty before.
    private func run(
        _ options: [String] = [], _ command: [String], environment: [String: String] = [:]
    ) throws -> (result: Program.Result, left: [String]) {
        let folder = try TemporaryFolder()
        let result = try Program.run(
            ["run", "-i", "lo", "--filter", "tcp"] + options + ["--"] + command,
            environment: ["TMPDIR": folder.url.path].merging(environment) { $1 })
        let left = try FileManager.default.subpathsOfDirectory(atPath: folder.url.path)
        return (result, left.filter { !["in", "out", "err"].contains($0) })
    }

    private func secureServer() throws -> (server: Program.Running, port: Substring, certificate: String) {
        let server = try Program.Running(Peers.python, [Peers.program("secure_server.py")])
        while server.process.isRunning, !server.output.contains("\n") { usleep(10_000) }
        let match = try #require(server.output.firstMatch(of: #/"port": (\d+), "certificate": "([^"]+)"/#))
        return (server, match.1, String(match.2))
    }

    @Test func theStatusIsThatOfTheCommand() throws {
        #expect(try run([], ["true"]).result.status == 0)
        #expect(try run([], ["sh", "-c", "exit 7"]).result.status == 7)
        #expect(try run([], ["sh", "-c", "kill -TERM $$"]).result.status == 143)
        let missing = try run([], ["no-such-command-here"])
        #expect(missing.result.status == 127)
        #expect(missing.result.error.contains("no-such-command-here: command not found"))
        #expect(try run([], ["/etc/passwd"]).result.status == 126)
        #expect(missing.left.isEmpty)
    }

    @Test func theOptionsOfTheCommandAreItsOwn() throws {
        let arguments = ["--format", "x", "-i", "--", "y"]
        #expect(try run([], ["echo"] + arguments).result.output == "--format x -i -- y\n")
        // Without the terminator, too.
        let plain = try Program.run(["run", "-i", "lo", "--filter", "tcp", "echo", "-o", "-w", "--", "--quiet"])
        #expect(plain.output == "-o -w -- --quiet\n")
    }

    @Test func theCommandHasItsStreamsAndItsSignals() throws {
        let script = "echo out; echo err >&2; grep -E 'Sig(Blk|Ign)' /proc/self/status; ls /proc/self/fd"
        let (result, _) = try run([], ["sh", "-c", script])
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "out")
        #expect(result.error.contains("err\n"))
        #expect(lines.contains { $0.hasPrefix("SigBlk:") && $0.hasSuffix("0000000000000000") })
        // 0, 1, 2, and the folder that `ls` reads.
        #expect(lines.suffix(4) == ["0", "1", "2", "3"])
    }

    @Test func theKeysAreForNobodyElseAndGoAway() throws {
        let script = "stat -c '%a %n' \"$SSLKEYLOGFILE\" \"$(dirname \"$SSLKEYLOGFILE\")\"; echo $NODE_OPTIONS"
        let gone = try run([], ["sh", "-c", script])
        let lines = gone.result.output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("600 /") && lines[1].hasPrefix("700 /"))
        #expect(lines[2].hasPrefix("--tls-keylog=/") && lines[2].hasSuffix("/keys.txt"))
        #expect(gone.left.isEmpty)
        let kept = try run(["--keep-keys"], ["true"])
        #expect(kept.left.contains { $0.hasSuffix("/keys.txt") })
        #expect(kept.result.error.contains("the keys are in"))
    }

    @Test func opensTheTLSOfTheCommandAndShowsNoOtherSessions() throws {
        let (server, port, certificate) = try secureServer()
        defer { server.process.terminate() }
        let uri = "wss://localhost:\(port)/mine"
        let client = [Peers.python.path, Peers.program("echo_client.py")]
        // Somebody else, at the same time: started by the test, not by the command.
        let other = try Program.Running(
            Peers.python, [Peers.program("echo_client.py"), "wss://localhost:\(port)/other", "text:x", "wait:6"],
            environment: ["SSL_CERT_FILE": certificate])
        let (result, left) = try run(
            ["--format", "ndjson"], client + [uri, "text:Hello", "wait:3"],
            environment: ["SSL_CERT_FILE": certificate])
        #expect(result.status == 0)
        #expect(result.output.contains(#""event": "received""#))
        let sessions = result.error.split(separator: "\n").filter { $0.contains(#""type":"session""#) }
        #expect(sessions.count == 1)
        let session = try #require(sessions.first)
        #expect(session.contains(#""uri":"\#(uri)""#))
        #expect(session.contains(#""process":{"client":{"pid":"#) && session.contains(#""script":"echo_client.py""#))
        #expect(session.contains(#""script":"secure_server.py""#))
        #expect(result.error.contains(#""text":"Hello""#))
        #expect(result.error.contains(#""sessions":1,"#))
        #expect(left.isEmpty)
        other.process.terminate()
    }

    @Test func aChildThatOutlivesItsParentStillBelongsToTheCommand() throws {
        let (server, port, certificate) = try secureServer()
        defer { server.process.terminate() }
        // The parent of the client ends at once; the command waits for a file that the client's end makes.
        let script = """
            (("$0" "$1" "$2" wait:0.3 text:orphan; touch "$3") &) & wait
            while [ ! -e "$3" ]; do sleep 0.1; done
            """
        let folder = try TemporaryFolder()
        let (result, _) = try run(
            ["-o", folder.file("lines").path],
            [
                "sh", "-c", script, Peers.python.path, Peers.program("echo_client.py"),
                "wss://localhost:\(port)/orphan",
                folder.file("done").path,
            ], environment: ["SSL_CERT_FILE": certificate])
        #expect(result.status == 0)
        let lines = String(decoding: try Data(contentsOf: folder.file("lines")), as: UTF8.self)
        #expect(lines.contains(": wss://localhost:\(port)/orphan"))
        #expect(lines.contains("\"orphan\""))
    }

    @Test func aSignalGoesToTheCommand() throws {
        let command = try Program.Running(
            Program.url,
            [
                "run", "-i", "lo", "--filter", "tcp", "--", "sh", "-c",
                "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done",
            ])
        while command.process.isRunning, !command.output.contains("ready") { usleep(10_000) }
        command.process.terminate()
        #expect(command.wait().status == 9)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/node"), "needs Node"))
    func opensTheTLSOfNode() throws {
        let (server, port, certificate) = try secureServer()
        defer { server.process.terminate() }
        let script = """
            require('https').request({host: 'localhost', port: \(port), path: '/node', headers: {Connection: 'Upgrade',
            Upgrade: 'websocket', 'Sec-WebSocket-Version': 13, 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ=='}})
            .on('upgrade', (response, socket) => { socket.write(Buffer.from('8185000000004e6f646521', 'hex'));
            socket.on('data', () => setTimeout(() => process.exit(3), 200)) }).end()
            """
        let (result, _) = try run([], ["node", "-e", script], environment: ["NODE_EXTRA_CA_CERTS": certificate])
        #expect(result.status == 3)
        #expect(result.error.contains("wss://localhost:\(port)/node"))
        #expect(result.error.contains("\"Node!\""))
        #expect(result.error.contains("client node "))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl"), "needs curl"))
    func opensTheTLSOfCurl() throws {
        let (server, port, certificate) = try secureServer()
        defer { server.process.terminate() }
        let (result, _) = try run(
            [],
            [
                "curl", "-sS", "--http1.1", "--max-time", "1", "--cacert", certificate, "-o", "/dev/null", "-H",
                "Connection: Upgrade",
                "-H", "Upgrade: websocket", "-H", "Sec-WebSocket-Version: 13", "-H",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "https://localhost:\(port)/curl",
            ])
        // It does not speak WebSocket: after the 101 it waits until its time is up.
        #expect(result.status == 28)
        #expect(result.error.contains(": wss://localhost:\(port)/curl"))
        #expect(result.error.contains("client curl "))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium"), "needs Chromium"))
    func opensTheTLSOfAPageInChromium() throws {
        let (server, port, _) = try secureServer()
        defer { server.process.terminate() }
        let folder = try TemporaryFolder()
        let (result, _) = try run(
            [],
            [
                "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--ignore-certificate-errors",
                "--user-data-dir=\(folder.url.path)", "--virtual-time-budget=3000", "--dump-dom",
                "https://localhost:\(port)/",
            ], environment: ["HOME": folder.url.path])
        #expect(result.status == 0)
        #expect(result.error.contains(": wss://localhost:\(port)/page"))
        #expect(result.error.contains("\"hello from the page\""))
        #expect(result.error.contains("client chromium "))
    }
}
