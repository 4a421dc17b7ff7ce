/// The flags of a TCP header (RFC 9293 §3.1), in the bit order of the header's fourteenth byte.
@frozen
public struct TCPFlags: OptionSet, Hashable, Sendable {
    /// The eight bits, CWR in the most significant one.
    public var rawValue: UInt8

    /// Flags with these bits.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// No more data from the sender.
    @inlinable public static var fin: TCPFlags { TCPFlags(rawValue: 0x01) }
    /// Synchronise sequence numbers: the sender's first segment.
    @inlinable public static var syn: TCPFlags { TCPFlags(rawValue: 0x02) }
    /// Reset the connection.
    @inlinable public static var rst: TCPFlags { TCPFlags(rawValue: 0x04) }
    /// The acknowledgment number is valid.
    @inlinable public static var ack: TCPFlags { TCPFlags(rawValue: 0x10) }
}

/// One TCP segment as found in a packet: what reassembly needs of the headers, and where the payload lies.
@frozen
public struct TCPSegment: Hashable, Sendable {
    /// Who sent it.
    public var source: Endpoint
    /// Who is to receive it.
    public var destination: Endpoint
    /// The sequence number of its first byte (of the SYN, if it has one).
    public var sequence: UInt32
    /// The acknowledgment number; meaningless without the flag ACK.
    public var acknowledgment: UInt32
    /// The flags.
    public var flags: TCPFlags
    /// The header's length in bytes, 20…60: it stands right before the payload; 0 where it is not known.
    public var headerLength: UInt8
    /// The IPv4 identification of the packet; 0 where it has none, as with IPv6.
    public var identification: UInt16
    /// The receive window as it stands in the header, which a scale may multiply (RFC 7323 §2.2): 0 is 0 with any scale.
    public var window: UInt16
    /// The packet's time to live, IPv6's hop limit; 0 where it is not known.
    public var timeToLive: UInt8
    /// The payload's captured bytes, counted from the packet's first byte.
    public var payload: Range<Int>
    /// The payload's length on the wire; more than `payload.count` when the snapshot length cut the packet.
    public var payloadLength: Int

    /// A segment with these parts.
    @inlinable
    public init(
        source: Endpoint, destination: Endpoint, sequence: UInt32, acknowledgment: UInt32, flags: TCPFlags,
        headerLength: UInt8 = 0, identification: UInt16 = 0, window: UInt16 = .max, timeToLive: UInt8 = 0,
        payload: Range<Int>, payloadLength: Int
    ) {
        self.source = source
        self.destination = destination
        self.sequence = sequence
        self.acknowledgment = acknowledgment
        self.flags = flags
        self.headerLength = headerLength
        self.identification = identification
        self.window = window
        self.timeToLive = timeToLive
        self.payload = payload
        self.payloadLength = payloadLength
    }
}
