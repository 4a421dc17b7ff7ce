//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+---------------+---------------+
// |       0       |       1       |    ID-len     |    AU-len     |
// +---------------+---------------+---------------+---------------+
// |    Client identifier and authentication value (variable) …    |
// +---------------------------------------------------------------+
// |                        Nonce (8 bytes) …      | Confirmation  |
// +---------------+---------------+---------------+---------------+
// |       0       |       0       |          Origin port          |
// +---------------+---------------+-------------------------------+
// |                        Origin address                         |
// +---------------------------------------------------------------+
import Wire

/// What Teredo may put before the IPv6 packet (RFC 4380 §5.1.1): a proof of identity, the origin's address, both, or
/// nothing.
struct Teredo: CarrierHeader {
    static var kind: PacketLayerKind { .teredo }
    var next: NextHeader { .ipv6 }

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        if reader.remaining >= 2, reader.bytes.uint16(at: reader.byte) == 1 {
            _ = try reader.uint16(.teredoIndicator)
            let identifier = Int(try reader.uint8(.teredoIdentifierLength))
            let proof = Int(try reader.uint8(.teredoProofLength))
            if identifier + proof > 0 { _ = try reader.run(identifier + proof, .teredoProof) }
            _ = try reader.run(8, .teredoNonce)
            _ = try reader.uint8(.teredoConfirmation)
        }
        if reader.remaining >= 2, reader.bytes.uint16(at: reader.byte) == 0 {
            _ = try reader.uint16(.teredoIndicator)
            _ = try reader.uint16(.teredoPort)
            _ = try reader.uint32(.teredoAddress)
        }
    }
}
