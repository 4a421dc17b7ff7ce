internal import Wire

/// The messages of sock_diag(7), by which Linux tells of a socket whose ends are known: who has it, and its inode.
///
/// Numbers are in the byte order of the host, ports and addresses in that of the network.
enum SocketDiagnosis {
    /// A socket as the system describes it.
    struct Socket: Hashable {
        /// Its state, as in /proc/net/tcp: 1 is established, 10 listening.
        var state: UInt8
        /// Its own address; an IPv4 address that an IPv6 socket has mapped is IPv4.
        var local: Endpoint
        /// Its peer's.
        var remote: Endpoint
        /// The user whose it is.
        var uid: UInt32
        /// The number that /proc/PID/fd shows; 0 for one that no process has, as one that waits to be accepted.
        var inode: UInt32

        /// Whether it waits for connections.
        var isListening: Bool { state == 10 }
    }

    /// What an answer says.
    struct Answer: Hashable {
        /// The sockets that it describes.
        var sockets: [Socket] = []
        /// Whether nothing follows: the end of a list, or an error.
        var isLast = false
    }

    /// Asks for the one socket with these ends.
    ///
    /// Where there is none, the system answers with one that listens at `local`, even if `local` is the address of
    /// another host and a socket here listens at any address.
    static func question(_ local: Endpoint, _ remote: Endpoint) -> [UInt8] {
        message(local, remote, isList: false)
    }

    /// Asks for all sockets of a family, those that listen aside: an exact question does not find an IPv6 socket that is
    /// bound to an interface, as those with link-local addresses are.
    static func list(isIPv4: Bool) -> [UInt8] {
        let none = Endpoint(address: isIPv4 ? IPAddress(ipv4: 0) : IPAddress(ipv6: 0, 0), port: 0)
        return message(none, none, isList: true)
    }

    private static func message(_ local: Endpoint, _ remote: Endpoint, isList: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        append(UInt32(72), to: &bytes)
        append(sockDiagByFamily, to: &bytes)
        append(isList ? UInt16(0x301) : 0x001, to: &bytes)  // NLM_F_REQUEST, NLM_F_DUMP
        append(UInt32(1), to: &bytes)
        append(UInt32(0), to: &bytes)
        bytes += [local.address.isIPv4 ? 2 : 10, 6, 0, 0]  // AF_INET or AF_INET6, IPPROTO_TCP
        append(isList ? UInt32(0xbff) : .max, to: &bytes)  // a bit for each state
        bytes += [UInt8(local.port >> 8), UInt8(local.port & 0xff), UInt8(remote.port >> 8), UInt8(remote.port & 0xff)]
        for address in [local.address, remote.address] {
            bytes += address.bytes + [UInt8](repeating: 0, count: 16 - address.bytes.count)
        }
        append(UInt32(0), to: &bytes)  // any interface
        append(UInt64.max, to: &bytes)  // no cookie
        return bytes
    }

    /// Reads what the system sent in one datagram.
    static func answer(_ bytes: [UInt8]) -> Answer {
        var answer = Answer()
        var at = 0
        while at + 16 <= bytes.count {
            let length = Int(number(bytes, at, UInt32.self))
            guard length >= 16, at + length <= bytes.count else { break }
            switch number(bytes, at + 4, UInt16.self) {
            case 2, 3: answer.isLast = true  // NLMSG_ERROR, NLMSG_DONE
            case sockDiagByFamily where length >= 16 + 72: answer.sockets.append(socket(bytes, at + 16))
            default: break
            }
            // A single answer has no end of its own: NLM_F_MULTI is not set.
            if number(bytes, at + 6, UInt16.self) & 2 == 0 { answer.isLast = true }
            at += (length + 3) & ~3
        }
        return answer
    }

    private static func socket(_ bytes: [UInt8], _ at: Int) -> Socket {
        let isIPv4 = bytes[at] == 2
        func endpoint(_ port: Int, _ address: Int) -> Endpoint {
            Endpoint(
                address: self.address(bytes, at + address, isIPv4: isIPv4),
                port: UInt16(bytes[at + port]) << 8 | UInt16(bytes[at + port + 1]))
        }
        return Socket(
            state: bytes[at + 1], local: endpoint(4, 8), remote: endpoint(6, 24),
            uid: number(bytes, at + 64, UInt32.self), inode: number(bytes, at + 68, UInt32.self))
    }

    private static func address(_ bytes: [UInt8], _ at: Int, isIPv4: Bool) -> IPAddress {
        func network(_ at: Int, _ count: Int) -> UInt64 {
            bytes[at..<(at + count)].reduce(0) { $0 << 8 | UInt64($1) }
        }
        if isIPv4 { return IPAddress(ipv4: UInt32(network(at, 4))) }
        let (high, low) = (network(at, 8), network(at + 8, 8))
        return high == 0 && low >> 32 == 0xffff
            ? IPAddress(ipv4: UInt32(truncatingIfNeeded: low)) : IPAddress(ipv6: high, low)
    }

    private static let sockDiagByFamily: UInt16 = 20

    private static func append<Number: FixedWidthInteger>(_ number: Number, to bytes: inout [UInt8]) {
        for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number.littleEndian >> Number(shift)))
        }
    }

    private static func number<Number: FixedWidthInteger>(_ bytes: [UInt8], _ at: Int, _: Number.Type) -> Number {
        var number: Number = 0
        for index in stride(from: Number.bitWidth / 8 - 1, through: 0, by: -1) {
            number = number << 8 | Number(truncatingIfNeeded: bytes[at + index])
        }
        return Number(littleEndian: number)
    }
}
