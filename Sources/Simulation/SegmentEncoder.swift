import Wire

/// Makes IPv4 packets of TCP segments (RFC 791, RFC 9293 §3.1).
enum SegmentEncoder {
    /// A TCP segment to be packed.
    struct Segment {
        var source: Endpoint
        var destination: Endpoint
        var sequence: UInt32
        var acknowledgment: UInt32
        var flags: TCPFlags
        var payload: [UInt8]
    }

    /// The packet of a segment between two IPv4 hosts, both headers without options.
    static func packet(_ segment: Segment) -> [UInt8] {
        let addresses =
            octets(UInt32(truncatingIfNeeded: segment.source.address.low))
            + octets(UInt32(truncatingIfNeeded: segment.destination.address.low))
        var tcp = octets(segment.source.port) + octets(segment.destination.port)
        tcp += octets(segment.sequence) + octets(segment.acknowledgment)
        tcp += [5 << 4, segment.flags.rawValue] + octets(UInt16.max) + [0, 0, 0, 0] + segment.payload
        // The pseudo-header: both addresses, the protocol, the length.
        let sum = checksum(addresses + [0, protocolNumber] + octets(UInt16(truncatingIfNeeded: tcp.count)) + tcp)
        tcp.replaceSubrange(16..<18, with: octets(sum))
        var ip: [UInt8] = [0x45, 0] + octets(UInt16(truncatingIfNeeded: 20 + tcp.count))
        ip += [0, 0, 0x40, 0, 64, protocolNumber, 0, 0] + addresses
        ip.replaceSubrange(10..<12, with: octets(checksum(ip)))
        return ip + tcp
    }

    private static let protocolNumber: UInt8 = 6

    /// The Internet checksum (RFC 1071).
    private static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in bytes.indices { sum += UInt32(bytes[index]) << (index.isMultiple(of: 2) ? 8 : 0) }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(truncatingIfNeeded: sum)
    }

    /// A number in network byte order.
    private static func octets<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<(Number.bitWidth / 8)).reversed().map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
    }
}
