/// A fragment of an IP packet (RFC 791 §3.2, RFC 8200 §4.5): what putting it together needs of the headers, and where
/// its part of the payload lies.
@frozen
public struct IPFragment: Hashable, Sendable {
    /// Who sent the packet.
    public var source: IPAddress
    /// Who is to receive it.
    public var destination: IPAddress
    /// What the fragments of a packet have in common; 16 bits with IPv4.
    public var identification: UInt32
    /// The number of the protocol that the whole payload begins with; with IPv6 only the fragment at offset 0 tells it.
    public var next: UInt8
    /// Where `payload` belongs in the whole payload, in bytes: a multiple of 8.
    public var offset: Int
    /// Whether more of the whole payload follows behind this part.
    public var hasMore: Bool
    /// The part's captured bytes, counted from the packet's first byte.
    public var payload: Range<Int>
    /// The part's length on the wire; more than `payload.count` when the snapshot length cut the packet.
    public var payloadLength: Int

    /// A fragment with these properties.
    @inlinable
    public init(
        source: IPAddress, destination: IPAddress, identification: UInt32, next: UInt8, offset: Int, hasMore: Bool,
        payload: Range<Int>, payloadLength: Int
    ) {
        self.source = source
        self.destination = destination
        self.identification = identification
        self.next = next
        self.offset = offset
        self.hasMore = hasMore
        self.payload = payload
        self.payloadLength = payloadLength
    }

    /// Whether it is one of IPv4.
    @inlinable public var isIPv4: Bool { source.isIPv4 }
}
