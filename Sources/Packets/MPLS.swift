//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------------------------------+-----+-+---------------+
// |                 Label                 | TC  |S|      TTL      |
// +---------------------------------------+-----+-+---------------+
//
// The control word of an Ethernet pseudowire:
// +-------+-----------------------+-------------------------------+
// |   0   |       Reserved        |        Sequence number        |
// +-------+-----------------------+-------------------------------+
import Wire

/// An MPLS label (RFC 3032 §2.1): 4 bytes.
struct MPLSLabel: CarrierHeader {
    static var kind: PacketLayerKind { .mpls }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        _ = try reader.wideBits(20, .mplsLabel)
        _ = try reader.bits(3, .mplsClass)
        next = try reader.flag(.mplsBottom) ? .behindLabels : .mpls
        _ = try reader.uint8(.mplsTimeToLive)
    }
}

/// The control word of a pseudowire that carries Ethernet (RFC 4448 §4.6): 4 bytes.
struct Pseudowire: CarrierHeader {
    static var kind: PacketLayerKind { .pseudowire }
    var next: NextHeader { .ethernet }

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        _ = try reader.bits(4, .pseudowireZero)
        _ = try reader.wideBits(12, .pseudowireReserved)
        _ = try reader.uint16(.pseudowireSequence)
    }
}
