import TestKit
import Testing
import Wire

@testable import Capture

/// Damaged files: what stands in front of the damage and behind it is read, and what was lost is told.
@Suite struct DamageTests {
    /// A kind of file, and where in it its packets stand.
    struct Kind: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var order: CaptureFileBuilder.ByteOrder
        var isBlocks: Bool
        var modified = false

        /// The file in pieces: what stands in front of the packets, then a packet a piece.
        func pieces(_ packets: [(time: Int64, bytes: [UInt8])]) -> [[UInt8]] {
            var file = CaptureFileBuilder(order)
            var ends: [Int] = []
            if isBlocks {
                file.sectionHeader(options: [(4, Array("test".utf8))])
                file.interface(options: [(2, Array("eth0".utf8))])
            } else {
                file.pcapHeader(modified: modified)
            }
            ends.append(file.bytes.count)
            for packet in packets {
                let microseconds = packet.time / 1000
                if isBlocks {
                    file.enhancedPacket(ticks: UInt64(microseconds), packet.bytes)
                } else {
                    file.pcapPacket(
                        seconds: UInt32(microseconds / 1_000_000), fraction: UInt32(microseconds % 1_000_000),
                        modified: modified, packet.bytes)
                }
                ends.append(file.bytes.count)
            }
            return zip([0] + ends, ends).map { Array(file.bytes[$0..<$1]) }
        }
    }

    static let kinds = [
        Kind(testDescription: "pcap", order: .little, isBlocks: false),
        Kind(testDescription: "pcap, big endian", order: .big, isBlocks: false),
        Kind(testDescription: "pcap, modified", order: .little, isBlocks: false, modified: true),
        Kind(testDescription: "pcapng", order: .little, isBlocks: true),
        Kind(testDescription: "pcapng, big endian", order: .big, isBlocks: true),
    ]

    /// Whether `found` has all of `wanted`, in their order, with at most `extra` others between them.
    private func holds(_ found: [[UInt8]], _ wanted: [[UInt8]], extra: Int) -> Bool {
        var left = wanted[...]
        for packet in found where packet == left.first { left.removeFirst() }
        return left.isEmpty && found.count <= wanted.count + extra
    }

    private let packets = somePackets(5) { 12 + $0 * 5 }

    /// Each byte of each packet's record is changed: all other packets are read.
    @Test(arguments: kinds)
    func aChangedByteCostsOnePacket(kind: Kind) throws {
        let pieces = kind.pieces(packets)
        for index in packets.indices {
            for place in pieces[index + 1].indices {
                for change in [0x01, 0x80] as [UInt8] {
                    var changed = pieces
                    changed[index + 1][place] ^= change
                    var others = packets.map(\.bytes)
                    others.remove(at: index)
                    let reading = try Reading.bytes(changed.flatMap { $0 })
                    #expect(
                        holds(reading.bytes, others, extra: 1),
                        "packet \(index + 1), byte \(place), change \(change): \(reading.bytes.count) packets")
                    // With another type it is a block that nobody knows.
                    let isOther = reading.info?.otherBlocks.isEmpty == false
                    if reading.bytes.count < packets.count { #expect(reading.error?.kind == .damaged || isOther) }
                }
            }
        }
    }

    /// A byte is missing: in a pcap file the packet ends one byte late, and the next one goes with it.
    @Test(arguments: kinds)
    func aMissingByteCostsAtMostTwoPackets(kind: Kind) throws {
        let pieces = kind.pieces(packets)
        for index in packets.indices {
            for place in pieces[index + 1].indices {
                var changed = pieces
                changed[index + 1].remove(at: place)
                var others = packets.map(\.bytes)
                others.removeSubrange(index..<min(index + (kind.isBlocks ? 1 : 2), packets.count))
                let reading = try Reading.bytes(changed.flatMap { $0 })
                #expect(holds(reading.bytes, others, extra: 2), "packet \(index + 1), byte \(place)")
                #expect(reading.error?.kind == .damaged)
            }
        }
    }

    @Test(arguments: kinds)
    func anAddedByteCostsOnePacket(kind: Kind) throws {
        let pieces = kind.pieces(packets)
        for index in packets.indices {
            for place in pieces[index + 1].indices {
                for value in [0, 0xff] as [UInt8] {
                    var changed = pieces
                    changed[index + 1].insert(value, at: place)
                    var others = packets.map(\.bytes)
                    others.remove(at: index)
                    let reading = try Reading.bytes(changed.flatMap { $0 })
                    #expect(
                        holds(reading.bytes, others, extra: 1), "packet \(index + 1), byte \(place), value \(value)")
                    #expect(reading.error?.kind == .damaged)
                }
            }
        }
    }

    /// Random bytes between the records: every packet is read, and the bytes are counted to the last one.
    @Test(arguments: kinds, 0..<10 as Range<UInt64>)
    func garbageBetweenRecordsCostsNothing(kind: Kind, seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let packets = somePackets(60) { 10 + $0 * 7 % 200 }
        var file: [UInt8] = []
        var (places, bytes) = (0, 0)
        for piece in kind.pieces(packets) {
            file += piece
            guard Int.random(in: 0..<4, using: &random) == 0 else { continue }
            let garbage = (0..<Int.random(in: 1...300, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            file += garbage
            places += 1
            bytes += garbage.count
        }
        let reading = try Reading.bytes(file)
        #expect(reading.bytes == packets.map(\.bytes))
        let damage = try #require(reading.info?.damage)
        #expect(damage.bytes + damage.truncated == bytes)
        #expect(damage.count + (damage.truncated > 0 ? 1 : 0) == places)
        #expect(damage.first.count == min(damage.count, CaptureDamage.limit))
    }

    /// Damage of all sizes in a file of many slabs: the same from a file and from a pipe.
    @Test(arguments: kinds)
    func damageIsPassedOverAcrossSlabs(kind: Kind) throws {
        var random = SplitMix(seed: 7)
        let packets = somePackets(2000) { 900 + $0 % 300 }
        var file: [UInt8] = []
        var bytes = 0
        for (index, piece) in kind.pieces(packets).enumerated() {
            file += piece
            guard index % 500 == 3 else { continue }
            let garbage = (0..<(40_000 << (index / 500 % 4))).map { _ in UInt8.random(in: 0...255, using: &random) }
            file += garbage
            bytes += garbage.count
        }
        let reading = try Reading.bytes(file)
        #expect(reading.bytes == packets.map(\.bytes))
        #expect(reading.packets.map(\.number) == Array(1...2000))
        #expect(reading.info?.damage.count == 4 && reading.info?.damage.bytes == bytes)
        let fifo = try Fifo()
        fifo.feed(file, inPiecesOf: 60_000)
        let piped = Reading.file(fifo.path)
        #expect(piped.packets == reading.packets)
        #expect(piped.info?.damage == reading.info?.damage)
    }

    /// A disk gives zeros for a sector that it lost.
    @Test(arguments: kinds, [512, 2048])
    func holesOfZerosCostThePacketsInThem(kind: Kind, hole: Int) throws {
        let packets = somePackets(60) { 60 + $0 % 90 }
        let pieces = kind.pieces(packets)
        let whole = pieces.flatMap { $0 }
        for start in stride(from: hole, to: whole.count - hole, by: hole * 3) {
            var file = whole
            for index in start..<(start + hole) { file[index] = 0 }
            var (end, others) = (pieces[0].count, [[UInt8]]())
            for (index, packet) in packets.enumerated() {
                let begin = end
                end += pieces[index + 1].count
                if end <= start || begin >= start + hole { others.append(packet.bytes) }
            }
            let reading = try Reading.bytes(file)
            #expect(holds(reading.bytes, others, extra: 2), "hole at \(start)")
            #expect(reading.error?.kind == .damaged)
        }
    }

    /// Files that could make a search slow, or endless.
    @Test(arguments: [kinds[0], kinds[3]])
    func hostileFilesEnd(kind: Kind) throws {
        let pieces = kind.pieces(packets)
        let start = pieces[0] + pieces[1]
        let size = 700_000
        let repeated = { (unit: [UInt8]) in Array(repeatElement(unit, count: size / unit.count).joined()) }
        let header = Array(pieces[2].prefix(kind.modified ? 24 : 16))
        var long = CaptureFileBuilder(kind.order)
        long.append(header.prefix(8) + [])
        long.append(262_144 as UInt32)
        long.append(262_144 as UInt32)
        let fillings: [[UInt8]] = [
            repeated([0]), repeated([0xff]), repeated([1, 0, 0, 0]), repeated([0, 0, 0, 1]),
            repeated(header + [1]), repeated(long.bytes), repeated([6, 0, 0, 0, 0x20, 0, 0, 0]),
            repeated([0x0a, 0x0d, 0x0d, 0x0a]), repeated(Array(pieces[0].prefix(12))),
        ]
        for filling in fillings {
            let reading = try Reading.bytes(start + filling)
            #expect(reading.bytes.first == packets[0].bytes)
            #expect(reading.error?.kind == .damaged)
        }
    }

    // MARK: Blocks

    @Test(arguments: [0, 8, 13, 0xffff_fffc, 0x0100_0004] as [UInt32], CaptureFileBuilder.ByteOrder.allCases)
    func lyingBlockLengthsArePassedOver(length: UInt32, order: CaptureFileBuilder.ByteOrder) throws {
        for type in [0x0bad, 1, 4, 5, 6, 10, 0x7777] as [UInt32] {
            var file = CaptureFileBuilder(order)
            file.sectionHeader()
            file.interface()
            file.enhancedPacket([1, 2, 3, 4])
            file.block(type, length: length, [UInt8](repeating: 1, count: 40))
            file.enhancedPacket([5, 6, 7, 8])
            let reading = try Reading.bytes(file.bytes)
            #expect(reading.bytes == [[1, 2, 3, 4], [5, 6, 7, 8]], "type \(type)")
            #expect(reading.error?.packet == 1)
            #expect(reading.info?.damage.bytes == 52)
        }
    }

    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases, [false, true])
    func descriptionsAreReadInSpiteOfAWrongLength(order: CaptureFileBuilder.ByteOrder, isFirst: Bool) throws {
        var file = CaptureFileBuilder(order)
        file.sectionHeader()
        let start = file.bytes.count
        file.interface(options: [(2, Array("eth0".utf8))])
        let length = file.bytes.count - start
        file.enhancedPacket([1])
        var bytes = file.bytes
        let at = isFirst ? start + 4 : start + length - 4
        bytes.replaceSubrange(at..<(at + 4), with: file.number(0x4444 as UInt32))
        let reading = try Reading.bytes(bytes)
        #expect(reading.bytes == [[1]] && reading.interfaces.map(\.name) == ["eth0"])
        #expect(reading.info?.damage.count == 1 && reading.info?.damage.bytes == 0)
        #expect(reading.error?.kind == .damaged)
    }

    @Test func aSectionBehindDamageHasItsOwnByteOrder() throws {
        var file = CaptureFileBuilder(.little)
        file.sectionHeader()
        file.interface()
        file.enhancedPacket([1])
        file.append([UInt8](repeating: 0xee, count: 101))
        file.order = .big
        file.sectionHeader()
        file.interface(linkType: .raw)
        file.enhancedPacket([2])
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.bytes == [[1], [2]])
        #expect(reading.packets.map(\.linkType) == [.ethernet, .raw])
        #expect(reading.info?.damage.bytes == 101)
    }

    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases)
    func aSectionWithoutItsByteOrderIsRead(order: CaptureFileBuilder.ByteOrder) throws {
        var file = CaptureFileBuilder(order)
        file.sectionHeader()
        file.interface()
        file.enhancedPacket([1])
        var bytes = file.bytes
        bytes[8] = 0x77
        let reading = try Reading.bytes(bytes)
        #expect(reading.bytes == [[1]])
        #expect(reading.error?.problem.hasPrefix("the section header has the byte-order magic") == true)
    }

    /// A packet that carries a capture: its blocks are not taken for those of the file.
    @Test func aCaptureInsideADamagedPacketStaysInside() throws {
        let inner = CaptureFileBuilder.pcapng([(0, [9, 9]), (0, [8, 8, 8])])
        var file = CaptureFileBuilder()
        file.sectionHeader()
        file.interface()
        let start = file.bytes.count
        file.enhancedPacket([1, 2] + inner)
        file.enhancedPacket([3])
        var bytes = file.bytes
        bytes[start + 4] ^= 0x40
        let reading = try Reading.bytes(bytes)
        #expect(reading.bytes == [[3]])
    }

    // MARK: What is told

    @Test func theErrorTellsTheFirstPlace() throws {
        let pieces = Self.kinds[0].pieces(packets)
        let garbage = [UInt8](repeating: 0xff, count: 40)
        let once = pieces[0] + pieces[1] + garbage + pieces[2]
        let first = try #require(try Reading.bytes(once).error)
        #expect(first.problem == "packet 2 claims to have 4294967295 captured bytes")
        #expect(first.packet == 1 && first.offset == pieces[0].count + pieces[1].count)
        #expect(first.advice == "40 bytes were passed over; the packets before and after it were read.")
        let twice = try #require(try Reading.bytes(once + garbage + pieces[3].dropLast(1)).error)
        #expect(twice.problem == first.problem && twice.offset == first.offset)
        // The packet at the end is cut off, and so not told from the garbage in front of it.
        let lost = 80 + pieces[3].count - 1
        #expect(
            twice.advice
                == "There are 2 such places, \(lost) bytes were passed over; the packets before, between and after "
                + "them were read.")
        let cut = try #require(try Reading.bytes(once + pieces[3].dropLast(1)).error)
        #expect(cut.problem == first.problem)
        #expect(cut.advice == (first.advice ?? "") + " At the end, packet 3 is cut off: 21 of its 22 bytes are there.")
        let last = try #require(try Reading.bytes(pieces[0] + pieces[1] + garbage).error)
        #expect(last.advice == "40 bytes were passed over; the packets before it were read.")
    }

    @Test func aFileWithoutPacketsIsNoCapture() throws {
        var file = CaptureFileBuilder()
        file.sectionHeader(major: 9)
        file.append([UInt8](repeating: 0x55, count: 300))
        let scratch = try ScratchFile(file.bytes)
        let error = #expect(throws: CaptureError.self) { _ = try CaptureFile.open(scratch.path) }
        #expect(error?.problem == "version 9.0 of the pcapng format is unknown")
        #expect(error?.offset == 0 && error?.packet == nil)
    }

    /// Unusual headers that some programs write are no damage.
    @Test func unusualRecordsThatFollowEachOtherAreRead() throws {
        var file = CaptureFileBuilder()
        file.pcapHeader()
        file.pcapPacket(seconds: 1_700_000_000, [1, 2, 3])
        file.pcapPacket(seconds: 5, [1, 2])
        file.pcapPacket(seconds: 1_700_000_000, fraction: 4_000_000_000, [1, 2, 3, 4])
        file.pcapPacket(seconds: 1_700_000_000, [1, 2, 3, 4], original: 3)
        file.pcapPacket(seconds: 1_900_000_000, [1, 2, 3, 4])
        file.pcapPacket(seconds: 1_900_000_000, [1, 2, 3, 4], original: 9)
        file.pcapPacket(seconds: 1_900_000_000, [], original: 9)
        file.pcapPacket(seconds: 1_900_000_000, [1])
        file.pcapPacket(seconds: 0, [])
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.error == nil)
        #expect(reading.bytes.map(\.count) == [3, 2, 4, 4, 4, 4, 0, 1, 0])
    }
}
