import Course
import Foundation
import Testing

@Suite struct FileTroubleTests {
    private func trouble(_ body: () throws -> Void) throws -> FileTrouble {
        FileTrouble(try #require(#expect(throws: (any Error).self) { try body() }))
    }

    @Test func speaksPlainly() throws {
        let folder = try temporaryFolder()
        let none = folder.appendingPathComponent("none")
        #expect(try trouble { _ = try Data(contentsOf: none) }.description == "there is no such file or folder")
        #expect(
            try trouble { _ = try FileManager.default.contentsOfDirectory(atPath: none.path) }.description
                == "there is no such file or folder")
        let file = folder.appendingPathComponent("file")
        try Data().write(to: file)
        let below = try trouble { try Data("x".utf8).write(to: file.appendingPathComponent("below"), options: .atomic) }
        #expect(!below.description.contains("operation") && !below.description.contains("Cocoa"))
    }

    @Test(arguments: [
        (EACCES, "permission denied"), (ENOSPC, "no space is left"), (EROFS, "read-only"),
        (ENAMETOOLONG, "too long"), (EIO, "nput/output error"),
    ])
    func knowsTheSystemsReasons(code: Int32, words: String) {
        let system = NSError(domain: NSPOSIXErrorDomain, code: Int(code))
        #expect(FileTrouble(system).description.contains(words))
        let wrapped = NSError(
            domain: NSCocoaErrorDomain, code: CocoaError.Code.fileWriteUnknown.rawValue,
            userInfo: [NSUnderlyingErrorKey: system])
        #expect(FileTrouble(wrapped).description.contains(words))
    }

    @Test func whatIsUnknownIsSaidToBeSo() {
        #expect(FileTrouble(NSError(domain: "x", code: 3)).description == "the system refused it")
        #expect(FileTrouble(CocoaError(.fileWriteOutOfSpace)).description == "no space is left there")
    }
}
