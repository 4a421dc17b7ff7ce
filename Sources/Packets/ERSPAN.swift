// Type II:
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+-----------------------+-----+---+-+-------------------+
// |Version|         VLAN          | COS |En |T|    Session ID     |
// +-------+-----------------------+-----+---+-+-------------------+
// |       Reserved        |                 Index                 |
// +-----------------------+---------------------------------------+
//
// Type III, after the same first four bytes:
// +---------------------------------------------------------------+
// |                           Timestamp                           |
// +-------------------------------+-+---------+-----------+-+---+-+
// |      Security group tag       |P|   FT    |   Hw ID   |D|Gra|O|
// +-------------------------------+-+---------+-----------+-+---+-+
// |             Platform subheader (8 bytes, if O) …              |
// +---------------------------------------------------------------+
import Wire

/// The header of ERSPAN's type II (draft-foschiano-erspan §4.2): 8 bytes.
struct ERSPANII: CarrierHeader {
    static var kind: PacketLayerKind { .erspan }
    var next: NextHeader { .ethernet }

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        try Self.readBeginning(&reader, version: 1)
        _ = try reader.wideBits(12, .erspanReserved)
        _ = try reader.wideBits(20, .erspanIndex)
    }

    /// Reads the four bytes that both types begin with.
    @inline(__always)
    static func readBeginning<Sink: FieldSink>(
        _ reader: inout FieldReader<Sink>, version: UInt8
    ) throws(DecodeError) {
        guard try reader.bits(4, .erspanVersion) == version else { throw reader.invalid(.erspanVersion, bitsBack: 4) }
        _ = try reader.wideBits(12, .erspanVLAN)
        _ = try reader.bits(3, .erspanClass)
        _ = try reader.bits(2, .erspanEncapsulation)
        _ = try reader.flag(.erspanTruncated)
        _ = try reader.wideBits(10, .erspanSession)
    }
}

/// The header of ERSPAN's type III (draft-foschiano-erspan §4.3): 12 or 20 bytes.
struct ERSPANIII: CarrierHeader {
    static var kind: PacketLayerKind { .erspan }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        try ERSPANII.readBeginning(&reader, version: 2)
        _ = try reader.uint32(.erspanTimestamp)
        _ = try reader.uint16(.erspanGroup)
        _ = try reader.flag(.erspanIsEthernet)
        let type = try reader.bits(5, .erspanFrameType)
        _ = try reader.wideBits(6, .erspanHardware)
        _ = try reader.flag(.erspanDirection)
        _ = try reader.bits(2, .erspanGranularity)
        if try reader.flag(.erspanHasSubheader) { _ = try reader.run(8, .erspanSubheader) }
        switch type {
        case 0: next = .ethernet
        case 2: next = .ip
        default: next = .end(.notIP)
        }
    }
}
