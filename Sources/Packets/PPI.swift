//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |    Version    |     Flags     |            Length             |
// +---------------+---------------+-------------------------------+
// |                              DLT                              |
// +-------------------------------+-------------------------------+
// |          Field type           |   Field length, then its data |
// +-------------------------------+-------------------------------+
// All numbers are little-endian.
import Wire

/// The per-packet information header (LINKTYPE_PPI): 8 bytes, then fields.
struct PPI: CarrierHeader {
    static var kind: PacketLayerKind { .ppi }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        guard try reader.uint8(.ppiVersion) == 0 else { throw reader.invalid(.ppiVersion, bitsBack: 8) }
        let isAligned = try reader.uint8(.ppiFlags) & 1 != 0
        let length = Int(try reader.uint16(.ppiLength, littleEndian: true))
        guard length >= 8 else { throw reader.invalid(.ppiLength, bitsBack: 16) }
        let link = LinkType(dlt: try reader.uint32(.ppiLinkType, littleEndian: true))
        var radio: UInt16 = 0
        while reader.byte < length {
            let type = try reader.uint16(.ppiFieldType, littleEndian: true)
            var size = Int(try reader.uint16(.ppiFieldLength, littleEndian: true))
            guard reader.byte + size <= length else { throw reader.invalid(.ppiFieldLength, bitsBack: 16) }
            if isAligned { size = min((size + 3) & ~3, length - reader.byte) }
            guard size > 0 else { continue }
            let data = try reader.run(size, .ppiFieldData)
            // The state of the radio: its flags stand behind its clock.
            if type == 2, size >= 10 { radio = reader.bytes.uint16(at: data.lowerBound + 8).byteSwapped }
        }
        if radio & 4 != 0 {
            next = .end(.damaged(.wlan))
        } else if link == .wlan {
            next = .wlan(hasFCS: radio & 1 != 0, isPadded: false)
        } else {
            next = link.map { .link($0) } ?? .end(.notIP)
        }
    }
}

extension LinkType {
    /// The link type that a header names by the number (DLT) which BSD and macOS have for it in memory.
    init?(dlt number: UInt32) {
        switch number {
        case 11: self = .rfc1483
        case 12, 14: self = .raw
        default:
            guard let number = UInt16(exactly: number) else { return nil }
            self = LinkType(rawValue: number)
        }
    }
}
