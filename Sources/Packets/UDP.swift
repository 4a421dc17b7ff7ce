// +-------------------------------+-------------------------------+
// |          Source Port          |       Destination Port        |
// +-------------------------------+-------------------------------+
// |            Length             |           Checksum            |
// +-------------------------------+-------------------------------+
import Wire

/// The UDP header (RFC 768): 8 bytes.
struct UDP: PacketHeader {
    /// The length in bytes of the header and what follows it; 0 where it is not filled in.
    var length: Int
    /// What its ports say that it carries; nil for everything that is no tunnel.
    var next: NextHeader?

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        let source = try reader.uint16(.udpSourcePort)
        let destination = try reader.uint16(.udpDestinationPort)
        length = Int(try reader.uint16(.udpLength))
        guard length >= 8 || length == 0 else { throw reader.invalid(.udpLength, bitsBack: 16) }
        _ = try reader.uint16(.udpChecksum)
        next =
            switch (source, destination) {
            // 8472 is what Linux used before VXLAN had its own.
            case (_, 4789), (_, 8472): .vxlan
            case (_, 4790): .vxlanGPE
            case (_, 6081): .geneve
            case (_, 6635): .mpls
            case (2152, _), (_, 2152): .gtp
            case (3544, _), (_, 3544): .teredo
            default: nil
            }
    }
}
