//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+-------+---------------+-------------------------------+
// |Version| Type  |     Code      |          Session ID           |
// +-------+-------+---------------+-------------------------------+
// |            Length             |
// +-------------------------------+
import Wire

/// The PPPoE header (RFC 2516 §4): 6 bytes.
struct PPPoE: CarrierHeader {
    static var kind: PacketLayerKind { .pppoe }
    var next: NextHeader
    var announced: AnnouncedLength?

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        guard try reader.bits(4, .pppoeVersion) == 1 else { throw reader.invalid(.pppoeVersion, bitsBack: 4) }
        guard try reader.bits(4, .pppoeType) == 1 else { throw reader.invalid(.pppoeType, bitsBack: 4) }
        // Other codes open and close the line.
        next = try reader.uint8(.pppoeCode) == 0 ? .ppp : .end(.notIP)
        _ = try reader.uint16(.pppoeSession)
        announced = AnnouncedLength(count: Int(try reader.uint16(.pppoeLength)), limit: .pppoeLength)
    }
}
