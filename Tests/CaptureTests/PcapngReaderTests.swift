import TestKit
import Testing
import Wire

@testable import Capture

@Suite struct PcapngReaderTests {
    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases, [false, true])
    func readsBothByteOrdersAndPrecisions(order: CaptureFileBuilder.ByteOrder, nanosecond: Bool) throws {
        let packets = somePackets(9)
        let reading = try Reading.bytes(CaptureFileBuilder.pcapng(packets, order: order, nanosecond: nanosecond))
        #expect(reading.error == nil)
        #expect(reading.format == .pcapng)
        #expect(reading.bytes == packets.map(\.bytes))
        #expect(reading.nanoseconds == packets.map { nanosecond ? $0.time : $0.time / 1000 * 1000 })
        #expect(reading.packets.allSatisfy { $0.time.isNanosecond == nanosecond && $0.linkType == .ethernet })
        #expect(
            reading.interfaces == [.init(name: nil, linkType: .ethernet, snapLength: 0, isNanosecond: nanosecond)])
    }

    @Test func theInterfacesInFrontOfThePacketsAreKnownAtOnce() throws {
        var file = CaptureFileBuilder(.big)
        file.sectionHeader(options: [(4, Array("dumpcap".utf8))])
        file.interface(linkType: .ethernet, snapLength: 96, options: [(2, Array("eth0".utf8)), (9, [9])])
        file.interface(linkType: .raw, options: [(3, Array("a tunnel".utf8)), (2, Array("tun0".utf8))])
        file.enhancedPacket([1])
        let scratch = try ScratchFile(file.bytes)
        let info = try CaptureFile.open(scratch.path).info
        #expect(info.file == scratch.path && info.format == .pcapng)
        #expect(info.interfaces.map(\.name) == ["eth0", "tun0"])
        #expect(info.interfaces.map(\.linkType) == [.ethernet, .raw])
        #expect(info.interfaces.map(\.snapLength) == [96, 0])
        #expect(info.interfaces.map(\.isNanosecond) == [true, false])
        #expect(info.interfaces.map(\.summary) == [nil, "a tunnel"])
        #expect(info.sections.map(\.application) == ["dumpcap"])
    }

    @Test func sectionsHaveTheirOwnByteOrderAndInterfaces() throws {
        var file = CaptureFileBuilder(.little)
        file.sectionHeader(sectionLength: 20)
        file.interface(linkType: .ethernet)
        file.interface(linkType: .linuxSLL, options: [(9, [9])])
        file.enhancedPacket(interface: 1, ticks: 1_700_000_000_123_456_789, [1])
        file.enhancedPacket(interface: 0, ticks: 1_700_000_000_123_456, [2])
        file.order = .big
        file.sectionHeader(minor: 2)
        file.interface(linkType: .raw)
        file.enhancedPacket(interface: 0, ticks: 5, [3])
        file.interface(linkType: .loop)
        file.obsoletePacket(interface: 1, drops: 7, ticks: 6, [4, 5, 6])
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.error == nil)
        #expect(reading.packets.map(\.interface) == [1, 0, 2, 3])
        #expect(reading.packets.map(\.linkType) == [.linuxSLL, .ethernet, .raw, .loop])
        #expect(reading.bytes == [[1], [2], [3], [4, 5, 6]])
        #expect(reading.nanoseconds == [1_700_000_000_123_456_789, 1_700_000_000_123_456_000, 5000, 6000])
        #expect(reading.packets.map(\.time.isNanosecond) == [true, false, false, false])
        #expect(reading.interfaces.count == 4)
    }

    @Test func simplePacketsHaveTheFirstInterfaceAndItsSnapshotLength() throws {
        var file = CaptureFileBuilder()
        file.sectionHeader()
        file.interface(linkType: .raw, snapLength: 5)
        file.enhancedPacket(ticks: 77, [9])
        file.simplePacket([1, 2, 3])
        file.simplePacket([1, 2, 3, 4, 5], original: 1400)
        file.simplePacket([])
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.error == nil)
        #expect(reading.bytes == [[9], [1, 2, 3], [1, 2, 3, 4, 5], []])
        #expect(reading.packets.map(\.originalLength) == [1, 3, 1400, 0])
        #expect(reading.nanoseconds == [77000, 77000, 77000, 77000])
    }

    @Test func unknownBlocksAndOptionsArePassedOver() throws {
        var file = CaptureFileBuilder()
        file.sectionHeader(options: [(1, Array("a comment".utf8)), (0x8bad, [1, 2, 3])])
        file.block(0x0000_0bad, [])
        file.block(9, [1, 2, 3, 4, 5])
        file.interface(options: [(3, [0x61]), (0x7777, [1, 2, 3]), (2, Array("lo".utf8))])
        file.enhancedPacket([1], options: [(1, Array("marked".utf8)), (2, [0, 0, 0, 1])])
        file.block(0x4000_0bad, [UInt8](repeating: 1, count: 40))
        file.enhancedPacket([2])
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.error == nil)
        #expect(reading.bytes == [[1], [2]])
        #expect(reading.interfaces.map(\.name) == ["lo"])
    }

    /// 65,536 interfaces with names of 64 KB would be 4 GB.
    @Test func longNamesAreCut() throws {
        var file = CaptureFileBuilder()
        file.sectionHeader()
        file.interface(options: [(2, [UInt8](repeating: 0x61, count: 60_000))])
        file.enhancedPacket([1])
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.bytes == [[1]])
        #expect(reading.interfaces.map { $0.name?.utf8.count } == [CaptureInfo.textLimit])
    }

    @Test(arguments: [(1 << 20) - 12, 1 << 20, 3_000_000])
    func blocksLargerThanASlabArePassedOver(size: Int) throws {
        var file = CaptureFileBuilder()
        file.sectionHeader()
        file.block(0x0bad, [UInt8](repeating: 6, count: size))
        file.interface()
        file.enhancedPacket([1])
        file.block(0x0bad, [UInt8](repeating: 6, count: size))
        file.enhancedPacket([2])
        let end = file.bytes.count
        file.block(0x0bad, trailer: 5, [UInt8](repeating: 6, count: size))
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.bytes == [[1], [2]])
        #expect(reading.error?.kind == .damaged)
        #expect(try #require(reading.error?.offset) >= end)
        let cut = try Reading.bytes(Array(file.bytes.prefix(end + size)))
        #expect(cut.bytes == [[1], [2]])
        #expect(cut.error?.problem.contains("is cut off: \(size) of ") == true)
    }

    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases)
    func everyTruncationGivesTheWholePacketsAndItsPlace(order: CaptureFileBuilder.ByteOrder) throws {
        var file = CaptureFileBuilder(order)
        var ends: [(end: Int, packets: Int)] = []
        let packets: [[UInt8]] = [[1, 2, 3], [4, 5], [6]]
        func ended(_ packets: Int) { ends.append((file.bytes.count, packets)) }
        file.sectionHeader(options: [(4, Array("test".utf8))])
        ended(0)
        file.interface(options: [(2, Array("lo".utf8))])
        ended(0)
        file.enhancedPacket([1, 2, 3], options: [(1, [65])])
        ended(1)
        file.simplePacket([4, 5])
        ended(2)
        file.sectionHeader()
        ended(2)
        file.interface()
        ended(2)
        file.obsoletePacket([6])
        ended(3)
        for length in 0..<file.bytes.count {
            let reading = try Reading.bytes(Array(file.bytes.prefix(length)))
            let last = ends.last { $0.end <= length } ?? (0, 0)
            #expect(reading.bytes == Array(packets.prefix(last.packets)))
            if last.end == length && length > 0 {
                #expect(reading.error == nil)
                continue
            }
            let error = try #require(reading.error)
            #expect(error.kind == .damaged)
            #expect(error.offset == last.end)
            #expect(error.packet == (last.packets == 0 ? nil : last.packets))
        }
    }

    /// A file of one good packet, and what is appended to it.
    struct Broken: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var problem: String
        var append: @Sendable (inout CaptureFileBuilder) -> Void

        init(_ name: String, _ problem: String, _ append: @escaping @Sendable (inout CaptureFileBuilder) -> Void) {
            testDescription = name
            self.problem = problem
            self.append = append
        }
    }

    @Test(arguments: [
        Broken("length 0", "a block of type 7 claims to have 0 bytes") { $0.block(7, length: 0, []) },
        Broken("length not a multiple of 4", "a block of type 7 claims to have 13 bytes") {
            $0.block(7, length: 13, [1])
        },
        Broken("packet block too short", "an enhanced packet block claims to have 28 bytes") {
            $0.block(6, [UInt8](repeating: 0, count: 16))
        },
        Broken("packet block too long", "an enhanced packet block claims to have 4294967292 bytes") {
            $0.block(6, length: 0xffff_fffc, [UInt8](repeating: 0, count: 20))
        },
        Broken("other length at the end", "an interface description has the lengths 20 at its start and 24 at its end")
        {
            $0.block(1, trailer: 24, [UInt8](repeating: 0, count: 8))
        },
        Broken("unknown interface", "packet 2 names interface 1, but its section describes 1") {
            $0.enhancedPacket(interface: 1, [1])
        },
        Broken("interface of another section", "packet 2 names interface 0, but its section describes 0") {
            $0.sectionHeader()
            $0.simplePacket([1])
        },
        Broken("captured length beyond the block", "packet 2 claims to have 5 captured bytes, in a block of 36") {
            $0.enhancedPacket([1], captured: 5)
        },
        Broken(
            "captured length near the limit of a number",
            "packet 2 claims to have 4294967295 captured bytes, in a block of 36"
        ) {
            $0.enhancedPacket([1], captured: .max)
        },
        Broken("simple packet beyond the block", "packet 2 claims to have 5 captured bytes, in a block of 20") {
            $0.simplePacket([1], original: 5)
        },
        Broken("byte-order magic", "the section header has the byte-order magic 1020304") {
            $0.block(0x0a0d_0d0a, [1, 2, 3, 4] + [UInt8](repeating: 0, count: 12))
        },
        Broken("version", "version 2.0 of the pcapng format is unknown") { $0.sectionHeader(major: 2) },
        Broken(
            "option beyond the block",
            "an interface description: option 2 of 5 bytes is longer than the rest of its block"
        ) {
            $0.block(1, [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 5, 0, 0x6c, 0x6f, 0, 0])
        },
    ])
    func damageIsReportedBehindThePacketsInFrontOfIt(_ broken: Broken) throws {
        var file = CaptureFileBuilder()
        file.sectionHeader()
        file.interface()
        file.enhancedPacket([1, 2, 3, 4])
        let good = file.bytes.count
        broken.append(&file)
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.bytes == [[1, 2, 3, 4]])
        let error = try #require(reading.error)
        #expect(error.kind == .damaged)
        #expect(error.problem == broken.problem)
        #expect(error.packet == 1)
        #expect(try #require(error.offset) >= good)
    }

    @Test func packetsAreTheSameAcrossSlabs() throws {
        let packets = somePackets(4000) { ($0 &* 2_654_435_761) % 1500 }
        let reading = try Reading.bytes(CaptureFileBuilder.pcapng(packets, nanosecond: true))
        #expect(reading.slabs > 2)
        #expect(reading.error == nil)
        #expect(reading.bytes == packets.map(\.bytes))
        #expect(reading.nanoseconds == packets.map(\.time))
    }

    @Test func everyChangedByteIsSurvived() throws {
        let whole = CaptureFileBuilder.pcapng(somePackets(3))
        for index in whole.indices {
            for value in [0, 1, 0x7f, 0xff] as [UInt8] {
                var file = whole
                file[index] = value
                #expect(try Reading.bytes(file).packets.count <= 3)
            }
        }
    }
}
