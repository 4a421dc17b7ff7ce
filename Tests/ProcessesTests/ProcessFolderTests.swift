#if os(Linux)
import Foundation
import Testing

@testable import Processes

struct ProcessFolderTests {
    @Test func readsThisProcess() throws {
        let folder = ProcessFolder()
        let facts = try #require(folder.facts(of: getpid()))
        #expect(facts.pid == getpid() && !facts.name.isEmpty)
        #expect(facts.ancestors.first == getppid())
        #expect(folder.processes().contains(getpid()))
        #expect(folder.facts(of: .max) == nil)
    }

    @Test func findsASocketThatThisProcessHasOpen() throws {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var status = stat()
        try #require(unsafe fstat(descriptor, &status) == 0)
        let inode = UInt32(status.st_ino)
        #expect(ProcessFolder().sockets(of: getpid(), among: [inode, .max]) == [inode])
        #expect(ProcessFolder().sockets(of: getpid(), among: [.max]) == [])
        #expect(ProcessFolder().sockets(of: .max, among: [inode]) == nil)
    }

    @Test func looksIntoTheLatestProcessesFirst() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("ws101-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for name in ["1", "30", "7", "self", "net"] {
            try FileManager.default.createDirectory(
                at: root.appendingPathComponent(name), withIntermediateDirectories: true)
        }
        #expect(ProcessFolder(root: root.path).processes() == [30, 7, 1])
    }

    @Test(arguments: [
        ("socket:[7514119]", 7_514_119), ("socket:[]", nil), ("pipe:[5]", nil), ("/dev/null", nil), ("", nil),
        ("socket:[99999999999]", nil), ("socket:[4294967295]", 4_294_967_295), ("socket:[1x]", nil),
    ])
    func readsLinks(link: String, inode: UInt32?) {
        #expect(ProcessFolder.inode(ofLink: Array(link.utf8)[...]) == inode)
    }

    @Test(arguments: [
        ("7 (node) S 1 7 7 0", 1), ("7 (a) b) (c) S 12 7", 12), ("7 (node) S", nil), ("", nil), ("7 node S 1", nil),
    ])
    func readsTheParent(status: String, parent: Int32?) {
        #expect(ProcessFolder.parent(status: Array(status.utf8)) == parent)
    }
}
#endif
