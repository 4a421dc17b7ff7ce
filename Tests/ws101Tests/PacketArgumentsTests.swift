import ArgumentParser
import Capture
import Testing
import Wire

@testable import ws101

@Suite struct PacketArgumentsTests {
    private func choice(_ arguments: [String]) throws -> PacketChoice { try PacketArguments.parse(arguments).choice() }

    @Test func joinsPortsHostsAndTheFilter() throws {
        #expect(try choice([]).expression == PacketChoice.everyTCP)
        #expect(try choice(["--filter", " \t"]).expression == PacketChoice.everyTCP)
        #expect(try choice(["--filter", "host 10.0.0.7"]).expression == "host 10.0.0.7")
        let ports = try choice(["--port", "80,443", "--port", "9000-9100"]).expression
        #expect(ports.hasPrefix("tcp port 80 or tcp port 443 or tcp portrange 9000-9100 or "))
        #expect(try choice(["--port", "80", "--filter", "ip or ip6"]).expression.hasSuffix(") and (ip or ip6)"))
        #expect(try choice(["--host", "::1", "--port", "80"]).expression.hasPrefix("(host ::1 or "))
    }

    @Test(arguments: [
        ([], "every TCP port"), (["--port", "80"], "TCP port 80"), (["--port", "80,443"], "TCP ports 80, 443"),
        (["--filter", ""], "every TCP port"), (["--filter", "udp"], "udp"),
        (["--host", "::1"], "every TCP port of ::1"),
        (["--port", "80", "--host", "127.0.0.1", "--filter", "ip"], "TCP port 80 of 127.0.0.1, and only: ip"),
        (["--host", "::1", "--filter", "ip6"], "all of ::1, and only: ip6"),
    ])
    func saysWhatIsCaptured(arguments: [String], words: String) throws {
        #expect(try choice(arguments).words == words)
    }

    @Test(arguments: ["tcp or (udp", "a) or (b", "tcp prot 80", "tcp) or (udp"])
    func aFilterThatDoesNotCompileByItselfIsRefused(filter: String) {
        let error = #expect(throws: CaptureError.self) { try choice(["--filter", filter, "--port", "80"]) }
        #expect(error?.kind == .usage)
        #expect(error?.advice?.hasPrefix("  \(filter)\n") == true)
    }

    @Test(arguments: ["0", "99999", "9-3", "80,", "http"])
    func portsThatAreNoneAreRefused(text: String) {
        #expect(throws: (any Error).self) { try PacketArguments.parse(["--port", text]) }
    }

    // MARK: What the kernel lets pass

    private static let every = PacketChoice()
    private static let port = PacketChoice(ports: [80])
    private static let host = PacketChoice(hosts: [IPAddress(ipv4: 0x0a00_0007)])

    /// A TCP header from port 40000 to `port`.
    private static func tcp(_ port: UInt8) -> [UInt8] {
        [0x9c, 0x40, 0, port, 0, 0, 0, 0, 0, 0, 0, 0, 0x50, 2, 0, 0, 0, 0, 0, 0]
    }

    private static func ipv4(_ payload: [UInt8], protocol number: UInt8 = 6, fragment: UInt8 = 0) -> [UInt8] {
        [0x45, 0, 0, UInt8(20 + payload.count), 0, 0, 0, fragment, 64, number, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1]
            + payload
    }

    private static func ipv6(_ payload: [UInt8], next: UInt8) -> [UInt8] {
        let address = [UInt8](repeating: 0, count: 15) + [1]
        return [0x60, 0, 0, 0, 0, UInt8(payload.count), next, 64] + address + address + payload
    }

    private static let options: [UInt8] = [6, 0, 1, 4, 0, 0, 0, 0]
    private static let fragment: [UInt8] = [6, 0, 0, 8, 0, 0, 0, 1]

    @Test(arguments: [
        ("TCP", ipv4(tcp(80)), true, true), ("another port", ipv4(tcp(81)), true, false),
        ("UDP", ipv4(tcp(80), protocol: 17), false, false),
        ("a later fragment", ipv4(tcp(81), fragment: 9), true, true),
        ("a later fragment of UDP", ipv4(tcp(80), protocol: 17, fragment: 9), false, false),
        ("IPv6", ipv6(tcp(80), next: 6), true, true), ("IPv6, another port", ipv6(tcp(81), next: 6), true, false),
        ("hop-by-hop options", ipv6(options + tcp(80), next: 0), true, true),
        ("destination options", ipv6(options + tcp(80), next: 60), true, true),
        ("a fragment of IPv6", ipv6(fragment + tcp(80), next: 44), true, true),
        ("UDP over IPv6", ipv6(tcp(80), next: 17), false, false),
        ("IP in IP", ipv4(ipv4(tcp(80)), protocol: 4), true, false),
    ])
    func whatMayBeTCPPasses(name: String, packet: [UInt8], passesEvery: Bool, passesPort: Bool) throws {
        let ethernet = [UInt8](repeating: 2, count: 12) + (packet[0] >> 4 == 6 ? [0x86, 0xdd] : [8, 0]) + packet
        let tagged = [UInt8](repeating: 2, count: 12) + [0x81, 0, 0, 7] + ethernet[12...]
        for (choice, expected) in [(Self.every, passesEvery), (Self.port, passesPort)] {
            #expect(try matches(choice.expression, .raw, packet) == expected, "\(name)")
            #expect(try matches(choice.expression, .ethernet, ethernet) == expected, "\(name)")
            // What is in a tagged frame is for the dissector to find out.
            #expect(try matches(choice.expression, .ethernet, tagged), "\(name)")
        }
        #expect(try !matches(Self.host.expression, .raw, packet))
    }

    @Test(arguments: [
        LinkType.ethernet, .raw, .null, LinkType(rawValue: 113), LinkType(rawValue: 276), LinkType(rawValue: 105),
        LinkType(rawValue: 127),
    ])
    func suitsEveryInterface(linkType: LinkType) throws {
        for choice in [Self.every, Self.port, Self.host] {
            _ = try PacketFilter(choice.expression, for: [linkType])
        }
    }

    private func matches(_ expression: String, _ linkType: LinkType, _ bytes: [UInt8]) throws -> Bool {
        let filter = try PacketFilter(expression, for: [linkType])
        let record = PacketRecord(
            number: 1, time: Timestamp(nanoseconds: 0, isNanosecond: false), offset: 0, length: bytes.count,
            originalLength: bytes.count, interface: 0, linkType: linkType)
        return try filter.matches(record, bytes.rawSpan)
    }
}
