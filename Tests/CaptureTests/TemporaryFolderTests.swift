import Capture
import Foundation
import Testing

struct TemporaryFolderTests {
    @Test func isTheOwnersAlone() throws {
        let paths = try [TemporaryFolder.make("ws101-test"), TemporaryFolder.make("ws101-test")]
        defer { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
        #expect(paths[0] != paths[1])
        for path in paths {
            #expect(path.hasPrefix(TemporaryFile.folder + "/ws101-test-"))
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.type] as? FileAttributeType == .typeDirectory)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
        }
    }

    @Test func saysWhereNoneCanBeMade() async {
        await #expect(processExitsWith: .success) {
            unsafe setenv("TMPDIR", "/dev/null", 1)
            do throws(CaptureError) {
                _ = try TemporaryFolder.make("ws101-test")
                exit(1)
            } catch {
                guard error.kind == .cannotWrite, error.file == "/dev/null" else { exit(2) }
                guard error.advice?.contains("TMPDIR") == true else { exit(3) }
            }
        }
    }
}
