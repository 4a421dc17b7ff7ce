public import Wire

/// The header that a load balancer puts before a connection's own bytes, to name the real client
/// (HAProxy's PROXY protocol, versions 1 and 2).
public struct ProxyHeader: Hashable, Sendable {
    /// 1 for the line of text, 2 for the binary form.
    public var version: Int
    /// Whether the proxy connects on its own account, as for a health check: no client is named then.
    public var isLocal = false
    /// The real client; nil where none, or no TCP or UDP address, is named.
    public var client: Endpoint?
    /// The address that the real client connected to.
    public var server: Endpoint?
    /// The address family in words where it is not IP: `UNKNOWN`, `UNIX socket`.
    public var family: String?
    /// How long it is, in bytes.
    public var length: Int
}

extension ProxyHeader {
    /// The longest line of version 1, its CR LF included.
    static let longestLine = 107
    /// More bytes than this are no header of version 2 that anybody sends.
    static let longestBinary = 4096
    private static let line = Array("PROXY ".utf8)
    private static let signature: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]

    /// No header is longer, in bytes.
    public static let longest = longestBinary

    /// Whether a header may begin with `byte`.
    public static func mayBegin(with byte: UInt8) -> Bool { byte == line[0] || byte == signature[0] }

    /// What a connection's first bytes amount to.
    public enum Reading: Hashable, Sendable {
        /// They are no such header.
        case none
        /// They may become one.
        case more
        /// A header, `length` bytes of them.
        case header(ProxyHeader)
    }

    /// Reads the header that a connection's first bytes may be.
    public static func read(_ bytes: [UInt8]) -> Reading {
        if bytes.first == line[0] { return readLine(bytes) }
        guard let first = bytes.first, first == signature[0] else { return bytes.isEmpty ? .more : .none }
        return readBinary(bytes)
    }

    /// Version 1: `PROXY TCP4 192.0.2.1 192.0.2.2 56324 443` and CR LF.
    private static func readLine(_ bytes: [UInt8]) -> Reading {
        guard zip(bytes, line).allSatisfy(==) else { return .none }
        guard let end = bytes.prefix(longestLine).firstIndex(of: .lineFeed) else {
            return bytes.count < longestLine ? .more : .none
        }
        guard end >= line.count, bytes[end - 1] == .carriageReturn else { return .none }
        let words = HTTP.text(bytes[line.count..<(end - 1)]).split(separator: " ", omittingEmptySubsequences: false)
        var header = ProxyHeader(version: 1, length: end + 1)
        guard let family = words.first, ["TCP4", "TCP6", "UNKNOWN"].contains(family) else { return .none }
        if family == "UNKNOWN" {
            header.family = "UNKNOWN"
            return .header(header)
        }
        guard words.count == 5, let source = IPAddress(words[1]), let destination = IPAddress(words[2]),
            let sourcePort = UInt16(words[3]), let destinationPort = UInt16(words[4])
        else { return .none }
        header.client = Endpoint(address: source, port: sourcePort)
        header.server = Endpoint(address: destination, port: destinationPort)
        return .header(header)
    }

    /// Version 2: the signature, version and command, family and protocol, the length of what follows.
    private static func readBinary(_ bytes: [UInt8]) -> Reading {
        guard zip(bytes, signature).allSatisfy(==) else { return .none }
        guard bytes.count >= 16 else { return .more }
        guard bytes[12] >> 4 == 2, bytes[12] & 15 <= 1 else { return .none }
        let length = 16 + Int(bytes[14]) << 8 + Int(bytes[15])
        guard length <= longestBinary else { return .none }
        guard bytes.count >= length else { return .more }
        var header = ProxyHeader(version: 2, isLocal: bytes[12] & 15 == 0, length: length)
        guard !header.isLocal else { return .header(header) }
        let addresses = bytes[16..<length]
        func number(_ offset: Int, _ count: Int) -> UInt64 {
            addresses.dropFirst(offset).prefix(count).reduce(0) { $0 << 8 | UInt64($1) }
        }
        func port(_ offset: Int) -> UInt16 { UInt16(truncatingIfNeeded: number(offset, 2)) }
        switch bytes[13] >> 4 {
        case 1 where addresses.count >= 12:
            let source = IPAddress(ipv4: UInt32(truncatingIfNeeded: number(0, 4)))
            let destination = IPAddress(ipv4: UInt32(truncatingIfNeeded: number(4, 4)))
            header.client = Endpoint(address: source, port: port(8))
            header.server = Endpoint(address: destination, port: port(10))
        case 2 where addresses.count >= 36:
            header.client = Endpoint(address: IPAddress(ipv6: number(0, 8), number(8, 8)), port: port(32))
            header.server = Endpoint(address: IPAddress(ipv6: number(16, 8), number(24, 8)), port: port(34))
        case 3: header.family = "UNIX socket"
        default: header.family = "UNKNOWN"
        }
        return .header(header)
    }
}

extension IPAddress {
    /// The address that `text` is, in dotted decimal or the form of RFC 4291 §2.2; nil if it is none.
    init?(_ text: some StringProtocol) {
        if !text.contains(":") {
            guard let bits = Self.dotted(text) else { return nil }
            self.init(ipv4: bits)
            return
        }
        var text = String(text)
        if let colon = text.lastIndex(of: ":"), text.contains("."),
            let bits = Self.dotted(text[text.index(after: colon)...])
        {
            text = text[...colon] + String(bits >> 16, radix: 16) + ":" + String(bits & 0xffff, radix: 16)
        }
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return nil }
        var groups: [[UInt16]] = []
        for half in halves {
            let parts = half.isEmpty ? [] : half.split(separator: ":", omittingEmptySubsequences: false)
            let numbers = parts.compactMap { $0.utf8.count <= 4 ? UInt16($0, radix: 16) : nil }
            guard numbers.count == parts.count else { return nil }
            groups.append(numbers)
        }
        let count = groups.reduce(0) { $0 + $1.count }
        guard halves.count == 2 ? count < 8 : count == 8 else { return nil }
        let zeros = [UInt16](repeating: 0, count: 8 - count)
        let all = groups[0] + zeros + (groups.count > 1 ? groups[1] : [])
        func half(_ range: Range<Int>) -> UInt64 { all[range].reduce(0) { $0 << 16 | UInt64($1) } }
        self.init(ipv6: half(0..<4), half(4..<8))
    }

    private static func dotted(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { UInt8($0) }
        guard parts.count == 4, numbers.count == 4 else { return nil }
        return numbers.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
