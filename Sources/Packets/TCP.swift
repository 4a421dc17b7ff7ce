//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |          Source Port          |       Destination Port        |
// +-------------------------------+-------------------------------+
// |                        Sequence Number                        |
// +---------------------------------------------------------------+
// |                     Acknowledgment Number                     |
// +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
// |  Data |       |C|E|U|A|P|R|S|F|                               |
// | Offset| Rsrvd |W|C|R|C|S|S|Y|I|            Window             |
// |       |       |R|E|G|K|H|T|N|N|                               |
// +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
// |           Checksum            |         Urgent Pointer        |
// +-------------------------------+-------------------------------+
// |                   Options, 0 to 40 bytes …                    |
// +---------------------------------------------------------------+
import Wire

/// The TCP header (RFC 9293 §3.1), without its options: 20 bytes.
///
/// The checksum is not verified: captures of outgoing segments hold what the network card was to replace.
struct TCP: PacketHeader {
    var sourcePort: UInt16
    var destinationPort: UInt16
    var sequence: UInt32
    var acknowledgment: UInt32
    /// The length of the header and its options in bytes, 20…60.
    var headerLength: Int
    var flags: TCPFlags
    /// The receive window, not scaled.
    var window: UInt16

    @inline(__always)
    init<Sink: FieldSink>(reading reader: inout FieldReader<Sink>) throws(DecodeError) {
        sourcePort = try reader.uint16(.tcpSourcePort)
        destinationPort = try reader.uint16(.tcpDestinationPort)
        sequence = try reader.uint32(.tcpSequence)
        acknowledgment = try reader.uint32(.tcpAcknowledgment)
        headerLength = Int(try reader.bits(4, .tcpDataOffset)) &* 4
        guard headerLength >= 20 else { throw reader.invalid(.tcpDataOffset, bitsBack: 4) }
        _ = try reader.bits(4, .tcpReserved)
        var bits: UInt8 = 0
        bits |= try reader.bits(1, .tcpCWR) &<< 7
        bits |= try reader.bits(1, .tcpECE) &<< 6
        bits |= try reader.bits(1, .tcpURG) &<< 5
        bits |= try reader.bits(1, .tcpACK) &<< 4
        bits |= try reader.bits(1, .tcpPSH) &<< 3
        bits |= try reader.bits(1, .tcpRST) &<< 2
        bits |= try reader.bits(1, .tcpSYN) &<< 1
        bits |= try reader.bits(1, .tcpFIN)
        flags = TCPFlags(rawValue: bits)
        window = try reader.uint16(.tcpWindow)
        _ = try reader.uint16(.tcpChecksum)
        _ = try reader.uint16(.tcpUrgentPointer)
    }

    /// Reads the options (RFC 9293 §3.2), up to the end of the header.
    ///
    /// Reassembly needs none of them, so that they are read only to be shown.
    func readOptions<Sink: FieldSink>(_ reader: inout FieldReader<Sink>) throws(DecodeError) {
        while reader.byte < headerLength {
            switch try reader.uint8(.tcpOptionKind) {
            case 0:
                // End of option list: what follows is padding.
                if reader.byte < headerLength { _ = try reader.run(headerLength - reader.byte, .tcpOptionData) }
            case 1:
                continue
            default:
                let length = Int(try reader.uint8(.tcpOptionLength))
                let rest = headerLength - reader.byte
                guard length >= 2, length - 2 <= rest else {
                    let error = reader.invalid(.tcpOptionLength, bitsBack: 8)
                    if rest > 0 { _ = try reader.run(rest, .tcpOptionData) }
                    throw error
                }
                if length > 2 { _ = try reader.run(length - 2, .tcpOptionData) }
            }
        }
    }
}
