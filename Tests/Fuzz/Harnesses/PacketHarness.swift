import Packets
import Wire

/// One packet through the decoder of its headers, and through the one for diagrams, which is the same.
///
/// Input: a link type's place in `linkTypes`, how many bytes the snapshot length cut off, the packet.
func checkPacket(_ input: [UInt8]) throws(BrokenPromise) {
    guard input.count >= 2 else { return }
    let linkType = LinkType(rawValue: linkTypes[Int(input[0]) % linkTypes.count])
    let packet = Array(input.dropFirst(2))
    let originalLength = packet.count + Int(input[1])
    let content = PacketDecoder.decode(packet.rawSpan, originalLength: originalLength, linkType: linkType)
    let layers = PacketLayers.decode(bytes: packet.rawSpan, linkType: linkType)
    for layer in layers {
        try expect(
            layer.range.lowerBound >= 0 && layer.range.upperBound <= packet.count || layer.error != nil,
            "\(layer.name) takes bytes \(layer.range) of \(packet.count)")
    }
    switch content {
    case .tcp(let segment):
        try expect(
            segment.payload.lowerBound >= 20 && segment.payload.upperBound <= packet.count,
            "the payload is bytes \(segment.payload) of \(packet.count)")
        try expect(
            segment.payloadLength >= segment.payload.count,
            "the payload has \(segment.payloadLength) bytes on the wire, \(segment.payload.count) captured")
        try expect(layers.contains { $0.kind == .tcp }, "a segment without a TCP header")
    case .fragment(let fragment):
        try expect(
            fragment.payload.lowerBound >= 20 && fragment.payload.upperBound <= packet.count,
            "the fragment is bytes \(fragment.payload) of \(packet.count)")
        try expect(
            fragment.payloadLength >= fragment.payload.count && fragment.offset >= 0 && fragment.offset % 8 == 0,
            "a fragment of \(fragment.payloadLength) bytes at \(fragment.offset)")
    case .other(let skip):
        try expect(!skip.cause.isEmpty && skip.cause.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }, "cause \(skip.cause)")
    }
}

/// Those that are read, those that may be one day, and one that never is.
private let linkTypes: [UInt16] = [
    1, 0, 101, 108, 113, 228, 229, 276, 9, 50, 51, 105, 127, 192, 119, 149, 239, 12, 14, 258, 242, 147,
]
