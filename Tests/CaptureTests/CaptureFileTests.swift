import Foundation
import TestKit
import Testing

@testable import Capture

@Suite struct CaptureFileTests {
    @Test(arguments: [
        (bytes: [] as [UInt8], problem: "the file is empty"),
        ([0x0a], "not a capture: it has only 1 byte"),
        ([0xd4, 0xc3, 0xb2], "not a capture: it has only 3 bytes"),
        (Array("BZh91AY".utf8), "not a capture that ws101 reads: it looks like bzip2-compressed data"),
        (
            [0x02, 0x21, 0x4c, 0x18, 0],
            "not a capture that ws101 reads: it looks like lz4-compressed data in the old format"
        ),
        ([0x34, 0xcd, 0xb2, 0xa1, 2, 0, 4, 0], "the file header is cut off: 8 of its 24 bytes are there"),
        (Array("snoop\0\0\0....".utf8), "not a capture that ws101 reads: it looks like a snoop capture"),
        (Array("\n <!DOCTYPE html><p>404".utf8), "not a capture: it looks like an HTML page"),
        (Array("<?xml version=\"1.0\"?>".utf8), "not a capture: it looks like XML"),
        (Array("{\"log\": {}}".utf8), "not a capture: it looks like JSON"),
        (Array("GET / HTTP/1.1\r\n".utf8), "not a capture: it looks like text"),
        (
            [1, 2, 3, 0xff, 0],
            "not a capture: its first bytes, 01 02 03 ff, are the magic number of no format that ws101 knows"
        ),
        ([0x0a, 0x0d, 0x0d, 0x0a], "the section header is cut off: 4 bytes of it are there"),
        ([0xd4, 0xc3, 0xb2, 0xa1], "the file header is cut off: 4 of its 24 bytes are there"),
    ])
    func saysWhatTheFileLooksLike(bytes: [UInt8], problem: String) throws {
        let file = try ScratchFile(bytes)
        let error = #expect(throws: CaptureError.self) { _ = try CaptureFile.open(file.path) }
        #expect(error?.kind == .damaged)
        #expect(error?.problem == problem)
        #expect(error?.file == file.path)
        #expect(error?.offset == 0)
    }

    @Test func aMissingFileCannotBeOpened() {
        let error = #expect(throws: CaptureError.self) { _ = try CaptureFile.open("/nowhere/at-all.pcap") }
        #expect(error?.kind == .cannotOpen)
        #expect(error?.description == "/nowhere/at-all.pcap: there is no such file")
    }

    @Test func aDirectoryCannotBeOpened() {
        let error = #expect(throws: CaptureError.self) { _ = try CaptureFile.open("/") }
        #expect(error?.kind == .cannotOpen)
        #expect(error?.problem == "is a directory")
    }

    @Test func aFileWithoutPermissionCannotBeOpened() async throws {
        let file = try ScratchFile(CaptureFileBuilder.pcap([]))
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
        let path = file.path
        await #expect(processExitsWith: .success) { [path = path as String] in
            // Root may read every file: it becomes somebody else first.
            unsafe setenv("SUDO_UID", "54321", 1)
            unsafe setenv("SUDO_GID", "54321", 1)
            try Privileges().becomeOwner()
            guard let error = Reading.file(path).error, error.kind == .cannotOpen,
                error.problem == "you may not read this file"
            else { exit(1) }
        }
    }

    @Test(arguments: [1, 3, 4096])
    func aPipeGivesTheSameAsAFile(piece: Int) throws {
        let packets = somePackets(400) { $0 % 50 }
        for bytes in [CaptureFileBuilder.pcap(packets), CaptureFileBuilder.pcapng(packets)] {
            let expected = try Reading.bytes(bytes)
            let fifo = try Fifo()
            fifo.feed(bytes, inPiecesOf: piece)
            let reading = Reading.file(fifo.path)
            #expect(reading.error == nil)
            #expect(reading.packets == expected.packets)
            #expect(reading.interfaces == expected.interfaces)
        }
    }

    @Test func aPipeGivesItsPacketsBeforeItEnds() throws {
        let fifo = try Fifo()
        let writer = fifo.feed(CaptureFileBuilder.pcap(somePackets(3)), inPiecesOf: 64, closes: false)
        let stop = StopFlag()
        let source = try CaptureFile.open(fifo.path, stop: stop)
        let slab = PacketSlab()
        var count = 0
        while count < 3 {
            #expect(try source.fill(slab))
            count += slab.records.count
        }
        // The pipe is silent now and stays open: only the flag ends the wait.
        stop.stop()
        #expect(try source.fill(slab) == false)
        #expect(slab.records.isEmpty)
        close(writer.wait())
    }
}

/// A named pipe for the time of a test.
struct Fifo: ~Copyable {
    let path = NSTemporaryDirectory() + "/ws101-\(UUID().uuidString)"

    struct Failed: Error {}

    init() throws {
        guard unsafe mkfifo(path, 0o600) == 0 else { throw Failed() }
    }

    deinit { _ = unsafe unlink(path) }

    /// What another thread will give.
    final class Later: @unchecked Sendable {
        private let done = DispatchSemaphore(value: 0)
        private var value: Int32 = -1

        func finish(_ value: Int32) {
            self.value = value
            done.signal()
        }

        func wait() -> Int32 {
            done.wait()
            return value
        }
    }

    /// Writes from another thread, each piece with a call of its own.
    @discardableResult
    func feed(_ bytes: [UInt8], inPiecesOf size: Int, closes: Bool = true) -> Later {
        let later = Later()
        let path = path
        Thread.detachNewThread {
            let descriptor = unsafe open(path, O_WRONLY)
            for start in stride(from: 0, to: bytes.count, by: size) {
                let piece = Array(bytes[start..<min(start + size, bytes.count)])
                _ = unsafe write(descriptor, piece, piece.count)
            }
            if closes { close(descriptor) }
            later.finish(descriptor)
        }
        return later
    }
}
