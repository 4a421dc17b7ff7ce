//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |    Family     |    Version    |          Resource ID          |
// +---------------+---------------+-------------------------------+
// |       Attribute length        |        Attribute type         |
// +-------------------------------+-------------------------------+
// |  Attribute value, to a multiple of four bytes; the packet is  |
// |  that of type 9 …                                             |
// +---------------------------------------------------------------+
import Wire

/// The header of Linux' netfilter log (LINKTYPE_NFLOG), up to the attribute that holds the packet.
///
/// The attributes' numbers are in the byte order of the capturing host, which a capture does not tell; but all types
/// are less than 256.
struct NFLog: CarrierHeader {
    static var kind: PacketLayerKind { .nflog }
    var next: NextHeader
    var announced: AnnouncedLength?

    /// Linux has some twenty kinds of attributes, and none comes twice.
    private static var mostAttributes: Int { 64 }

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        let family = try reader.uint8(.nflogFamily)
        guard try reader.uint8(.nflogVersion) == 0 else { throw reader.invalid(.nflogVersion, bitsBack: 8) }
        _ = try reader.uint16(.nflogGroup)
        let isLittleEndian = reader.remaining >= 4 && reader.bytes.byte(at: reader.byte + 3) & 0x3f == 0
        next = .end(.notIP)
        var type = EtherType(rawValue: 0)
        for _ in 0..<Self.mostAttributes {
            guard reader.remaining > 0 else { return }
            let length = Int(try reader.uint16(.nflogLength, littleEndian: isLittleEndian))
            guard length >= 4 else { throw reader.invalid(.nflogLength, bitsBack: 16) }
            // The two highest bits are flags.
            switch try reader.uint16(.nflogType, littleEndian: isLittleEndian) & 0x3fff {
            case 9:
                announced = AnnouncedLength(count: length - 4, limit: .nflogLength)
                switch family {
                case 2: next = .ipv4
                case 10: next = .ipv6
                default: next = .etherType(type)
                }
                return
            case let kind:
                // The last attribute may lack its padding.
                let size = min((length - 1) & ~3, max(reader.remaining, length - 4))
                guard size > 0 else { continue }
                let value = try reader.run(size, .nflogData)
                if kind == 1, size >= 2 { type.rawValue = reader.bytes.uint16(at: value.lowerBound) }
            }
        }
    }
}
