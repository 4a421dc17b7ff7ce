import Foundation
import Testing

/// What README.md shows is what the program prints.
@Suite struct ReadmeTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The blocks of output in README.md, in order.
    private static func blocks() throws -> [String] {
        let text = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        return text.components(separatedBy: "```text\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    }

    @Test func ladder() throws {
        let sample = Self.root.appendingPathComponent("samples/sessions/demo.pcapng").path
        let output = try Program.run(["inspect", sample, "--session", "1"]).output
        #expect(try output.contains(Self.blocks()[0]))
    }

    @Test func why() throws {
        let sample = Self.root.appendingPathComponent("samples/sessions/killed.pcapng").path
        let output = try Program.run(["inspect", sample, "--session", "1", "--why"]).output
        #expect(try output.contains(Self.blocks()[2]))
    }

    /// The second block leaves out the explanations between the picture and the unmasking.
    @Test func frame() throws {
        let output = try Program.run(["frame", "81", "85", "37", "fa", "21", "3d", "7f", "9f", "4d", "51", "58"]).output
        for part in try Self.blocks()[1].components(separatedBy: "\n\n") {
            #expect(output.contains(part))
        }
    }

    /// samples/README.md has a row for each recording, and no other.
    @Test func recordingsAreListed() throws {
        let text = try String(contentsOf: Self.root.appendingPathComponent("samples/README.md"), encoding: .utf8)
        let listed = text.matches(of: /\(sessions\/([a-z0-9-]+)\.pcapng\)/).map { String($0.1) }
        let folder = Self.root.appendingPathComponent("samples/sessions")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".pcapng") }.map { String($0.dropLast(7)) }
        #expect(listed.sorted() == files.sorted())
    }
}
