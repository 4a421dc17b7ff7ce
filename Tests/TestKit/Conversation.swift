public import Dissection
public import Wire

/// A TCP connection told as a transcript: who sends what; it keeps the sequence numbers and the clock.
///
/// ```swift
/// var talk = Conversation()
/// talk.connect()
/// talk.send(request, from: .client)
/// talk.send(response, from: .server, cuts: [1, 20])
/// talk.close(.server)
/// let file = CaptureFileBuilder.pcap(talk.packets.map { ($0.time.nanoseconds, $0.bytes) })
/// ```
///
/// Change `segments` for what networks and captures do to them: leave some out, swap, repeat, or alter them.
public struct Conversation: Sendable {
    /// The segments so far, each with its time in nanoseconds since 1970.
    public var segments: [(time: Int64, segment: PacketBuilder.Segment)] = []
    /// The most payload that a segment carries.
    public var segmentSize = 1460
    /// Whether the receiver acknowledges each segment with payload by an empty one at once.
    public var acknowledgesAtOnce = true
    /// Nanoseconds from one packet to the next.
    public var interval: Int64 = 1_000_000
    /// What makes packets of the segments.
    public var builder: PacketBuilder

    private let endpoints: [Side: Endpoint]
    private var next: [Side: UInt32]
    /// When the next packet is captured, in nanoseconds since 1970.
    public var now: Int64

    /// A connection on which nothing has been sent.
    ///
    /// - Parameters:
    ///   - sequences: The initial sequence numbers, those of the SYNs.
    ///   - start: When the first packet is captured, in nanoseconds since 1970.
    public init(
        client: Endpoint = .ipv4(192, 0, 2, 1, port: 50_000), server: Endpoint = .ipv4(192, 0, 2, 2, port: 80),
        builder: PacketBuilder = PacketBuilder(), sequences: (client: UInt32, server: UInt32) = (1000, 90_000),
        start: Int64 = 1_700_000_000_000_000_000
    ) {
        endpoints = [.client: client, .server: server]
        next = [.client: sequences.client, .server: sequences.server]
        now = start
        self.builder = builder
    }

    /// The packets so far, as a capture holds them.
    public var packets: [(time: Timestamp, bytes: [UInt8])] {
        segments.map { (Timestamp(nanoseconds: $0.time, isNanosecond: false), builder.packet($0.segment)) }
    }

    /// SYN, SYN with ACK, ACK.
    public mutating func connect() {
        emit(.client, .syn)
        emit(.server, [.syn, .ack])
        emit(.client, .ack)
    }

    /// Passes over the SYNs: for a capture that begins in the middle of the connection.
    public mutating func beginMidstream() {
        for side in Side.allCases { next[side, default: 0] &+= 1 }
    }

    /// Sends `bytes` in segments of at most `segmentSize`, cut before the bytes that `cuts` name, too.
    public mutating func send(_ bytes: [UInt8], from side: Side, cuts: [Int] = []) {
        var start = 0
        while start < bytes.count {
            let cut = cuts.filter { $0 > start }.min() ?? bytes.count
            let end = min(start + segmentSize, cut, bytes.count)
            emit(side, [.ack], Array(bytes[start..<end]))
            if acknowledgesAtOnce { acknowledge(side.peer) }
            start = end
        }
    }

    /// An empty segment from `side`, acknowledging all that the peer has sent.
    public mutating func acknowledge(_ side: Side) { emit(side, .ack) }

    /// A FIN from `side`, and its acknowledgment.
    public mutating func finish(_ side: Side) {
        emit(side, [.fin, .ack])
        emit(side.peer, .ack)
    }

    /// FINs of both sides, that of `first` first.
    public mutating func close(_ first: Side) {
        emit(first, [.fin, .ack])
        emit(first.peer, [.fin, .ack])
        emit(first, .ack)
    }

    /// A RST from `side`.
    public mutating func reset(_ side: Side) { emit(side, [.rst, .ack]) }

    /// SYNs of the client that nothing answers, the next one after twice the time.
    public mutating func attempt(_ count: Int, after nanoseconds: Int64 = 1_000_000_000) {
        for index in 0..<count {
            emit(.client, .syn)
            next[.client, default: 0] &-= 1
            pause(nanoseconds << min(index, 16))
        }
        next[.client, default: 0] &+= 1
    }

    /// The last segment of `side` that needs an acknowledgment, once more: another packet, and not another capture of it.
    public mutating func sendAgain(_ side: Side) {
        let source = endpoints[side]
        guard
            var again = segments.last(where: {
                $0.segment.source == source && (!$0.segment.payload.isEmpty || $0.segment.flags.contains(.fin))
            })
        else { preconditionFailure("nothing was sent") }
        again.time = now
        again.segment.identification = UInt16(truncatingIfNeeded: segments.count)
        segments.append(again)
        now += interval
    }

    /// A keep-alive probe of `side`, or one of its peer's closed window: the last byte's number, and no byte.
    public mutating func probe(_ side: Side) {
        next[side, default: 0] &-= 1
        emit(side, .ack)
        next[side, default: 0] &+= 1
    }

    /// An acknowledgment of `side` with that window.
    public mutating func acknowledge(_ side: Side, window: UInt16) {
        emit(side, .ack)
        segments[segments.count - 1].segment.window = window
    }

    /// Lets `nanoseconds` pass.
    public mutating func pause(_ nanoseconds: Int64) { now += nanoseconds }

    private mutating func emit(_ side: Side, _ flags: TCPFlags, _ payload: [UInt8] = []) {
        guard let source = endpoints[side], let destination = endpoints[side.peer], let sequence = next[side] else {
            preconditionFailure("both sides are set in init")
        }
        let acknowledgment = flags.contains(.ack) ? next[side.peer, default: 0] : 0
        segments.append(
            (
                now,
                PacketBuilder.Segment(
                    source: source, destination: destination, sequence: sequence, acknowledgment: acknowledgment,
                    flags: flags, payload: payload)
            ))
        let consumed = payload.count + (flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1)
        next[side] = sequence &+ UInt32(consumed)
        now += interval
    }
}
