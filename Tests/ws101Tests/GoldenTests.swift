import Foundation
import Samples
import TestKit
import Testing

/// What the samples look like on a terminal of 80 columns, kept in Tests/Golden/.
@Suite(.serialized) struct GoldenTests {
    private static let samples: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: SampleFiles.folder.path)) ?? []
        return files.filter { $0.hasSuffix(".pcapng") }.map { String($0.dropLast(7)) }.sorted()
    }()

    @Test func thereAreSamples() { #expect(Self.samples.count >= 10) }

    @Test(arguments: samples)
    func overview(name: String) throws { try compare("overview/\(name).txt", name, []) }

    @Test(arguments: samples)
    func session(name: String) throws { try compare("session/\(name).txt", name, ["--session", "1"]) }

    @Test(arguments: [
        "killed", "refused-403", "refused-426", "proxy-no-upgrade", "invalid-utf8", "hello", "midstream",
    ])
    func why(name: String) throws { try compare("why/\(name).txt", name, ["--session", "1", "--why"]) }

    @Test(arguments: [
        ("why/close-codes.txt", "close-codes", ["--session", "2", "--why"]),
        ("why/leg-ended.txt", "proxy-idle", ["--session", "2", "--why"]),
        ("why/leg-refused.txt", "proxy-no-upgrade", ["--session", "2", "--why"]),
        ("why/narrow.txt", "proxy-no-upgrade", ["--session", "1", "--why", "--width", "50", "--ascii"]),
    ])
    func why(golden: String, sample: String, arguments: [String]) throws { try compare(golden, sample, arguments) }

    @Test(arguments: [
        ("session-2.txt", "length-not-minimal", ["--session", "2"]),
        ("session-tunnel.txt", "connect-tunnel", ["--session", "2"]),
        ("message-text.txt", "demo", ["--message", "2"]), ("message-binary.txt", "demo", ["--message", "4"]),
        ("packet.txt", "demo", ["--packet", "8"]),
        ("frame-violation.txt", "length-not-minimal", ["--session", "1", "--frame", "1"]),
        ("ascii.txt", "demo", ["--session", "1", "--ascii"]),
        ("narrow.txt", "demo", ["--session", "1", "--width", "40"]),
        ("wide.txt", "demo", ["--session", "1", "--width", "120"]),
        ("color.txt", "masking", ["--color", "always"]),
        ("light.txt", "masking", ["--color", "always", "--theme", "light"]),
        ("plain.txt", "demo", ["--session", "1", "--plain"]),
        ("plain-frame.txt", "length-not-minimal", ["--session", "1", "--frame", "1", "--plain"]),
        ("plain-packet.txt", "demo", ["--packet", "8", "--plain"]),
    ])
    func view(golden: String, sample: String, arguments: [String]) throws {
        try compare("view/\(golden)", sample, arguments)
    }

    /// What happens, line by line, as it comes through a pipe.
    @Test(arguments: [
        ("refused-40.txt", "refused", ["--width", "40"]), ("refused-80.txt", "refused", ["--width", "80"]),
        ("refused-120.txt", "refused", ["--width", "120"]), ("restart.txt", "restart", ["--width", "80"]),
        ("full.txt", "demo", ["--width", "80", "--full"]), ("plain.txt", "demo", ["--plain", "--time", "relative"]),
        ("color.txt", "chromium-chat", ["--color", "always", "--width", "100", "--time", "delta"]),
        ("json-full.txt", "chromium-chat", ["--full", "--payload-limit", "60", "--width", "80"]),
    ])
    func live(golden: String, sample: String, arguments: [String]) throws {
        let time = arguments.contains("--time") ? "" : "--time utc"
        let script =
            "cd '\(SampleFiles.folder.path)' && cat \(sample).pcapng | \"$WS101\" inspect --follow - \(time) "
            + arguments.joined(separator: " ")
        let result = try Program.shell(script)
        #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
        let difference = Golden.difference("live/\(golden)", result.output)
        #expect(difference == nil)
    }

    @Test(arguments: [
        ("frame-hello.txt", ["frame", "--from", "client", "818537fa213d7f9f4d5158"]),
        ("frame-bad.txt", ["frame", "--from", "client", "83 80 00 00 00 00"]),
        ("frame-cut.txt", ["frame", "81 fe 01"]),
        ("build-close.txt", ["build", "close", "--code", "1000", "--reason", "bye"]),
        ("explain-1006.txt", ["explain", "1006"]), ("explain-ping.txt", ["explain", "ping"]),
        ("explain-key.txt", ["explain", "dGhlIHNhbXBsZSBub25jZQ=="]),
        ("explain-403.txt", ["explain", "status", "403"]),
        ("explain-rule.txt", ["explain", "frame.client-unmasked"]), ("explain-header.txt", ["explain", "upgrade"]),
        ("explain-field.txt", ["explain", "masking", "key"]), ("explain.txt", ["explain"]),
        ("explain-alert.txt", ["explain", "certificate_expired"]),
        ("explain-extension.txt", ["explain", "extension", "16"]),
        ("explain-keylog.txt", ["explain", "keylog"]),
    ])
    func command(golden: String, arguments: [String]) throws {
        let result = try Program.run(arguments)
        #expect(result.status == 0, "\(result.error)")
        let difference = Golden.difference("command/\(golden)", result.output)
        #expect(difference == nil)
    }

    private func compare(_ golden: String, _ sample: String, _ arguments: [String]) throws {
        // Named without its folder, which is another one on each machine.
        let script =
            "cd '\(SampleFiles.folder.path)' && \"$WS101\" inspect \(sample).pcapng \(arguments.joined(separator: " "))"
        let result = try Program.shell(script)
        #expect(result.status == 0, "\(result.error)")
        let difference = Golden.difference(golden, result.output)
        #expect(difference == nil)
    }
}
