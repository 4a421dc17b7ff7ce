import Foundation
import TestKit
import Testing

@testable import Capture

@Suite struct KeyLogFileTests {
    /// All that the file has to give now.
    private func all(_ file: KeyLogFile, _ reading: KeyLogFile.Reading) throws -> [String] {
        var texts: [String] = []
        while let text = try file.next(reading) { texts.append(String(decoding: text.bytes, as: UTF8.self)) }
        return texts
    }

    private func append(_ text: String, to path: String) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    @Test(arguments: ["", "a\n", "a\nb\n", "a\r\nb\r\n", "a\rb\r", "a\nb", "b"])
    func aWholeFileIsReadToItsLastByte(content: String) throws {
        let scratch = try ScratchFile(Array(content.utf8))
        #expect(try all(KeyLogFile(scratch.path), .toItsEnd).joined() == content)
    }

    @Test func linesLargerThanAnythingAreGivenInParts() throws {
        let content = [UInt8](repeating: 0x61, count: 3 << 20) + Array("\nCLIENT_RANDOM 1 2\n".utf8)
        let scratch = try ScratchFile(content)
        let texts = try all(KeyLogFile(scratch.path), .growing)
        #expect(texts.joined() == String(decoding: content, as: UTF8.self))
        #expect(texts.allSatisfy { $0.utf8.count <= 2 << 20 } && texts.count > 1)
    }

    @Test func aLineIsKeptUntilItHasEnded() throws {
        let scratch = try ScratchFile(Array("one\ntw".utf8))
        let file = try KeyLogFile(scratch.path)
        #expect(try all(file, .growing) == ["one\n"])
        try append("o", to: scratch.path)
        #expect(try all(file, .growing) == [])
        try append("\nthree\nf", to: scratch.path)
        #expect(try all(file, .growing) == ["two\nthree\n"])
        #expect(try all(file, .toItsEnd) == ["f"])
    }

    @Test func aFileThatWasEmptiedIsReadAnew() throws {
        let scratch = try ScratchFile(Array("one\ntwo\n".utf8))
        let file = try KeyLogFile(scratch.path)
        #expect(try all(file, .growing) == ["one\ntwo\n"])
        try Data("x\n".utf8).write(to: URL(fileURLWithPath: scratch.path))
        #expect(try all(file, .growing) == ["x\n"])
    }

    /// The old file is read to its end, its last line too, before the new one.
    @Test func aFileThatTookTheNameIsReadOn() throws {
        let scratch = try ScratchFile(Array("one\n".utf8))
        let other = try ScratchFile(Array("new\n".utf8))
        let file = try KeyLogFile(scratch.path)
        #expect(try all(file, .growing) == ["one\n"])
        try append("two", to: scratch.path)
        // Both names are C strings during the call.
        #expect(unsafe rename(other.path, scratch.path) == 0)
        #expect(try all(file, .growing) == ["two", "new\n"])
        // Without a name it is still the same file.
        try append("more\n", to: scratch.path)
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.path))
        try FileManager.default.removeItem(atPath: scratch.path)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("last\n".utf8))
        #expect(try all(file, .growing) == ["more\nlast\n"])
    }

    @Test func aFileThatIsAwaitedMayComeLater() throws {
        let path = NSTemporaryDirectory() + "/ws101-\(UUID().uuidString)"
        let error = #expect(throws: CaptureError.self) { _ = try KeyLogFile(path) }
        #expect(error?.kind == .cannotOpen && error?.problem == "there is no such key log")
        let file = try KeyLogFile(path, isAwaited: true)
        #expect(try !file.isOpen && file.next(.growing) == nil)
        try Data("one\n".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try all(file, .growing) == ["one\n"] && file.isOpen)
    }

    @Test(arguments: [(0o600, false), (0o640, false), (0o644, true), (0o604, true)])
    func tellsWhoMayReadIt(mode: Int, isOpen: Bool) throws {
        let scratch = try ScratchFile()
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: scratch.path)
        let file = try KeyLogFile(scratch.path)
        #expect(file.isReadableByEverybody == isOpen && file.isRegular)
    }

    @Test func whatIsNoKeyLogIsRefused() throws {
        let capture = try ScratchFile(CaptureFileBuilder.pcap(somePackets(1)))
        let block = try ScratchFile(CaptureFileBuilder.pcapng(somePackets(1)))
        let packed = try ScratchFile(Compressor.gzip.pack(Array("CLIENT_RANDOM 1 2\n".utf8)))
        for (path, kind, problem) in [
            (capture.path, .damaged, "is a capture, not a key log"),
            (block.path, .damaged, "is a capture, not a key log"),
            (packed.path, .damaged, "is compressed"), ("/", .cannotOpen, "is a directory, not a key log"),
            ("/dev/null/x", .cannotOpen, "there is no such key log"),
        ] as [(String, CaptureError.Kind, String)] {
            let error = #expect(throws: CaptureError.self) { _ = try KeyLogFile(path) }
            #expect(error?.kind == kind && error?.problem == problem && error?.advice != nil)
        }
    }

    @Test func theSameFileIsKnownAgain() throws {
        let one = try ScratchFile()
        let other = try ScratchFile()
        let link = one.path + "-link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: one.path)
        defer { try? FileManager.default.removeItem(atPath: link) }
        let file = try KeyLogFile(one.path)
        #expect(try file.isSame(as: KeyLogFile(link)) && !file.isSame(as: KeyLogFile(other.path)))
    }

    // MARK: Pipes

    @Test func aPipeIsNeverWaitedForWhileItGrows() throws {
        let fifo = try Fifo()
        let file = try KeyLogFile(fifo.path)
        #expect(try !file.isRegular && file.next(.growing) == nil)
        let writer = try FileHandle(forUpdating: URL(fileURLWithPath: fifo.path))
        #expect(try file.next(.growing) == nil)
        try writer.write(contentsOf: Data("one\ntw".utf8))
        #expect(try all(file, .growing) == ["one\n"])
        try writer.write(contentsOf: Data("o\n".utf8))
        #expect(try all(file, .growing) == ["two\n"])
        try writer.close()
        #expect(try file.next(.growing) == nil)
    }

    @Test func aPipeIsReadToItsEnd() throws {
        let fifo = try Fifo()
        let content = String(repeating: "CLIENT_RANDOM 1 2\n", count: 20_000) + "end"
        let file = try KeyLogFile(fifo.path)
        fifo.feed(Array(content.utf8), inPiecesOf: 10_000)
        #expect(try all(file, .toItsEnd).joined() == content)
    }

    @Test func aSilentPipeIsLeftWhenTold() throws {
        let fifo = try Fifo()
        let file = try KeyLogFile(fifo.path)
        let stop = StopFlag()
        stop.stop()
        #expect(try file.next(.toItsEnd, stop: stop) == nil)
    }
}
