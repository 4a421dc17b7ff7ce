import Foundation
import Samples
import TestKit
import Testing

@testable import ws101

/// Files of TLS keys, as the program takes them.
@Suite(.serialized) struct KeyLogTests {
    private static let hello = SampleFiles.folder.appendingPathComponent("hello.pcapng").path
    /// A line with a secret that no output may hold.
    private static let secret = String(repeating: "5ec7e7", count: 16)
    private static let line = "CLIENT_RANDOM \(String(repeating: "0a", count: 32)) \(secret)\n"

    private func keyLog(_ text: String, mode: Int = 0o600, in folder: TemporaryFolder) throws -> String {
        let path = try folder.file("keys.txt", Array(text.utf8))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    @Test(
        arguments: [
            (line, nil), (line + "# a comment\n\n\(line)", nil),
            (line + "CLIENT_RANDOM zz\n", "line 2 is not a key log entry: it has 2 words instead of three"),
            (
                "\(line)x \(secret)\n\(line)CLIENT_RANDOM \(secret) \(secret)\n",
                "2 lines are not key log entries, the first is line 2: it does not begin with a label such as CLIENT_RANDOM"
            ),
            ("", "no keys are in it; ws101 explain keylog says how programs write them"),
            ("FOO a b\nBAR\n", "no keys are in it: 2 lines with an unknown label, the first of them FOO"),
            (
                "EXPORTER_SECRET a b\n",
                "no keys are in it that open records, only 1 line for exporters and encrypted ClientHellos"
            ),
        ] as [(String, String?)])
    func saysWhatIsWrongWithALog(text: String, problem: String?) throws {
        let folder = try TemporaryFolder()
        let path = try keyLog(text, in: folder)
        let result = try Program.run(["inspect", Self.hello, "--keylog", path])
        #expect(result.status == 0)
        #expect(
            result.error.split(separator: "\n").map(String.init) == (problem.map { ["ws101: \(path): \($0)"] } ?? []))
        #expect(!(result.output + result.error).contains("5ec7e7"))
    }

    /// What `node --tls-keylog` and the like print, redirected by PowerShell.
    @Test func readsALogInUTF16AndSaysSo() throws {
        let folder = try TemporaryFolder()
        let text = Self.line.replacing("\n", with: "\r\n")
        let path = try folder.file(
            "keys.txt", [0xff, 0xfe] + text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] })
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let result = try Program.run(["inspect", Self.hello, "--keylog", path])
        #expect(result.status == 0)
        #expect(
            result.error
                == "ws101: \(path): is text in UTF-16, as PowerShell's > writes it; it was read anyway\n")
    }

    @Test func warnsOfALogThatEverybodyMayRead() throws {
        let folder = try TemporaryFolder()
        let path = try keyLog(Self.line, mode: 0o644, in: folder)
        let result = try Program.run(["inspect", Self.hello, "--keylog", path, "--keylog", path])
        #expect(
            result.error
                == "ws101: \(path): everybody on this machine may read it, and with it every session whose keys "
                + "it holds: chmod 600 \(path)\n")
    }

    @Test func refusesWhatIsNoLog() throws {
        for (path, status, problem) in [
            ("/no/such/log", 66, "there is no such key log"), ("/", 66, "is a directory, not a key log"),
            (Self.hello, 65, "is a capture, not a key log"), ("-", 64, "/dev/stdin"),
        ] as [(String, Int32, String)] {
            let result = try Program.run(["inspect", Self.hello, "--keylog", path])
            #expect(result.status == status && result.output.isEmpty)
            #expect(result.error.contains(problem) && result.error.contains("\n"), "\(result.error)")
        }
    }

    @Test func theVariableIsAnOfferNotAnOrder() throws {
        let folder = try TemporaryFolder()
        let good = try keyLog(Self.line, in: folder)
        for (value, told) in [
            (good, nil), ("", nil), ("/no/such/log", "SSLKEYLOGFILE is /no/such/log, which does not exist"),
            (Self.hello, "is a capture, not a key log"),
        ] as [(String, String?)] {
            let result = try Program.run(["inspect", Self.hello], environment: ["SSLKEYLOGFILE": value])
            #expect(result.status == 0 && result.output.contains("1 session"))
            if let told { #expect(result.error.contains(told)) } else { #expect(result.error.isEmpty) }
        }
        // The same log twice is read, and warned of, once.
        let bad = try keyLog("x\n\(Self.line)", in: folder)
        let twice = try Program.run(["inspect", Self.hello, "--keylog", bad], environment: ["SSLKEYLOGFILE": bad])
        #expect(twice.error.split(separator: "\n").count == 1)
        let quiet = try Program.run(
            ["inspect", Self.hello, "--quiet"], environment: ["SSLKEYLOGFILE": "/no/such/log"])
        #expect(quiet.error.isEmpty)
    }

    @Test func aPipeMayBringTheKeys() throws {
        let folder = try TemporaryFolder()
        let path = try keyLog("x\n\(Self.line)", in: folder)
        let result = try Program.shell(
            "cat '\(path)' | \"$WS101\" inspect '\(Self.hello)' --keylog /dev/stdin; mkfifo '\(path).fifo'; "
                + "(sleep 0.2; cat '\(path)' > '\(path).fifo') & \"$WS101\" inspect '\(Self.hello)' --keylog '\(path).fifo'"
        )
        #expect(result.status == 0)
        #expect(result.error.split(separator: "\n").count == 2)
        #expect(result.error.contains("/dev/stdin: line 1") && result.error.contains(".fifo: line 1"))
    }

    /// A pipe that nobody writes to holds a live capture up at no time.
    @Test(.enabled(if: getuid() == 0, "needs the right to capture"))
    func aSilentPipeHoldsNothingUp() throws {
        let folder = try TemporaryFolder()
        let fifo = folder.file("fifo").path
        try #require(try Program.shell("mkfifo '\(fifo)'").status == 0)
        let result = try Program.run(
            [
                "capture", "-i", "lo", "--filter", "tcp port 1", "--duration", "0.3", "--format", "ndjson", "--keylog",
                fifo,
            ], environment: ["SSLKEYLOGFILE": "/no/such/log"])
        #expect(result.status == 0 && result.output.contains(#""type":"summary""#))
        #expect(result.error.contains("SSLKEYLOGFILE is /no/such/log, which does not exist yet; waiting for it"))
    }
}
