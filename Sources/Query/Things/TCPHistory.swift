import Dissection
import Wire

/// What the packets before one tell about it: whether it is sent again, a keep-alive probe, from a client.
struct TCPHistory {
    private struct Direction: Hashable {
        var source: Endpoint
        var destination: Endpoint
    }

    /// The sequence number that is to come next, for each direction that has sent something.
    private var next: [Direction: UInt32] = [:]
    /// The receive window that each direction's sender announced last.
    private var window: [Direction: UInt16] = [:]

    /// Fills in what the packets of a capture, in its order, tell about each other.
    static func mark(_ packets: inout [RecordedSegment]) {
        var history = TCPHistory()
        let first = packets.first?.time
        for index in packets.indices {
            packets[index].moment.sinceRecording = first.map { packets[index].time.since($0) }
            history.mark(&packets[index])
        }
    }

    private mutating func mark(_ packet: inout RecordedSegment) {
        let direction = Direction(source: packet.source, destination: packet.destination)
        let reverse = Direction(source: packet.destination, destination: packet.source)
        let flags = packet.flags
        // Who sends a SYN without an ACK is the client; a connection that is refused has no session to say so.
        if flags.contains(.syn) {
            packet.from = flags.contains(.ack) ? .server : .client
        } else if flags.contains(.rst), next[direction] == nil, next[reverse] != nil {
            packet.from = .server
        }
        guard !flags.contains(.rst) else { return }
        defer { window[direction] = packet.window }
        let length = UInt32(packet.bytes.count) &+ (flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1)
        if let next = next[direction] {
            let behind = Int32(bitPattern: next &- packet.sequence)
            let isProbe = behind == 1 && packet.bytes.count <= 1 && !flags.contains(.fin) && !flags.contains(.syn)
            packet.isWindowProbe = isProbe && window[reverse] == 0
            packet.isKeepAlive = isProbe && window[reverse] != 0
            packet.isRetransmission = length > 0 && behind >= Int32(bitPattern: length) && !isProbe
        }
        let end = packet.sequence &+ length
        if let known = next[direction], Int32(bitPattern: end &- known) <= 0 { return }
        next[direction] = end
    }
}
