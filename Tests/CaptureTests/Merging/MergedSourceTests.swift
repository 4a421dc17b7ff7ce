import Foundation
import TestKit
import Testing
import Wire

@testable import Capture

@Suite struct MergedSourceTests {
    typealias Packets = [(time: Int64, bytes: [UInt8])]

    /// Several files for the time of a test.
    private final class Files {
        let paths: [String]

        init(_ contents: [[UInt8]]) throws {
            paths = contents.map { _ in NSTemporaryDirectory() + "/ws101-\(UUID().uuidString)" }
            for (path, bytes) in zip(paths, contents) { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
        }

        deinit { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
    }

    private static let second: Int64 = 1_000_000_000

    /// Packets at these microseconds.
    private static func packets(_ times: [Int64], tag: UInt8, length: Int = 20) -> Packets {
        times.enumerated().map { index, time in
            (
                1_700_000_000 * second + time * 1000,
                [tag, UInt8(truncatingIfNeeded: index)] + Array(repeating: 0, count: length)
            )
        }
    }

    /// What the merged packets are by the words of the documentation, found the slow way.
    private static func merged(_ files: [Packets]) -> Packets {
        var rest = files.enumerated().filter { !$0.element.isEmpty }
            .sorted { ($0.element[0].time, $0.offset) < ($1.element[0].time, $1.offset) }.map { $0.element[...] }
        var result: Packets = []
        while let least = rest.indices.filter({ !rest[$0].isEmpty }).min(by: {
            (rest[$0].first?.time ?? 0, $0) < (rest[$1].first?.time ?? 0, $1)
        }) { result.append(rest[least].removeFirst()) }
        return result
    }

    /// What was lost, and what was written, stays with its packet when packets are numbered anew.
    @Test(arguments: [1, 2, 5, 40])
    func lossesAndCommentsGoWithTheirPackets(run: Int) throws {
        // Packet i of 200 is in file i / run % 3, the runs in turns; its time is i.
        var files = (0..<3).map { _ in CaptureFileBuilder() }
        for index in files.indices {
            files[index].sectionHeader()
            files[index].interface(linkType: .raw)
        }
        for packet in 0..<200 {
            var options: [(code: UInt16, value: [UInt8])] = []
            if packet % 7 == 0 { options.append((1, Array("comment \(packet)".utf8))) }
            if packet % 5 == 0 { options.append((4, [UInt8(packet + 1), 0, 0, 0, 0, 0, 0, 0])) }
            files[packet / run % 3].enhancedPacket(ticks: UInt64(packet), [1], options: options)
        }
        let onDisk = try Files(files.map(\.bytes))
        let reading = Reading.files(onDisk.paths)
        #expect(reading.packets.count == 200)
        #expect(reading.drops.map(\.packet) == stride(from: 1, through: 200, by: 5).map { $0 })
        #expect(reading.drops.map(\.count) == stride(from: 1, through: 200, by: 5).map { $0 })
        #expect(reading.comments.map(\.packet) == stride(from: 1, through: 200, by: 7).map { $0 })
    }

    private static func check(_ files: [Packets], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let onDisk = try Files(
            files.enumerated().map { index, packets in
                index % 2 == 0 ? CaptureFileBuilder.pcap(packets) : CaptureFileBuilder.pcapng(packets)
            })
        let expected = merged(files)
        let reading = Reading.files(onDisk.paths)
        #expect(reading.error == nil && reading.problems.isEmpty, sourceLocation: sourceLocation)
        #expect(reading.bytes == expected.map(\.bytes), sourceLocation: sourceLocation)
        #expect(reading.nanoseconds == expected.map(\.time), sourceLocation: sourceLocation)
        #expect(reading.packets.map(\.number) == Array(1...expected.count), sourceLocation: sourceLocation)
    }

    // MARK: Order

    @Test func theEarliestPacketIsNext() throws {
        try Self.check([
            Self.packets([1, 4, 5], tag: 1), Self.packets([2, 3, 6], tag: 2), Self.packets([0, 7], tag: 3),
        ])
    }

    @Test func packetsOfAFileKeepTheirOrder() throws {
        try Self.check([Self.packets([5, 1, 9], tag: 1), Self.packets([2, 8, 3], tag: 2)])
    }

    @Test func withEqualTimesTheFileThatBeganEarlierIsFirst() throws {
        try Self.check([
            Self.packets([2, 2, 3], tag: 1), Self.packets([1, 2, 3], tag: 2), Self.packets([2, 3], tag: 3),
        ])
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func anyFilesAreMerged(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let files = (0..<(2 + Int(random.next() % 5))).map { index in
            // Some overlap, some follow each other, some times are equal, some go back.
            var time = Int64(random.next() % 300)
            return Self.packets(
                (0..<(1 + Int(random.next() % 60))).map { _ in
                    time += Int64(random.next() % 6) - 1
                    return time
                }, tag: UInt8(index))
        }
        try Self.check(files)
    }

    @Test func filesOfManySlabsAreMerged() throws {
        let files = (0..<3).map { (index: Int) -> Packets in
            let times = (0..<60).map { (number: Int) -> Int64 in Int64(number * 3 + index + (number > 30 ? 1000 : 0)) }
            return Self.packets(times, tag: UInt8(index), length: 60_000)
        }
        try Self.check(files)
    }

    @Test(.enabled(if: Tool.path("mergecap") != nil))
    func mergecapNumbersThemAlike() throws {
        // No equal times: mergecap takes the packet of the file that was named last then.
        let files = (0..<4).map { (index: Int) -> Packets in
            let times = (0..<50).map { (number: Int) -> Int64 in
                let jump = (number % (7 + index)) * 12
                return Int64(number * 4 + index + jump)
            }
            return Self.packets(times, tag: UInt8(index))
        }
        let onDisk = try Files(files.map { CaptureFileBuilder.pcap($0) })
        let merged = try ScratchFile()
        try Tool.run("mergecap", ["-F", "pcap", "-w", merged.path] + onDisk.paths)
        let (ours, theirs) = (Reading.files(onDisk.paths), Reading.file(merged.path))
        #expect(ours.bytes == theirs.bytes && ours.nanoseconds == theirs.nanoseconds)
    }

    // MARK: Rotated sets

    @Test(arguments: [0, 1, 2] as [UInt64])
    func aRotatedSetReadsLikeTheWholeFileInAnyOrder(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let whole = Self.packets((0..<200).map { $0 * 10 }, tag: 1)
        let parts = stride(from: 0, to: 200, by: 20).map { CaptureFileBuilder.pcapng(Array(whole[$0..<($0 + 20)])) }
        let onDisk = try Files(parts)
        let one = try Reading.bytes(CaptureFileBuilder.pcapng(whole))
        for _ in 0..<4 {
            let reading = Reading.files(onDisk.paths.shuffled(using: &random))
            #expect(reading.packets == one.packets)
            #expect(reading.interfaces == one.interfaces)
        }
    }

    @Test func aFileWithoutPacketsIsNothingSpecial() throws {
        let onDisk = try Files([CaptureFileBuilder.pcap([]), CaptureFileBuilder.pcap(Self.packets([1, 2], tag: 7))])
        let reading = Reading.files(onDisk.paths)
        #expect(reading.problems.isEmpty && reading.packets.count == 2)
    }

    // MARK: Interfaces

    @Test func everyFileHasItsLinkTypeAndItsInterfaces() throws {
        let onDisk = try Files([
            CaptureFileBuilder.pcap(Self.packets([1, 3, 5], tag: 1), linkType: .ethernet),
            CaptureFileBuilder.pcap(Self.packets([2, 4, 6], tag: 2), linkType: .raw),
        ])
        let reading = Reading.files(onDisk.paths)
        #expect(reading.packets.map(\.linkType) == [.ethernet, .raw, .ethernet, .raw, .ethernet, .raw])
        #expect(reading.packets.map(\.interface) == [0, 1, 0, 1, 0, 1])
        #expect(reading.interfaces.map(\.linkType) == [.ethernet, .raw])
    }

    @Test func viewsOfTheSameTrafficHaveInterfacesOfTheirOwn() throws {
        let onDisk = try Files([
            CaptureFileBuilder.pcap(Self.packets([1, 3, 5], tag: 1)),
            CaptureFileBuilder.pcap(Self.packets([2, 4], tag: 2)),
            CaptureFileBuilder.pcap(Self.packets([8, 9], tag: 2)),
        ])
        #expect(Reading.files(onDisk.paths).packets.map(\.interface) == [0, 1, 0, 1, 0, 0, 0])
    }

    @Test func twoInterfacesThatAreAlikeStayTwo() throws {
        var file = CaptureFileBuilder()
        file.sectionHeader()
        file.interface()
        file.interface()
        for index in 0..<4 { file.enhancedPacket(interface: UInt32(index % 2), ticks: UInt64(index), [1]) }
        let onDisk = try Files([file.bytes, CaptureFileBuilder.pcap(Self.packets([1], tag: 1), linkType: .raw)])
        let reading = Reading.files(onDisk.paths)
        #expect(reading.packets.map(\.interface) == [0, 1, 0, 1, 2])
        #expect(reading.interfaces.count == 3)
    }

    // MARK: Trouble

    @Test func whatCannotBeReadIsToldAndTheRestIsRead() throws {
        let whole = CaptureFileBuilder.pcap(Self.packets([11, 12, 13], tag: 2))
        let onDisk = try Files([
            CaptureFileBuilder.pcap(Self.packets([1, 2], tag: 1)), Array(whole.dropLast(3)), Array("text".utf8),
            CaptureFileBuilder.pcap(Self.packets([21], tag: 3)),
        ])
        let reading = Reading.files(onDisk.paths + ["/nowhere/at-all.pcap"])
        #expect(reading.bytes.map(\.first) == [1, 1, 2, 2, 3])
        #expect(reading.problems.map(\.file) == [onDisk.paths[2], "/nowhere/at-all.pcap", onDisk.paths[1]])
        #expect(reading.problems.map(\.kind) == [.damaged, .cannotOpen, .damaged])
    }

    @Test func refusesAFileThatIsNamedTwice() throws {
        let onDisk = try Files([CaptureFileBuilder.pcap(Self.packets([1], tag: 1))])
        let path = onDisk.paths[0]
        let link = path + "-link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        defer { try? FileManager.default.removeItem(atPath: link) }
        for (paths, problem) in [
            ([path, path], "is named twice"), ([path, link], "is the same file as \(path)"),
            (["-", "-"], "is named twice"),
        ] {
            let error = #expect(throws: CaptureError.self) { _ = try CaptureFile.open(paths) }
            #expect(error?.kind == .usage && error?.problem == problem)
        }
    }

    @Test func tooManyFilesAtTheSameTimeAreTold() throws {
        let count = MergedSource.mostAtOnce + 2
        let onDisk = try Files(
            (0..<count).map { index in
                CaptureFileBuilder.pcap(Self.packets([Int64(index), 10_000 + Int64(index)], tag: 1))
            })
        let reading = Reading.files(onDisk.paths)
        #expect(reading.packets.count == 2 * MergedSource.mostAtOnce)
        #expect(reading.problems.map(\.problem) == Array(repeating: "overlaps in time with 256 other files", count: 2))
    }

    // MARK: Pipes and progress

    @Test func aPipeMayBeOneOfThem() throws {
        let onDisk = try Files([CaptureFileBuilder.pcap(Self.packets([1, 3, 5, 7], tag: 1))])
        let fifo = try Fifo()
        fifo.feed(CaptureFileBuilder.pcap(Self.packets([2, 4, 6, 8], tag: 2)), inPiecesOf: 50)
        #expect(Reading.files([fifo.path] + onDisk.paths).bytes.map(\.first) == [1, 2, 1, 2, 1, 2, 1, 2])
    }

    // MARK: Keys

    /// Keys in front of, between and behind packets, in a file of keys alone, and in a pipe: each is told once.
    @Test func keysOfAllFilesAreGivenOnce() throws {
        func file(_ times: [Int64], keys: [Int: String]) -> [UInt8] {
            var file = CaptureFileBuilder()
            file.sectionHeader()
            file.interface()
            for (index, time) in times.enumerated() {
                if let text = keys[index] { file.secrets(Array(text.utf8)) }
                file.enhancedPacket(ticks: UInt64(time), [1])
            }
            if let text = keys[times.count] { file.secrets(Array(text.utf8)) }
            return file.bytes
        }
        let onDisk = try Files([
            file([1, 5, 9], keys: [0: "a", 1: "b", 3: "c"]), file([2, 3, 4], keys: [0: "d", 3: "e"]),
            file([], keys: [0: "f"]), file([20, 21], keys: [0: "g", 1: "h", 2: "i"]),
        ])
        let reading = Reading.files(onDisk.paths)
        #expect(reading.packets.count == 8 && reading.secrets.sorted() == "abcdefghi".map(String.init))
        #expect(reading.info?.secrets == ["tls-key-log": 9])
        let fifo = try Fifo()
        fifo.feed(file([0, 6], keys: [0: "p", 1: "q", 2: "r"]), inPiecesOf: 30)
        let piped = Reading.files([fifo.path] + onDisk.paths)
        #expect(piped.packets.count == 10 && piped.secrets.sorted() == "abcdefghipqr".map(String.init))
    }

    @Test func allBytesAreCounted() throws {
        let contents = [[1, 4], [2, 3], [9, 10]].map { CaptureFileBuilder.pcap(Self.packets($0, tag: 1)) }
        let onDisk = try Files(contents)
        let source = try CaptureFile.open(onDisk.paths)
        let slab = PacketSlab()
        while try source.fill(slab) {}
        let total = contents.reduce(0) { $0 + $1.count }
        #expect(source.progress == ReadingProgress(bytes: total, total: total))
        #expect(source.info.file == onDisk.paths[0] && source.info.files == onDisk.paths)
    }
}
