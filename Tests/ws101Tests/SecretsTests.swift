import Capture
import Foundation
import TestKit
import Testing
import Wire

/// Keys of real sessions: written only where they are asked for, only a session's own, and never shown.
@Suite(.serialized) struct SecretsTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("DissectionTests/TLS")

    private static func path(_ name: String, _ suffix: String = "pcapng") -> String {
        folder.appendingPathComponent("\(name).\(suffix)").path
    }

    /// The secrets of a key log, in small letters, and its lines.
    private static func keys(_ name: String) throws -> (lines: [String], secrets: [String]) {
        let lines = try String(contentsOfFile: path(name, "keys"), encoding: .utf8).lowercased()
            .split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
        return (lines, lines.compactMap { $0.split(separator: " ").last.map(String.init) })
    }

    /// The key logs of all recordings, one behind the other.
    private static func everyKey() throws -> [UInt8] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".keys") }
        return try names.sorted().flatMap { Array(try Data(contentsOf: folder.appendingPathComponent($0))) + [10] }
    }

    private func messages(_ arguments: [String]) throws -> [String] {
        let run = try Program.run(["inspect"] + arguments + ["--session", "1", "--format", "ndjson", "--digest"])
        #expect(run.status == 0, "\(run.error)")
        return run.output.split(separator: "\n").filter { $0.contains(#""type":"message""#) }.map(String.init)
    }

    private func log(_ bytes: [UInt8], in folder: TemporaryFolder) throws -> String {
        let path = try folder.file("keys.txt", bytes)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return path
    }

    /// The key log lines in a pcapng file.
    private func lines(in file: URL) throws -> [String] {
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self).lowercased()
        return text.matches(of: #/(?:[a-z0-9_]+_(?:random|secret|secret_0)|rsa) [0-9a-f]+ [0-9a-f]+/#).map {
            String($0.output)
        }
    }

    @Test(arguments: [
        "tls13-aes-128-gcm.openssl-openssl", "tls12-ecdhe-aes-128-gcm.openssl-openssl",
        "tls10-rsa-aes-128-cbc-sha-no-ems.openssl-openssl", "tls13.chromium-websockets",
        "tls12-renegotiation.openssl-openssl", "tls13-in-tls.websockets-proxy", "tls12-resumed-ticket.openssl-openssl",
    ])
    func aSessionIsSharedWithItsOwnKeysOnly(name: String) throws {
        let folder = try TemporaryFolder()
        let all = try log(Self.everyKey(), in: folder)
        let to = folder.file("out.pcapng")
        // A file of that name which others may read becomes the owner's alone.
        _ = try folder.file("out.pcapng", [])
        let run = try Program.run(
            ["export", Self.path(name), "--session", "1", "--keylog", all, "--with-secrets", "-o", to.path])
        #expect(run.status == 0 && run.error.contains("whoever has the file can read everything"), "\(run.error)")
        let mode = try FileManager.default.attributesOfItem(atPath: to.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let own = try Self.keys(name).lines
        let written = try lines(in: to)
        #expect(!written.isEmpty && Set(written).isSubset(of: own))
        let expected = try messages([Self.path(name), "--keylog", all])
        #expect(try !expected.isEmpty && messages([to.path]) == expected)
        // Without the flag there are none, though the source has some.
        let closed = folder.file("closed.pcapng")
        #expect(try Program.run(["export", to.path, "--session", "1", "-o", closed.path]).status == 0)
        #expect(try lines(in: closed).isEmpty && messages([closed.path]).isEmpty)
        // The keys that a capture carries are enough to write it again.
        let again = folder.file("again.pcapng")
        let second = try Program.run(["export", to.path, "--session", "1", "--with-secrets", "-o", again.path])
        #expect(try second.status == 0 && lines(in: again) == written, "\(second.error)")
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/tshark")),
        arguments: ["tls13-aes-128-gcm.openssl-openssl", "tls12-ecdhe-aes-128-gcm.openssl-openssl"])
    func tsharkOpensItWithoutOptions(name: String) throws {
        let folder = try TemporaryFolder()
        let to = folder.file("out.pcapng").path
        let arguments = ["--session", "1", "--keylog", Self.path(name, "keys"), "--with-secrets", "-o", to]
        #expect(try Program.run(["export", Self.path(name)] + arguments).status == 0)
        func frames(_ options: String) throws -> String {
            try Program.shell(
                "tshark \(options) -Y websocket -T fields -e websocket.opcode -e websocket.payload_length"
            )
            .output
        }
        let expected = try frames("-r '\(Self.path(name))' -o tls.keylog_file:'\(Self.path(name, "keys"))'")
        #expect(try !expected.isEmpty && frames("-r '\(to)'") == expected)
    }

    @Test func keysThatAreNotKnownAreNotWritten() throws {
        let folder = try TemporaryFolder()
        let name = "tls13-aes-128-gcm.openssl-openssl"
        let other = try log(
            Array(try Data(contentsOf: Self.folder.appendingPathComponent("tls13.chromium-websockets.keys"))),
            in: folder)
        for keys in [[], ["--keylog", other]] {
            let to = folder.file("out.pcapng").path
            let run = try Program.run(
                ["export", Self.path(name), "--session", "1", "--with-secrets", "-o", to] + keys)
            #expect(run.status == 64 && run.error.contains("the keys of session 1 are not known"), "\(run.error)")
            #expect(!FileManager.default.fileExists(atPath: to))
        }
    }

    @Test(arguments: ["tls13-aes-128-gcm.openssl-openssl", "tls12-ecdhe-aes-128-cbc-sha.openssl-openssl"])
    func noViewShowsASecret(name: String) throws {
        let folder = try TemporaryFolder()
        let to = folder.file("out.pcapng").path
        let keys = ["--keylog", Self.path(name, "keys")]
        #expect(
            try Program.run(["export", Self.path(name), "--session", "1", "--with-secrets", "-o", to] + keys).status
                == 0)
        let secrets = try Self.keys(name).secrets
        #expect(secrets.count >= 1 && secrets.allSatisfy { $0.count >= 64 })
        let views = [
            [], ["--session", "1"], ["--session", "1", "--why"], ["--session", "1", "--frame", "1"],
            ["--session", "1", "--message", "1"], ["--packet", "1"], ["--packet", "6"],
            ["--format", "json", "--digest"],
            ["--format", "ndjson", "--digest"], ["--session", "1", "--format", "svg"],
            ["--session", "1", "--frame", "1", "--format", "svg"],
        ]
        for view in views {
            for input in [[to], [Self.path(name)] + keys] {
                let run = try Program.run(["inspect"] + input + view)
                #expect(run.status == 0 && !run.output.isEmpty)
                let shown = (run.output + run.error).lowercased().filter { !$0.isWhitespace }
                for secret in secrets { #expect(!shown.contains(secret.prefix(32)), "\(view)") }
            }
        }
    }

    /// Keys that come while a capture is followed open what came before them.
    @Test func keysThatComeLateOpenAFollowedCapture() throws {
        let folder = try TemporaryFolder()
        let name = "tls13-aes-128-gcm.openssl-openssl"
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: Self.path(name))))
        let cut = bytes.count * 2 / 3
        let capture = try folder.file("growing.pcapng", Array(bytes.prefix(cut)))
        let keys = try log(Array("# nothing yet\n".utf8), in: folder)
        let run = try Program.Running(
            Program.url,
            ["inspect", "--follow", "--quiet", capture, "--format", "ndjson", "--digest", "--keylog", keys])
        // The first line comes when all that is there was read.
        while run.process.isRunning, !run.output.contains(#""type":"capture""#) { usleep(10_000) }
        let writer = try FileHandle(forWritingTo: URL(fileURLWithPath: keys))
        try writer.seekToEnd()
        for line in try String(contentsOfFile: Self.path(name, "keys"), encoding: .utf8).split(separator: "\n") {
            // In two parts, as a slow writer's.
            try writer.write(contentsOf: Data(line.utf8.prefix(40)))
            usleep(10_000)
            try writer.write(contentsOf: Data(line.utf8.dropFirst(40)) + Data([10]))
        }
        // No packet comes meanwhile.
        while run.process.isRunning, !run.output.contains(#""type":"message""#) { usleep(10_000) }
        let rest = try FileHandle(forWritingTo: URL(fileURLWithPath: capture))
        try rest.seekToEnd()
        try rest.write(contentsOf: Data(bytes.dropFirst(cut)))
        while run.process.isRunning, !run.output.contains(#""type":"close""#) { usleep(10_000) }
        run.process.interrupt()
        let result = run.wait()
        #expect(result.status == 130 && result.error.isEmpty)
        let told = result.output.split(separator: "\n").filter { $0.contains(#""type":"message""#) }.map(String.init)
        // Sides whose keys come one after the other may be told one after the other.
        func digests(_ lines: [String]) -> [String] {
            lines.compactMap { $0.firstMatch(of: #/"sha256":"(\w+)"/#).map { String($0.1) } }.sorted()
        }
        let expected = try digests(messages([Self.path(name), "--keylog", Self.path(name, "keys")]))
        #expect(digests(told) == expected && expected.count == told.count)
    }
}
