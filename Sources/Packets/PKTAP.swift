// Offset and length in bytes; all numbers are little-endian:
//   0 4  length of the header      40 4  protocol family
//   4 4  record type               44 4  length of the link header
//   8 4  DLT                       48 4  length of the link trailer
//  12 24 interface name            52 4  process ID
//  36 4  flags                     56 20 command name, then the rest
import Wire

/// Apple's header (LINKTYPE_PKTAP): at least 108 bytes.
struct PKTAP: CarrierHeader {
    static var kind: PacketLayerKind { .pktap }
    var next: NextHeader

    /// The length of its first version, which later ones begin with.
    private static var shortest: UInt32 { 108 }
    /// No version is near to this.
    private static var longest: UInt32 { 1024 }

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        let length = try reader.uint32(.pktapLength, littleEndian: true)
        guard (Self.shortest...Self.longest).contains(length) else {
            throw reader.invalid(.pktapLength, bitsBack: 32)
        }
        let record = try reader.uint32(.pktapRecord, littleEndian: true)
        let link = LinkType(dlt: try reader.uint32(.pktapLinkType, littleEndian: true))
        _ = try reader.run(24, .pktapInterface)
        _ = try reader.uint32(.pktapFlags, littleEndian: true)
        _ = try reader.uint32(.pktapFamily, littleEndian: true)
        _ = try reader.uint32(.pktapPrefix, littleEndian: true)
        _ = try reader.uint32(.pktapTrailer, littleEndian: true)
        _ = try reader.uint32(.pktapProcess, littleEndian: true)
        _ = try reader.run(20, .pktapCommand)
        _ = try reader.run(Int(length) - reader.byte, .pktapData)
        // Other records carry no packet.
        next = record == 1 ? (link.map { .link($0) } ?? .end(.notIP)) : .end(.notIP)
    }

    /// Whether the header seems to be one: a length that a version has, and a packet.
    static func isLikely(_ bytes: RawSpan, _ extent: Extent) -> Bool {
        guard extent.end - extent.start >= 12 else { return false }
        return (shortest...longest).contains(bytes.uint32(at: extent.start).byteSwapped)
            && bytes.uint32(at: extent.start + 4).byteSwapped == 1
    }
}
