import TestKit
import Testing
import Wire

@testable import Capture

@Suite struct PcapReaderTests {
    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases, [false, true])
    func readsBothByteOrdersAndPrecisions(order: CaptureFileBuilder.ByteOrder, nanosecond: Bool) throws {
        let packets = somePackets(9)
        let reading = try Reading.bytes(CaptureFileBuilder.pcap(packets, order: order, nanosecond: nanosecond))
        #expect(reading.error == nil)
        #expect(reading.format == .pcap)
        #expect(reading.bytes == packets.map(\.bytes))
        #expect(reading.nanoseconds == packets.map { nanosecond ? $0.time : $0.time / 1000 * 1000 })
        #expect(reading.packets.map(\.number) == Array(1...9))
        #expect(reading.packets.allSatisfy { $0.time.isNanosecond == nanosecond && $0.linkType == .ethernet })
        #expect(
            reading.interfaces == [
                .init(name: nil, linkType: .ethernet, snapLength: 262_144, isNanosecond: nanosecond)
            ])
    }

    @Test func anEmptyCaptureHasNoPackets() throws {
        let reading = try Reading.bytes(CaptureFileBuilder.pcap([]))
        #expect(reading.error == nil)
        #expect(reading.packets.isEmpty)
        #expect(reading.interfaces.count == 1)
    }

    @Test(
        arguments: [
            (1, .ethernet), (0x5400_0001, .ethernet), (0x1000_0071, .linuxSLL),
            (101, .raw), (12, .raw), (14, .raw), (0, .null), (108, .loop), (228, .ipv4), (229, .ipv6),
            (276, .linuxSLL2),
            (147, LinkType(rawValue: 147)),
        ] as [(UInt32, LinkType)])
    func masksTheChecksumBitsOffTheLinkType(field: UInt32, linkType: LinkType) throws {
        var file = CaptureFileBuilder(.big)
        file.pcapHeader(linkType: field)
        file.pcapPacket([1])
        #expect(try Reading.bytes(file.bytes).packets.map(\.linkType) == [linkType])
    }

    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases)
    func readsTheModifiedFormat(order: CaptureFileBuilder.ByteOrder) throws {
        var file = CaptureFileBuilder(order)
        file.pcapHeader(modified: true)
        for packet in somePackets(9) {
            file.pcapPacket(seconds: 1_700_000_000, fraction: 5, modified: true, packet.bytes)
        }
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.error == nil)
        #expect(reading.bytes == somePackets(9).map(\.bytes))
        #expect(reading.nanoseconds == Array(repeating: 1_700_000_000_000_005_000, count: 9))
        let cut = try Reading.bytes(file.bytes.dropLast(somePackets(9)[8].bytes.count + 1))
        #expect(cut.error?.problem == "the header of packet 9 is cut off: 23 of its 24 bytes are there")
    }

    /// The length of a frame check sequence is counted in words of 16 bits.
    @Test(arguments: [(0x2400_0001, 4), (0x1400_0001, 2), (0x2000_0001, 0), (0x0400_0001, 0)] as [(UInt32, Int)])
    func cutsTheCheckSequenceOff(field: UInt32, length: Int) throws {
        var file = CaptureFileBuilder()
        file.pcapHeader(linkType: field)
        file.pcapPacket([1, 2, 3, 4, 5, 6])
        file.pcapPacket([1, 2, 3, 4, 5, 6], original: 8)
        file.pcapPacket([1])
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.bytes.map(\.count) == [6 - length, min(6, 8 - length), max(0, 1 - length)])
        #expect(reading.packets.map(\.originalLength) == [6 - length, 8 - length, max(0, 1 - length)])
        #expect(reading.interfaces.map(\.checkSequenceLength) == [length])
    }

    @Test func keepsTheOriginalLength() throws {
        var file = CaptureFileBuilder()
        file.pcapHeader(snapLength: 0)
        file.pcapPacket([1, 2, 3], original: 1500)
        file.pcapPacket([], original: 60)
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.packets.map(\.originalLength) == [1500, 60])
        #expect(reading.bytes == [[1, 2, 3], []])
        #expect(reading.interfaces[0].snapLength == 0)
    }

    @Test(arguments: [2, 3] as [UInt16])
    func readsSwappedLengthsOfOldVersions(minor: UInt16) throws {
        var file = CaptureFileBuilder()
        file.pcapHeader(minor: minor)
        file.pcapPacket([1, 2, 3], captured: 90, original: 3)
        file.pcapPacket([4, 5], captured: 2, original: 90)
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.bytes == [[1, 2, 3], [4, 5]])
        #expect(reading.packets.map(\.originalLength) == [90, 90])
    }

    @Test func aLatestTimeStaysInRange() throws {
        var file = CaptureFileBuilder()
        file.pcapHeader()
        file.pcapPacket(seconds: .max, fraction: .max, [1])
        #expect(try Reading.bytes(file.bytes).nanoseconds == [4_294_967_295_000_000_000 + 4_294_967_295_000])
    }

    @Test func anUnknownVersionIsRefused() throws {
        var file = CaptureFileBuilder()
        file.pcapHeader(major: 3)
        let error = try #require(try Reading.bytes(file.bytes).error)
        #expect(error.kind == .damaged)
        #expect(error.problem == "version 3.4 of the pcap format is unknown")
    }

    @Test(arguments: [262_145, 0x7fff_ffff, 0xffff_ffff] as [UInt32])
    func anAbsurdLengthIsReportedAndPassedOver(length: UInt32) throws {
        var file = CaptureFileBuilder()
        file.pcapHeader()
        file.pcapPacket([1, 2])
        file.pcapPacket([3])
        file.pcapPacket([4], captured: length)
        file.pcapPacket([5])
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.bytes == [[1, 2], [3], [5]])
        let error = try #require(reading.error)
        #expect(error.kind == .damaged)
        #expect(error.packet == 2)
        #expect(error.offset == 24 + 18 + 17)
        #expect(error.problem == "packet 3 claims to have \(length) captured bytes")
    }

    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases)
    func everyTruncationGivesTheWholePacketsAndItsPlace(order: CaptureFileBuilder.ByteOrder) throws {
        let packets = somePackets(5)
        let whole = CaptureFileBuilder.pcap(packets, order: order)
        var ends = [24]
        for packet in packets { ends.append((ends.last ?? 0) + 16 + packet.bytes.count) }
        for length in 0..<whole.count {
            let reading = try Reading.bytes(Array(whole.prefix(length)))
            let complete = ends.lastIndex { $0 <= length } ?? 0
            #expect(reading.bytes == packets.prefix(complete).map(\.bytes))
            if ends.contains(length) {
                #expect(reading.error == nil)
                continue
            }
            let error = try #require(reading.error)
            #expect(error.kind == .damaged)
            #expect(error.offset == (length < 24 ? 0 : ends[complete]))
            #expect(error.packet == (complete == 0 ? nil : complete))
        }
    }

    @Test(arguments: [
        (missing: 1, problem: "packet 2 is cut off: 2 of its 3 bytes are there"),
        (missing: 3, problem: "packet 2 is cut off: 0 of its 3 bytes are there"),
        (missing: 4, problem: "the header of packet 2 is cut off: 15 of its 16 bytes are there"),
    ])
    func aTruncationSaysWhatIsMissing(missing: Int, problem: String) throws {
        let whole = CaptureFileBuilder.pcap([(0, [1, 2]), (0, [3, 4, 5])])
        #expect(try Reading.bytes(whole.dropLast(missing)).error?.problem == problem)
    }

    @Test func packetsAreTheSameAcrossSlabs() throws {
        let packets = somePackets(4000) { ($0 &* 2_654_435_761) % 1500 }
        let reading = try Reading.bytes(CaptureFileBuilder.pcap(packets, nanosecond: true))
        #expect(reading.slabs > 2)
        #expect(reading.error == nil)
        #expect(reading.bytes == packets.map(\.bytes))
        #expect(reading.nanoseconds == packets.map(\.time))
        #expect(reading.packets.map(\.number) == Array(1...4000))
    }

    @Test func theLongestPacketsFit() throws {
        let packets = somePackets(9) { _ in 262_144 }
        let reading = try Reading.bytes(CaptureFileBuilder.pcap(packets))
        #expect(reading.error == nil)
        #expect(reading.bytes == packets.map(\.bytes))
    }

    @Test func damageBehindManySlabsHasItsOffset() throws {
        let packets = somePackets(3000) { _ in 1000 }
        let file = CaptureFileBuilder.pcap(packets) + [UInt8](repeating: 0xff, count: 16)
        let reading = try Reading.bytes(file)
        #expect(reading.packets.count == 3000)
        #expect(reading.error?.offset == 24 + 3000 * 1016)
        #expect(reading.error?.packet == 3000)
    }
}
