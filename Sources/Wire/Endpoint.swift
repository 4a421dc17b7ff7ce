/// An IPv4 or IPv6 address.
@frozen
public struct IPAddress: Hashable, Sendable {
    /// The first eight bytes in network byte order; 0 for IPv4.
    public var high: UInt64
    /// The last eight bytes in network byte order; the IPv4 address in the low 32 bits.
    public var low: UInt64
    /// Whether it is an IPv4 address.
    public var isIPv4: Bool

    /// The IPv4 address with these 32 bits.
    @inlinable
    public init(ipv4 bits: UInt32) {
        high = 0
        low = UInt64(bits)
        isIPv4 = true
    }

    /// The IPv6 address with these 128 bits.
    @inlinable
    public init(ipv6 high: UInt64, _ low: UInt64) {
        self.high = high
        self.low = low
        isIPv4 = false
    }

    /// Its bytes in network byte order: 4 or 16.
    public var bytes: [UInt8] {
        if isIPv4 { return (0..<4).map { UInt8(truncatingIfNeeded: low >> (24 - 8 * UInt64($0))) } }
        return (0..<16).map { index in
            UInt8(truncatingIfNeeded: (index < 8 ? high : low) >> (56 - 8 * UInt64(index & 7)))
        }
    }

    /// Whether it is 127.0.0.0/8 or ::1, or ::ffff:127.0.0.0/104.
    public var isLoopback: Bool {
        if isIPv4 { return low >> 24 == 127 }
        return high == 0 && (low == 1 || low >> 24 == 0xffff_7f)
    }
}

/// One end of a TCP connection.
@frozen
public struct Endpoint: Hashable, Sendable {
    /// The host.
    public var address: IPAddress
    /// The TCP port.
    public var port: UInt16

    /// The port `port` of the host `address`.
    @inlinable
    public init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }
}

extension IPAddress: CustomStringConvertible {
    /// Dotted decimal, or the IPv6 text form of RFC 5952 without brackets.
    public var description: String {
        if isIPv4 {
            return (0..<4).map { String(low >> (24 - 8 * UInt64($0)) & 0xff) }.joined(separator: ".")
        }
        let groups = (0..<8).map { index in
            UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> (48 - 16 * UInt64(index & 3)))
        }
        if high == 0, low >> 32 == 0xffff {
            return "::ffff:" + IPAddress(ipv4: UInt32(truncatingIfNeeded: low)).description
        }
        let hex = groups.map { String($0, radix: 16) }
        guard let zeros = Self.longestZeroRun(groups) else { return hex.joined(separator: ":") }
        return hex[..<zeros.lowerBound].joined(separator: ":") + "::" + hex[zeros.upperBound...].joined(separator: ":")
    }

    /// The first of the longest runs of at least two zero groups (RFC 5952 §4.2).
    private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
        var best: Range<Int>?
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start >= 2, end - start > best?.count ?? 0 { best = start..<end }
            start = max(end, start + 1)
        }
        return best
    }
}

extension Endpoint: CustomStringConvertible {
    /// `address:port`, an IPv6 address in brackets.
    public var description: String { address.isIPv4 ? "\(address):\(port)" : "[\(address)]:\(port)" }
}
