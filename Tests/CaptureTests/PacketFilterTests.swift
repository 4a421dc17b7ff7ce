import Testing
import Wire

@testable import Capture

@Suite struct PacketFilterTests {
    /// An IPv4 packet of a TCP segment from port 8080 to port 40000, without a link header.
    private let segment: [UInt8] =
        [0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1]
        + [0x1f, 0x90, 0x9c, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0x50, 2, 0, 0, 0, 0, 0, 0]

    private func matches(_ expression: String, _ linkType: LinkType, _ bytes: [UInt8]) throws -> Bool {
        let filter = try PacketFilter(expression, for: [linkType])
        let record = PacketRecord(
            number: 1, time: Timestamp(nanoseconds: 0, isNanosecond: false), offset: 0, length: bytes.count,
            originalLength: bytes.count, interface: 0, linkType: linkType)
        return try filter.matches(record, bytes.rawSpan)
    }

    @Test(arguments: [
        ("tcp port 8080", true), ("tcp port 80", false), ("udp", false), ("", true), ("host 127.0.0.1", true),
        ("tcp[tcpflags] & tcp-syn != 0", true), ("greater 41", false),
    ])
    func filtersEveryLinkType(expression: String, expected: Bool) throws {
        let ethernet = [UInt8](repeating: 0, count: 12) + [8, 0] + segment
        #expect(try matches(expression, .raw, segment) == expected)
        // The link header counts for `greater`.
        #expect(try matches(expression, .ethernet, ethernet) == (expected || expression == "greater 41"))
        #expect(try matches(expression, .null, [2, 0, 0, 0] + segment) == (expected || expression == "greater 41"))
    }

    @Test func aPacketCutShortDoesNotMatch() throws {
        for length in 0..<22 { #expect(try matches("tcp port 8080", .raw, Array(segment.prefix(length))) == false) }
    }

    @Test func linkTypesThatComeLaterAreCompiledThen() throws {
        let filter = try PacketFilter("tcp port 8080", for: [])
        let record = PacketRecord(
            number: 1, time: Timestamp(nanoseconds: 0, isNanosecond: false), offset: 0, length: segment.count,
            originalLength: segment.count, interface: 0, linkType: .raw)
        let passes = try filter.matches(record, segment.rawSpan)
        #expect(passes)
    }

    @Test(arguments: ["tcp prot 80", "port", "tcp port 99999", "ether host", "(tcp"])
    func aBadExpressionIsAUsageError(expression: String) {
        let error = #expect(throws: CaptureError.self) { _ = try PacketFilter(expression, for: [.ethernet]) }
        #expect(error?.kind == .usage)
        #expect(error?.file == "--filter")
        #expect(error?.advice?.hasPrefix("  \(expression)\n") == true)
        #expect(error?.problem.hasPrefix("the filter does not compile: ") == true)
    }

    @Test(arguments: ["tcp", "", "vlan and tcp", "host 127.0.0.1", "ether host 00:00:00:00:00:01"])
    func whatSuitsSomeLinkIsNoError(expression: String) throws {
        try PacketFilter.check(expression)
    }

    @Test func theLibraryHasAVersion() {
        #expect(Libpcap.version.contains("libpcap"))
    }
}
