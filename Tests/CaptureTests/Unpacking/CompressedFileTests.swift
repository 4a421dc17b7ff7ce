import Foundation
import TestKit
import Testing

@testable import Capture

/// Captures that were compressed read like those that were not.
@Suite struct CompressedFileTests {
    private static let folder = Bundle.module.bundleURL.appendingPathComponent("Compressed")

    private static func contents(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    private static func reading(_ name: String) -> Reading {
        Reading.file(folder.appendingPathComponent(name).path)
    }

    // MARK: Whole files

    /// Written by the programs gzip, zstd, lz4 and xz: one member; several, with what may stand between them.
    @Test(arguments: ["gz", "zst", "lz4", "xz"].flatMap { ["hello.\($0)", "members.\($0)"] })
    func readsWhatTheProgramsWrite(name: String) {
        let expected = Self.reading("hello.pcapng")
        let reading = Self.reading(name)
        #expect(reading.error == nil)
        #expect(expected.packets.count > 10 && reading.packets == expected.packets)
        #expect(reading.interfaces == expected.interfaces && reading.format == .pcapng)
    }

    @Test(arguments: Compressor.allCases)
    func readsMoreThanASlab(compressor: Compressor) throws {
        // Random bytes hardly shrink, equal ones to almost nothing: both ways through the buffers.
        var random = SplitMix(seed: 101)
        let packets = somePackets(2000) { $0 % 2000 }.enumerated().map { index, packet in
            (
                packet.time,
                index % 3 == 0 ? packet.bytes.map { _ in UInt8(truncatingIfNeeded: random.next()) } : packet.bytes
            )
        }
        let plain = CaptureFileBuilder.pcap(packets)
        let packed = compressor.pack(plain)
        #expect(plain.count > PacketSlab.capacity && packed.count < plain.count)
        let reading = try Reading.bytes(packed)
        #expect(reading.error == nil)
        #expect(reading.packets == (try Reading.bytes(plain)).packets)
    }

    @Test(arguments: Compressor.allCases, [1, 5, 4096])
    func aPipeGivesTheSameAsAFile(compressor: Compressor, piece: Int) throws {
        let plain = CaptureFileBuilder.pcapng(somePackets(60) { $0 % 50 })
        let half = plain.count / 2
        let packed = compressor.pack(Array(plain[..<half])) + compressor.pack(Array(plain[half...]))
        let fifo = try Fifo()
        fifo.feed(packed, inPiecesOf: piece)
        let reading = Reading.file(fifo.path)
        #expect(reading.error == nil)
        #expect(reading.packets == (try Reading.bytes(plain)).packets)
    }

    @Test(arguments: Compressor.allCases)
    func countsTheBytesOfTheFile(compressor: Compressor) throws {
        let packed = compressor.pack(CaptureFileBuilder.pcap(somePackets(100)))
        let file = try ScratchFile(packed)
        let source = try CaptureFile.open(file.path)
        let slab = PacketSlab()
        while try source.fill(slab) {}
        #expect(source.progress == ReadingProgress(bytes: packed.count, total: packed.count))
    }

    // MARK: Damaged ones

    @Test(arguments: ["hello.gz", "hello.zst", "hello.lz4", "hello.xz"])
    func everyTruncationGivesWhatIsWhole(name: String) throws {
        let bytes = try Self.contents(name)
        let whole = Self.reading(name).packets
        for count in Compression.longestMagic..<bytes.count {
            let reading = try Reading.bytes(Array(bytes.prefix(count)))
            #expect(reading.packets == Array(whole.prefix(reading.packets.count)))
            let error = try #require(reading.error, "\(count) bytes")
            #expect(error.kind == .damaged && error.problem.hasSuffix(" data is cut off") && error.offset == count)
            #expect(error.packet == (reading.packets.isEmpty ? nil : reading.packets.count))
        }
    }

    /// All four have checksums, so that no changed byte goes unnoticed: except in what says nothing of the contents.
    @Test(arguments: ["hello.gz", "hello.zst", "hello.lz4", "hello.xz"])
    func everyChangedByteIsNoticed(name: String) throws {
        let bytes = try Self.contents(name)
        let whole = Self.reading(name).packets
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1 << UInt8(index % 8)
            let reading = try Reading.bytes(changed)
            #expect(reading.error != nil || reading.packets == whole, "byte \(index)")
        }
    }

