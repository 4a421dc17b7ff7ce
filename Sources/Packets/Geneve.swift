//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---+-----------+-+-+-----------+-------------------------------+
// |Ver|  Opt len  |O|C| Reserved  |         Protocol type         |
// +---+-----------+-+-+-----------+-------------------------------+
// |                      VNI                      |   Reserved    |
// +-----------------------------------------------+---------------+
// |                          Options …                            |
// +---------------------------------------------------------------+
import Wire

/// The Geneve header (RFC 8926 §3.4): 8 to 260 bytes.
struct Geneve: CarrierHeader {
    static var kind: PacketLayerKind { .geneve }
    var next: NextHeader

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        guard try reader.bits(2, .geneveVersion) == 0 else { throw reader.invalid(.geneveVersion, bitsBack: 2) }
        let length = Int(try reader.bits(6, .geneveOptionsLength)) &* 4
        let isControl = try reader.flag(.geneveControl)
        _ = try reader.flag(.geneveCritical)
        _ = try reader.bits(6, .geneveReserved)
        let type = EtherType(rawValue: try reader.uint16(.geneveProtocol))
        _ = try reader.wideBits(24, .geneveIdentifier)
        _ = try reader.uint8(.geneveReservedEnd)
        if length > 0 { _ = try reader.run(length, .geneveOptions) }
        next = isControl ? .end(.notIP) : .etherType(type)
    }
}
