//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------------------------------------------------------+
// |                         Message code                          |
// +---------------------------------------------------------------+
// |                        Message length                         |
// +---------------------------------------------------------------+
// |                      Device (16 bytes) …                      |
// +---------------------------------------------------------------+
// |                        Items, 12 bytes each …                 |
// +---------------------------------------------------------------+
import Wire

/// The header of the Prism chip's monitor mode (LINKTYPE_IEEE802_11_PRISM): 24 bytes, then items.
///
/// Its numbers are in the byte order of the capturing host, which a capture does not tell; but the length is less than
/// 65,536.
struct Prism: CarrierHeader {
    static var kind: PacketLayerKind { .prism }
    var next: NextHeader { .wlan(hasFCS: false, isPadded: false) }

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        let isLittleEndian = reader.remaining >= 8 && reader.bytes.uint16(at: 4) != 0
        _ = try reader.uint32(.prismMessage, littleEndian: isLittleEndian)
        let length = try reader.uint32(.prismLength, littleEndian: isLittleEndian)
        guard (24...0xffff).contains(length) else { throw reader.invalid(.prismLength, bitsBack: 32) }
        _ = try reader.run(16, .prismDevice)
        if length > 24 { _ = try reader.run(Int(length) - 24, .prismItems) }
    }

    /// Whether it is the AVS header, which drivers wrote with this link type, too.
    static func isAVS(_ bytes: RawSpan, _ extent: Extent) -> Bool {
        extent.start + 4 <= extent.end && bytes.uint32(at: extent.start) & 0xffff_f000 == 0x8021_1000
    }
}

/// The header of AbsoluteValue Systems' drivers (LINKTYPE_IEEE802_11_AVS): a version, its length, and what the radio
/// tells, all in network byte order.
struct AVS: CarrierHeader {
    static var kind: PacketLayerKind { .avs }
    var next: NextHeader { .wlan(hasFCS: false, isPadded: false) }

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        let version = try reader.uint32(.avsVersion)
        guard version & 0xffff_f000 == 0x8021_1000 else { throw reader.invalid(.avsVersion, bitsBack: 32) }
        let length = try reader.uint32(.avsLength)
        guard (8...0xffff).contains(length) else { throw reader.invalid(.avsLength, bitsBack: 32) }
        if length > 8 { _ = try reader.run(Int(length) - 8, .avsData) }
    }
}
