/// Why a header could not be decoded, and where.
///
/// `needMore` is control flow (wait for bytes, or say what cut them off); `invalid` is input that no amount of further
/// bytes would mend.
public enum DecodeError: Error, Hashable, Sendable {
    /// The input ended inside `field`, which begins at bit `atBit`; `bytes` more would complete it, and `limitedBy` is
    /// the length that ended the input.
    case needMore(field: FieldID, atBit: Int, bytes: Int, limitedBy: LengthLimit)
    /// The value of `field`, which begins at bit `atBit`, is impossible.
    case invalid(field: FieldID, atBit: Int)
}

/// Which length ended the bytes that a reader was given.
@frozen
public enum LengthLimit: UInt8, Hashable, Sendable {
    /// The packet as captured (its end, or the snapshot length).
    case packet
    /// The length in the place of the EtherType (IEEE 802.3).
    case ethernetLength
    /// The length of one packet of an 802.11 aggregate.
    case aggregateLength
    /// The length in the PPPoE header.
    case pppoeLength
    /// The length of the attribute of an nflog header that holds the packet.
    case nflogLength
    /// The length in the UDP header.
    case udpLength
    /// The length in the GRE header of PPTP.
    case greLength
    /// The length in the GTP-U header.
    case gtpLength
    /// The length in the IPv4 header.
    case ipv4Length
    /// The length in the IPv6 header.
    case ipv6Length
    /// The data offset in the TCP header.
    case tcpDataOffset
    /// The bytes of the stream seen so far.
    case stream
}
