import Foundation
import NIOCore
import Testing

@testable import Playground

struct KeyLogWriterTests {
    @Test func isPrivateAndGoesAway() throws {
        let log = try KeyLogWriter(nil)
        log.append(ByteBuffer(string: "CLIENT_RANDOM 00 11"))
        log.append(ByteBuffer(string: "CLIENT_RANDOM 22 33\n"))
        #expect(log.isTemporary)
        #expect(try String(contentsOfFile: log.path, encoding: .utf8) == "CLIENT_RANDOM 00 11\nCLIENT_RANDOM 22 33\n")
        let mode = try FileManager.default.attributesOfItem(atPath: log.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        log.close()
        #expect(!FileManager.default.fileExists(atPath: log.path))
        // What comes later is nobody's.
        log.append(ByteBuffer(string: "CLIENT_RANDOM 44 55"))
    }

    @Test func addsToAFileAndLeavesIt() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("ws101-\(UUID().uuidString).keys").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("# before\n".utf8).write(to: URL(fileURLWithPath: path))
        let log = try KeyLogWriter(path)
        log.append(ByteBuffer(string: "after"))
        log.close()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "# before\nafter\n")
    }

    @Test func saysWhyItCannotBeOpened() {
        let error = #expect(throws: PlaygroundError.self) { try KeyLogWriter("/nowhere/at/all") }
        #expect(error == .keyLog(path: "/nowhere/at/all", reason: "No such file or directory"))
    }
}
