import Wire

/// Splits packets into IP fragments, as a router or a host does (RFC 791 §3.2, RFC 8200 §4.5).
public enum IPFragmenter {
    /// The fragments of the payload of `packet`, whose IP header begins at byte `start`, cut at the offsets `cuts`, which
    /// are multiples of 8 inside the payload; all of it in one for none.
    public static func split(
        _ packet: [UInt8], headerAt start: Int = 14, identification: UInt32, cuts: [Int]
    ) -> [[UInt8]] {
        let isIPv4 = packet[start] >> 4 == 4
        let headerLength = isIPv4 ? Int(packet[start] & 15) * 4 : 40
        let announced = start + (isIPv4 ? 2 : 4)
        let length = Int(packet[announced]) << 8 + Int(packet[announced + 1]) - (isIPv4 ? headerLength : 0)
        let header = Array(packet[start..<(start + headerLength)])
        let payload = Array(packet[(start + headerLength)..<(start + headerLength + length)])
        let ends = Set(cuts).filter { $0 > 0 && $0 < length }.sorted() + [length]
        return zip([0] + ends, ends).map { lower, upper in
            let part = Part(
                range: lower..<upper, hasMore: upper < length, identification: identification, bytes: payload)
            return Array(packet[..<start]) + (isIPv4 ? ipv4(header, part) : ipv6(header, part))
        }
    }

    private struct Part {
        var range: Range<Int>
        var hasMore: Bool
        var identification: UInt32
        var bytes: [UInt8]
    }

    private static func ipv4(_ header: [UInt8], _ part: Part) -> [UInt8] {
        var header = header
        header.replaceSubrange(2..<4, with: big(UInt16(header.count + part.range.count)))
        header.replaceSubrange(4..<6, with: big(UInt16(part.identification)))
        header.replaceSubrange(6..<8, with: big(UInt16(part.hasMore ? 0x2000 : 0) | UInt16(part.range.lowerBound / 8)))
        header.replaceSubrange(10..<12, with: [0, 0])
        header.replaceSubrange(10..<12, with: big(PacketBuilder.checksum(header)))
        return header + part.bytes[part.range]
    }

    private static func ipv6(_ header: [UInt8], _ part: Part) -> [UInt8] {
        let place = UInt16(part.range.lowerBound) | (part.hasMore ? 1 : 0)
        let fragment = [header[6], 0] + big(place) + big(part.identification)
        var header = header
        header.replaceSubrange(4..<6, with: big(UInt16(8 + part.range.count)))
        header[6] = 44
        return header + fragment + part.bytes[part.range]
    }
}
