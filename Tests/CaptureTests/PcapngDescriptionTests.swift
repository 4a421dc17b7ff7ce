import TestKit
import Testing
import Wire

@testable import Capture

/// What the blocks of a pcapng file say besides packets, in both byte orders.
@Suite struct PcapngDescriptionTests {
    private typealias Order = CaptureFileBuilder.ByteOrder

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases)
    func sectionsSayWhoWroteThem(order: CaptureFileBuilder.ByteOrder) throws {
        var file = CaptureFileBuilder(order)
        file.sectionHeader(options: [
            (1, Self.text("first")), (2, Self.text("a CPU")), (3, Self.text("Linux 6.1")),
            (4, Self.text("dumpcap")), (1, Self.text("second")),
        ])
        file.interface()
        file.enhancedPacket([1])
        file.sectionHeader()
        let info = try Reading.bytes(file.bytes).info
        var section = CaptureInfo.Section()
        section.hardware = "a CPU"
        section.system = "Linux 6.1"
        section.application = "dumpcap"
        section.comments = ["first", "second"]
        #expect(info?.sections == [section, CaptureInfo.Section()])
        #expect(info?.damage.isEmpty == true)
    }

    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases)
    func interfacesSayWhatTheyAre(order: CaptureFileBuilder.ByteOrder) throws {
        var file = CaptureFileBuilder(order)
        file.sectionHeader()
        file.interface(
            snapLength: 96,
            options: [
                (1, Self.text("behind the switch")), (2, Self.text("eth0")), (3, Self.text("Uplink\0garbage")),
                (4, [10, 0, 0, 1, 255, 0, 0, 0]), (8, file.number(1_000_000_000 as UInt64)), (9, [9]),
                (11, [0] + Self.text("tcp port 80")), (13, [32]), (14, file.number(3600 as Int64)),
            ])
        file.interface(options: [(11, [1, 2, 3, 4]), (13, [4]), (8, [1])])
        file.enhancedPacket(ticks: 7, [1])
        let reading = try Reading.bytes(file.bytes)
        let (first, second) = (reading.interfaces[0], reading.interfaces[1])
        #expect(first.name == "eth0" && first.summary == "Uplink" && first.filter == "tcp port 80")
        #expect(first.comments == ["behind the switch"] && first.speed == 1_000_000_000)
        #expect(first.snapLength == 96 && first.isNanosecond && first.checkSequenceLength == 4)
        #expect(second.filter == nil && second.checkSequenceLength == 4 && second.speed == nil)
        #expect(reading.nanoseconds == [3_600_000_000_007])
    }

    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases)
    func statisticsTellDrops(order: CaptureFileBuilder.ByteOrder) throws {
        var file = CaptureFileBuilder(order)
        file.sectionHeader()
        file.interface()
        file.enhancedPacket([1])
        file.statistics([(4, 9), (5, 1)])
        file.sectionHeader()
        file.interface()
        file.interface()
        file.statistics(interface: 1, [(4, 100), (5, 2), (6, 90), (7, 3), (8, 85)])
        file.statistics(interface: 0, [(5, .max), (7, .max)])
        let interfaces = try Reading.bytes(file.bytes).interfaces
        #expect(interfaces.map(\.dropped) == [1, .max, 5])
        let statistics = try #require(interfaces[2].statistics)
        #expect(statistics.received == 100 && statistics.accepted == 90)
        #expect(statistics.droppedByInterface == 2 && statistics.droppedBySystem == 3)
    }

    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases)
    func packetsTellDropsInFrontOfThem(order: CaptureFileBuilder.ByteOrder) throws {
        var file = CaptureFileBuilder(order)
        file.sectionHeader()
        file.interface()
        file.interface()
        file.interface()
        file.enhancedPacket([1], options: [(4, file.number(3 as UInt64))])
        file.enhancedPacket([1], options: [(4, file.number(4 as UInt64))])
        file.obsoletePacket(interface: 1, drops: 5, [1])
        file.obsoletePacket(interface: 1, drops: .max, [1])
        file.enhancedPacket(interface: 2, [1], options: [(4, file.number(UInt64.max))])
        file.enhancedPacket(interface: 2, [1], options: [(4, file.number(UInt64.max))])
        #expect(try Reading.bytes(file.bytes).interfaces.map(\.dropped) == [7, 5, .max])
    }

    @Test func sumsOfDropsThatAFileClaimsStayInBounds() throws {
        var file = CaptureFileBuilder()
        file.sectionHeader()
        file.interface()
        for _ in 0..<4 { file.enhancedPacket([1], options: [(4, file.number(UInt64.max))]) }
        let drops = try Reading.bytes(file.bytes).drops
        #expect(drops.map(\.packet) == [1, 2, 3, 4])
        let (sum, isTooMuch) = drops.reduce((0, false)) { sum, drops in
            let next = sum.0.addingReportingOverflow(drops.count)
            return (next.partialValue, sum.1 || next.overflow || drops.count <= 0)
        }
        #expect(!isTooMuch && sum > 0)
    }

    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases)
    func addressesHaveNames(order: CaptureFileBuilder.ByteOrder) throws {
        var file = CaptureFileBuilder(order)
        file.sectionHeader()
        file.interface()
        file.names([
            ([198, 51, 100, 7], ["api.example", "other.example"]), ([10, 0, 0, 1], []),
            ([0x20, 1, 0xd, 0xb8] + [UInt8](repeating: 0, count: 11) + [1], ["six.example"]),
        ])
        file.enhancedPacket([1])
        let reading = try Reading.bytes(file.bytes)
        #expect(
            reading.names == [
                NamedAddress(address: IPAddress(ipv4: 0xc633_6407), name: "api.example"),
                NamedAddress(address: IPAddress(ipv6: 0x2001_0db8_0000_0000, 1), name: "six.example"),
            ])
        #expect(reading.error == nil)
    }

    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases)
    func packetsHaveComments(order: CaptureFileBuilder.ByteOrder) throws {
        var file = CaptureFileBuilder(order)
        file.sectionHeader()
        file.interface()
        file.enhancedPacket(ticks: 5, [1, 2, 3], options: [(1, Self.text("one")), (2, [0, 0, 0, 0]), (1, [0xff])])
        file.enhancedPacket([1])
        file.obsoletePacket(ticks: 9, [1], options: [(1, Self.text("old"))])
        file.enhancedPacket([1], options: (0..<40).map { (1, Self.text("\($0)")) })
        let comments = try Reading.bytes(file.bytes).comments
        #expect(comments.prefix(3).map(\.text) == ["one", "\u{fffd}", "old"])
        #expect(comments.prefix(3).map(\.packet) == [1, 1, 3])
        #expect(comments.prefix(3).map(\.time.nanoseconds) == [5000, 5000, 9000])
        #expect(comments.dropFirst(3).map(\.text) == (0..<PacketComment.limit).map(String.init))
    }

    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases)
    func keyLogsComeWithThePackets(order: CaptureFileBuilder.ByteOrder) throws {
        var file = CaptureFileBuilder(order)
        file.sectionHeader()
        file.secrets(Self.text("CLIENT_RANDOM 00 11\n"))
        file.interface()
        file.secrets(type: 77, [1, 2, 3])
        file.enhancedPacket([1])
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.info?.secrets == ["tls-key-log": 1, "secrets-77": 1])
        #expect(reading.secrets == ["CLIENT_RANDOM 00 11\n"])
    }

    /// Keys that no packet follows, and those of a file that has no packets.
    @Test(arguments: [0, 1]) func keysAtTheEndAreGiven(packets: Int) throws {
        var file = CaptureFileBuilder()
        file.sectionHeader()
        file.interface()
        for _ in 0..<packets { file.enhancedPacket([1]) }
        file.secrets(Self.text("# a\n"))
        file.secrets(Self.text("# b"))
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.secrets == ["# a\n", "# b"] && reading.packets.count == packets)
        // Also where the file ends in the middle of a block behind packets.
        guard packets > 0 else { return }
        let cut = try Reading.bytes(file.bytes + [6, 0, 0, 0, 40, 0, 0, 0, 1])
        #expect(cut.secrets == ["# a\n", "# b"] && cut.error?.kind == .damaged)
    }

    @Test(arguments: CaptureFileBuilder.ByteOrder.allCases)
    func keysLargerThanASlabAreGiven(order: CaptureFileBuilder.ByteOrder) throws {
        var file = CaptureFileBuilder(order)
        file.sectionHeader()
        file.interface()
        let text = String(repeating: "CLIENT_RANDOM 00112233 44556677\n", count: 100_000)
        file.secrets(Self.text(text))
        file.enhancedPacket([1])
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.secrets.count == 1 && reading.secrets.first == text)
        #expect(reading.packets.count == 1 && reading.error == nil && reading.info?.otherBlocks == [:])
    }

    @Test func secretsAreBoundedUntilTheyAreTakenAway() throws {
        var file = CaptureFileBuilder()
        file.sectionHeader()
        file.interface()
        for _ in 0..<2 {
            for _ in 0..<18 { file.secrets([UInt8](repeating: 1, count: 1_000_000)) }
            file.enhancedPacket([1])
        }
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.secrets.count == 32 && reading.packets.count == 2)
        #expect(reading.info?.secrets == ["tls-key-log": 32])
        #expect(reading.info?.otherBlocks == ["secrets": 4])
    }

    @Test func kindsOfSecretsAreBounded() throws {
        var file = CaptureFileBuilder()
        file.sectionHeader()
        for type in 0..<100 as Range<UInt32> { file.secrets(type: type, [1]) }
        let info = try #require(try Reading.bytes(file.bytes).info)
        #expect(info.secrets.count == 65 && info.secrets["other"] == 36)
    }

    @Test func otherBlocksAreCounted() throws {
        var file = CaptureFileBuilder()
        file.sectionHeader()
        file.block(9, [UInt8](repeating: 0x20, count: 60))
        file.block(0x0bad, [1, 2, 3, 4])
        file.interface()
        file.enhancedPacket([1])
        file.block(0x4000_0bad, [1, 2, 3, 4])
        for type in 100..<200 { file.block(UInt32(type), []) }
        file.block(100, [])
        let reading = try Reading.bytes(file.bytes)
        let counts = try #require(reading.info?.otherBlocks)
        #expect(reading.error == nil && reading.bytes == [[1]])
        #expect(counts["systemd-journal"] == 1 && counts["custom"] == 2 && counts["block-100"] == 2)
        #expect(counts.count == 65 && counts["other"] == 38)
    }

    @Test func checkSequencesAreCutOff() throws {
        var file = CaptureFileBuilder()
        file.sectionHeader()
        file.interface(options: [(13, [4])])
        file.interface()
        file.enhancedPacket([1, 2, 9, 9, 9, 9])
        file.enhancedPacket([1, 2, 9], original: 6)
        file.enhancedPacket(interface: 1, [1, 2, 9, 9], options: [(2, file.number(2 << 5 as UInt32))])
        file.enhancedPacket(interface: 1, [1, 2, 9, 9])
        file.simplePacket([1, 9, 9, 9, 9])
        file.enhancedPacket([9])
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.bytes == [[1, 2], [1, 2], [1, 2], [1, 2, 9, 9], [1], []])
        #expect(reading.packets.map(\.originalLength) == [2, 2, 2, 4, 1, 0])
    }

    @Test func textsAreCutBetweenCharacters() throws {
        var file = CaptureFileBuilder()
        file.sectionHeader()
        file.interface(options: [(2, Self.text(String(repeating: "é", count: 5000)))])
        file.enhancedPacket([1], options: [(1, Self.text("x" + String(repeating: "é", count: 30_000)))])
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.interfaces[0].name == String(repeating: "é", count: 2048))
        #expect(reading.comments.map(\.text) == ["x" + String(repeating: "é", count: 2047)])
    }

    @Test func textsInAllAreBounded() throws {
        var file = CaptureFileBuilder()
        file.sectionHeader()
        for _ in 0..<600 { file.interface(options: [(2, [UInt8](repeating: 0x61, count: 4000))]) }
        file.enhancedPacket(interface: 599, [1])
        let reading = try Reading.bytes(file.bytes)
        #expect(reading.bytes == [[1]] && reading.interfaces.count == 600)
        #expect(reading.interfaces.reduce(0) { $0 + ($1.name?.utf8.count ?? 0) } <= 1 << 20)
    }

    @Test func namesInAllAreBounded() throws {
        var file = CaptureFileBuilder()
        file.sectionHeader()
        file.interface()
        let records = (0..<1000).map { ([10, 0, UInt8($0 / 256), UInt8($0 % 256)], ["n"]) }
        for _ in 0..<80 { file.names(records) }
        file.enhancedPacket([1])
        #expect(try Reading.bytes(file.bytes).names.count == 65_536)
    }
}
