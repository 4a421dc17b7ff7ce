//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |  Next Header  |  Hdr Ext Len  |                               |
// +---------------+---------------+                               +
// |                  Options, routing data … , ICV                |
// +---------------------------------------------------------------+
//
// The fragment header:
// +---------------+---------------+-------------------------+---+-+
// |  Next Header  |   Reserved    |     Fragment Offset     |Res|M|
// +---------------+---------------+-------------------------+---+-+
// |                         Identification                        |
// +---------------------------------------------------------------+
import Wire

/// An IPv6 extension header that says its length in units of 8 bytes: hop-by-hop options, routing, destination options
/// (RFC 8200 §4.3, §4.4, §4.6).
struct IPv6Options: PacketHeader {
    /// What follows.
    var next: IPProtocol

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        next = IPProtocol(rawValue: try reader.uint8(.ipv6ExtensionNextHeader))
        let length = Int(try reader.uint8(.ipv6ExtensionLength))
        _ = try reader.run(length &* 8 &+ 6, .ipv6ExtensionData)
    }
}

/// The authentication header, which says its length in units of 4 bytes, minus 2 (RFC 4302 §2).
struct IPv6Authentication: PacketHeader {
    /// What follows.
    var next: IPProtocol

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        next = IPProtocol(rawValue: try reader.uint8(.ipv6ExtensionNextHeader))
        let length = Int(try reader.uint8(.ipv6ExtensionLength))
        // Reserved, SPI and sequence number are always there.
        guard length >= 1 else { throw reader.invalid(.ipv6ExtensionLength, bitsBack: 8) }
        _ = try reader.run(length &* 4 &+ 6, .ipv6ExtensionData)
    }
}

/// The fragment header (RFC 8200 §4.5): 8 bytes.
struct IPv6Fragment: PacketHeader {
    /// What follows, in the first fragment.
    var next: IPProtocol
    /// What the fragments of a packet have in common.
    var identification: UInt32
    /// Whether a fragment follows behind this one.
    var moreFragments: Bool
    /// Where the payload belongs in that of the whole packet, in bytes.
    var fragmentOffset: Int

    /// Whether this is a part only: a fragment may be the whole packet (RFC 6946).
    var isFragment: Bool { moreFragments || fragmentOffset != 0 }

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        next = IPProtocol(rawValue: try reader.uint8(.ipv6ExtensionNextHeader))
        _ = try reader.uint8(.ipv6FragmentReserved)
        fragmentOffset = Int(try reader.wideBits(13, .ipv6FragmentOffset)) &* 8
        _ = try reader.bits(2, .ipv6FragmentReservedBits)
        moreFragments = try reader.flag(.ipv6FragmentMore)
        identification = try reader.uint32(.ipv6FragmentIdentification)
    }
}
