//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+-------+-----------+---+-------------------------------+
// |Version|  IHL  |   DSCP    |ECN|         Total Length          |
// +-------+-------+-----------+---+-----+-------------------------+
// |        Identification         |Flags|     Fragment Offset     |
// +---------------+---------------+-----+-------------------------+
// | Time to Live  |   Protocol    |        Header Checksum        |
// +---------------+---------------+-------------------------------+
// |                        Source Address                         |
// +---------------------------------------------------------------+
// |                      Destination Address                      |
// +---------------------------------------------------------------+
// |                   Options, 0 to 40 bytes …                    |
// +---------------------------------------------------------------+
import Wire

/// The IPv4 header (RFC 791 §3.1): 20 to 60 bytes.
///
/// The checksum is not verified: captures of outgoing packets hold what the network card was to replace.
struct IPv4: PacketHeader {
    /// The header's length in bytes, 20…60.
    var headerLength: Int
    /// The whole packet's length in bytes; 0 where the network card was to split the packet (segmentation offload).
    var totalLength: Int
    /// What the fragments of a packet have in common.
    var identification: UInt16
    /// Whether a fragment follows behind this one.
    var moreFragments: Bool
    /// Where the payload belongs in that of the whole packet, in bytes.
    var fragmentOffset: Int
    /// How many routers more it may pass.
    var timeToLive: UInt8
    /// What follows.
    var next: IPProtocol
    var source: IPAddress
    var destination: IPAddress

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        guard try reader.bits(4, .ipv4Version) == 4 else { throw reader.invalid(.ipv4Version, bitsBack: 4) }
        headerLength = Int(try reader.bits(4, .ipv4HeaderLength)) &* 4
        guard headerLength >= 20 else { throw reader.invalid(.ipv4HeaderLength, bitsBack: 4) }
        _ = try reader.bits(6, .ipv4ServiceType)
        _ = try reader.bits(2, .ipv4Congestion)
        totalLength = Int(try reader.uint16(.ipv4TotalLength))
        guard totalLength >= headerLength || totalLength == 0 else {
            throw reader.invalid(.ipv4TotalLength, bitsBack: 16)
        }
        identification = try reader.uint16(.ipv4Identification)
        _ = try reader.flag(.ipv4Reserved)
        _ = try reader.flag(.ipv4DontFragment)
        moreFragments = try reader.flag(.ipv4MoreFragments)
        fragmentOffset = Int(try reader.wideBits(13, .ipv4FragmentOffset)) &* 8
        timeToLive = try reader.uint8(.ipv4TimeToLive)
        next = IPProtocol(rawValue: try reader.uint8(.ipv4Protocol))
        _ = try reader.uint16(.ipv4Checksum)
        source = IPAddress(ipv4: try reader.uint32(.ipv4Source))
        destination = IPAddress(ipv4: try reader.uint32(.ipv4Destination))
        if headerLength > 20 { _ = try reader.run(headerLength &- 20, .ipv4Options) }
    }
}

extension IPv4 {
    /// Whether this is a fragment: part of a larger packet.
    @inline(__always)
    var isFragment: Bool { moreFragments || fragmentOffset != 0 }
}

/// What an IP packet carries, by its number in IANA's registry of protocol numbers.
public struct IPProtocol: RawRepresentable, Hashable, Sendable {
    /// The number.
    public var rawValue: UInt8

    /// The protocol with that number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// TCP.
    public static var tcp: IPProtocol { IPProtocol(rawValue: 6) }
    /// UDP.
    static var udp: IPProtocol { IPProtocol(rawValue: 17) }
    /// IPv4 or IPv6 in IP; GRE; MPLS in IP.
    static var ipv4: IPProtocol { IPProtocol(rawValue: 4) }
    static var ipv6: IPProtocol { IPProtocol(rawValue: 41) }
    static var gre: IPProtocol { IPProtocol(rawValue: 47) }
    static var mpls: IPProtocol { IPProtocol(rawValue: 137) }
    static var hopByHopOptions: IPProtocol { IPProtocol(rawValue: 0) }
    static var routing: IPProtocol { IPProtocol(rawValue: 43) }
    static var fragment: IPProtocol { IPProtocol(rawValue: 44) }
    static var authentication: IPProtocol { IPProtocol(rawValue: 51) }
    static var destinationOptions: IPProtocol { IPProtocol(rawValue: 60) }
}