    @Test(arguments: Compressor.allCases)
    func saysWhatFollowsThatIsNone(compressor: Compressor) throws {
        let plain = CaptureFileBuilder.pcap(somePackets(3))
        let packed = compressor.pack(plain)
        let reading = try Reading.bytes(packed + Array("more".utf8))
        #expect(reading.packets.count == 3)
        #expect(reading.error?.problem == "its \(compressor.rawValue) data ends here, and something else follows")
        #expect(reading.error?.offset == packed.count)
    }

    @Test(arguments: Compressor.allCases)
    func damageInTheCaptureCountsUnpackedBytes(compressor: Compressor) throws {
        var file = CaptureFileBuilder()
        file.pcapHeader()
        file.pcapPacket([1, 2, 3])
        let offset = file.bytes.count
        file.pcapPacket([], captured: 9)
        let error = try #require(try Reading.bytes(compressor.pack(file.bytes)).error)
        #expect(
            error.description.contains(
                "(after packet 1, at byte \(offset) of its unpacked \(compressor.rawValue) data)"))
    }

    // MARK: What it is not for

    @Test(arguments: Compressor.allCases, Compressor.allCases)
    func unpacksOnlyOnce(inner: Compressor, outer: Compressor) throws {
        let error = try Reading.bytes(outer.pack(inner.pack(CaptureFileBuilder.pcap(somePackets(3))))).error
        #expect(
            error?.problem == "its \(outer.rawValue) data holds no capture that ws101 reads: "
                + "it looks like \(inner.rawValue)-compressed data")
        #expect(error?.advice?.contains("Unpack it: ") == true)
    }

    @Test(arguments: Compressor.allCases)
    func saysWhatTheDataIsOtherwise(compressor: Compressor) throws {
        #expect(
            try Reading.bytes(compressor.pack(Array("{\"log\": {}}".utf8))).error?.problem
                == "its \(compressor.rawValue) data holds no capture: it looks like JSON")
        #expect(try Reading.bytes(compressor.pack([])).error?.problem == "its \(compressor.rawValue) data is empty")
    }

    @Test func aFrameOfAnUnknownKindIsNone() throws {
        // A skippable frame, with nothing compressed behind it.
        let error = try Reading.bytes([0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 7, 1, 2, 3, 4, 5, 6, 7]).error
        #expect(error?.problem == "its compressed data is none that ws101 knows")
        #expect(error?.offset == 9)
    }

    // MARK: Memory

    @Test func refusesToTakeMoreMemoryThanItsLimits() throws {
        // A zstd frame whose window has 256 MiB (RFC 8878 §3.1.1.1.2), and one whose window is the largest allowed one.
        let frame = { (window: UInt8) in [0x28, 0xb5, 0x2f, 0xfd, 0, window, 1, 0, 0] as [UInt8] }
        #expect(try Reading.bytes(frame(18 << 3)).error?.problem == "its zstd data needs a window of more than 128 MiB")
        #expect(try Reading.bytes(frame(17 << 3)).error?.problem == "its zstd data is empty")
        // Dictionaries of 2 << 19 bits and a half are 1.5 GiB, of 2 << 11 bits 8 MiB.
        let plain = CaptureFileBuilder.pcap(somePackets(3))
        let large = try Reading.bytes(Compressor.xz(plain, dictionaryCode: 37))
        #expect(large.error?.problem == "its xz data needs more than 128 MiB to be unpacked")
        #expect(try Reading.bytes(Compressor.xz(plain, dictionaryCode: 22)).packets.count == 3)
    }
}
