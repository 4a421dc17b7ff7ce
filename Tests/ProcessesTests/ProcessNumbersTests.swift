import Foundation
import Processes
import Testing

struct ProcessNumbersTests {
    @Test func onlyNumbersCount() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("ws101-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for name in ["1", "30", "7x", "self", "99999999999"] {
            try FileManager.default.createDirectory(
                at: root.appendingPathComponent(name), withIntermediateDirectories: true)
        }
        #expect(Set(ProcessNumbers.inFolder(root.path)) == [1, 30])
        #expect(ProcessNumbers.inFolder(root.path + "/none").isEmpty)
    }

    #if os(Linux)
    @Test func theThreadsOfThisProcessAreThere() {
        #expect(ProcessNumbers.inFolder("/proc/self/task").contains(getpid()))
    }
    #endif
}
