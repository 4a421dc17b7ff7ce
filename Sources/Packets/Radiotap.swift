//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |    Version    |      Pad      |    Length (little-endian)     |
// +---------------+---------------+-------------------------------+
// |    Present (little-endian; another one follows if bit 31)     |
// +---------------------------------------------------------------+
// |    TSFT, 8 bytes at a multiple of 8, if bit 0 of Present …    |
// +---------------+-----------------------------------------------+
// |     Flags     | if bit 1; then the other fields …             |
// +---------------+-----------------------------------------------+
import Wire

/// The radiotap header (LINKTYPE_IEEE802_11_RADIOTAP): 8 bytes and the fields that it has.
///
/// Only the flags matter: they say whether the frame is whole, and what surrounds it.
struct Radiotap: CarrierHeader {
    static var kind: PacketLayerKind { .radiotap }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        guard try reader.uint8(.radiotapVersion) == 0 else { throw reader.invalid(.radiotapVersion, bitsBack: 8) }
        _ = try reader.uint8(.radiotapPad)
        let length = Int(try reader.uint16(.radiotapLength, littleEndian: true))
        guard length >= 8 else { throw reader.invalid(.radiotapLength, bitsBack: 16) }
        let present = try reader.uint32(.radiotapPresent, littleEndian: true)
        var word = present
        while word >> 31 == 1, reader.byte + 4 <= length {
            word = try reader.uint32(.radiotapPresent, littleEndian: true)
        }
        if present & 1 != 0, (reader.byte + 7) & ~7 + 8 <= length {
            let alignment = -reader.byte & 7
            if alignment > 0 { _ = try reader.run(alignment, .radiotapAlignment) }
            _ = try reader.run(8, .radiotapTime)
        }
        var hasFCS = false
        var isPadded = false
        var isBad = false
        if present & 2 != 0, reader.byte < length {
            _ = try reader.flag(.radiotapShortGuard)
            isBad = try reader.flag(.radiotapBadFCS)
            isPadded = try reader.flag(.radiotapDataPad)
            hasFCS = try reader.flag(.radiotapHasFCS)
            _ = try reader.bits(4, .radiotapFlags)
        }
        if reader.byte < length { _ = try reader.run(length - reader.byte, .radiotapData) }
        next = isBad ? .end(.damaged(.wlan)) : .wlan(hasFCS: hasFCS, isPadded: isPadded)
    }
}
