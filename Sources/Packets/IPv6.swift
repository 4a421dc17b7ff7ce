//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+---------------+---------------------------------------+
// |Version| Traffic Class |              Flow Label               |
// +-------+---------------+-------+---------------+---------------+
// |        Payload Length         |  Next Header  |   Hop Limit   |
// +-------------------------------+---------------+---------------+
// |                                                               |
// +                                                               +
// |                   Source Address (16 bytes)                   |
// +                                                               +
// |                                                               |
// +                                                               +
// |                                                               |
// +---------------------------------------------------------------+
// |                                                               |
// +                                                               +
// |                Destination Address (16 bytes)                 |
// +                                                               +
// |                                                               |
// +                                                               +
// |                                                               |
// +---------------------------------------------------------------+
import Wire

/// The IPv6 header (RFC 8200 §3): 40 bytes.
struct IPv6: PacketHeader {
    /// The length in bytes of what follows, extension headers included; 0 for a jumbogram (RFC 2675) and where the
    /// network card was to split the packet (segmentation offload).
    var payloadLength: Int
    /// What follows.
    var next: IPProtocol
    /// How many routers more it may pass.
    var hopLimit: UInt8
    var source: IPAddress
    var destination: IPAddress

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        guard try reader.bits(4, .ipv6Version) == 6 else { throw reader.invalid(.ipv6Version, bitsBack: 4) }
        _ = try reader.wideBits(8, .ipv6TrafficClass)
        _ = try reader.wideBits(20, .ipv6FlowLabel)
        payloadLength = Int(try reader.uint16(.ipv6PayloadLength))
        next = IPProtocol(rawValue: try reader.uint8(.ipv6NextHeader))
        hopLimit = try reader.uint8(.ipv6HopLimit)
        let source = try reader.run(16, .ipv6Source).lowerBound
        self.source = IPAddress(ipv6: reader.bytes.uint64(at: source), reader.bytes.uint64(at: source &+ 8))
        let destination = try reader.run(16, .ipv6Destination).lowerBound
        self.destination = IPAddress(
            ipv6: reader.bytes.uint64(at: destination), reader.bytes.uint64(at: destination &+ 8))
    }
}
