// What the values of a TCP header's fields say.

extension FieldCatalogue {
    static func tcpInterpretation(_ id: FieldID, _ value: UInt64) -> String? {
        let isSet = value == 1
        return switch id {
        case .tcpSourcePort, .tcpDestinationPort: wellKnownPort(value)
        case .tcpDataOffset:
            value < 5 ? "impossible: a TCP header has at least 20 bytes" : count(value &* 4, "byte") + " of header"
        case .tcpCWR: isSet ? "the sender has slowed down" : nil
        case .tcpECE: isSet ? "congestion was seen, or (with SYN) can be understood" : nil
        case .tcpURG: isSet ? "the urgent pointer is in use" : nil
        case .tcpACK: isSet ? "the acknowledgment number is valid" : "the acknowledgment number means nothing"
        case .tcpPSH: isSet ? "hand the bytes over at once" : nil
        case .tcpRST: isSet ? "the connection is aborted" : nil
        case .tcpSYN: isSet ? "the connection is being opened" : nil
        case .tcpFIN: isSet ? "nothing more will be sent from this side" : nil
        case .tcpWindow: value == 0 ? "no room: the peer must wait" : nil
        case .tcpChecksum: value == 0 ? "not filled in yet" : nil
        case .tcpOptionKind: tcpOptionName(value)
        default: nil
        }
    }

    private static func wellKnownPort(_ port: UInt64) -> String? {
        switch port {
        case 80: "HTTP and ws"
        case 443: "HTTPS and wss"
        default: nil
        }
    }

    private static func tcpOptionName(_ kind: UInt64) -> String {
        switch kind {
        case 0: "end of the options"
        case 1: "no operation: fills a gap"
        case 2: "maximum segment size"
        case 3: "window scale (RFC 7323)"
        case 4: "selective acknowledgment permitted (RFC 2018)"
        case 5: "selective acknowledgment (RFC 2018)"
        case 8: "timestamps (RFC 7323)"
        case 28: "user timeout (RFC 5482)"
        case 29: "authentication (RFC 5925)"
        case 30: "multipath TCP (RFC 8684)"
        case 34: "fast open (RFC 7413)"
        case 253, 254: "experiment"
        default: "an option that is not known here"
        }
    }

    static func tcpOption(kind: UInt64?, _ bytes: ArraySlice<UInt8>) -> String? {
        let number = { (part: ArraySlice<UInt8>) in part.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        switch (kind, bytes.count) {
        case (2, 2): return "segments of at most " + count(number(bytes), "byte")
        case (3, 1):
            let shift = number(bytes)
            return shift > 14 ? "a shift of \(shift), taken as 14" : "multiply the window by \(1 << shift)"
        case (5, let length) where length % 8 == 0 && length > 0:
            let blocks = stride(from: bytes.startIndex, to: bytes.endIndex, by: 8).map { start in
                "\(number(bytes[start..<(start + 4)]))–\(number(bytes[(start + 4)..<(start + 8)]))"
            }
            return "arrived after a gap: " + blocks.joined(separator: ", ")
        case (8, 8): return "sent at \(number(bytes.prefix(4))), echoes \(number(bytes.suffix(4)))"
        default: return count(UInt64(bytes.count), "byte")
        }
    }
}
