public import Capture
public import Dissection
public import Wire

/// A TCP connection of two programs that don't exist: what each side sends becomes packets, as a capture would hold them.
///
/// The packets are raw IPv4 with right lengths and checksums; each segment with data is acknowledged at once.
public final class SimulatedConnection: PacketSource {
    /// A capture of raw IP packets.
    public let info = CaptureInfo(
        file: "simulation", format: .pcap,
        interfaces: [CaptureInfo.Interface(name: nil, linkType: .raw, snapLength: 0)])

    private let endpoints: [Side: Endpoint]
    private var next: [Side: UInt32]
    private var now: Int64
    private var packets: [(time: Int64, bytes: [UInt8])] = []
    private var given = 0

    /// A connection on which nothing has been sent.
    ///
    /// - Parameters:
    ///   - start: when the first packet is captured, in nanoseconds since 1970.
    ///   - sequences: the numbers of the SYNs.
    public init(
        client: Endpoint, server: Endpoint, start: Int64, sequences: (client: UInt32, server: UInt32)
    ) {
        endpoints = [.client: client, .server: server]
        next = [.client: sequences.client, .server: sequences.server]
        now = start
    }

    /// The three packets with which a connection begins.
    public func connect() {
        emit(.client, .syn)
        emit(.server, [.syn, .ack])
        emit(.client, .ack)
    }

    /// Sends `bytes`, in several segments if they don't fit in one.
    public func send(_ bytes: [UInt8], from side: Side) {
        for start in stride(from: 0, to: bytes.count, by: Self.segmentSize) {
            emit(side, .ack, Array(bytes[start..<min(start + Self.segmentSize, bytes.count)]))
            emit(side.peer, .ack)
        }
    }

    /// A FIN from `side`, and its acknowledgment.
    public func finish(_ side: Side) {
        emit(side, [.fin, .ack])
        emit(side.peer, .ack)
    }

    /// A RST from `side`.
    public func reset(_ side: Side) { emit(side, [.rst, .ack]) }

    /// Lets `milliseconds` pass.
    public func pause(milliseconds: Int) { now += Int64(milliseconds) * 1_000_000 }

    private static let segmentSize = 1460
    // The time from one packet to the next, where nothing else is waited for.
    private static let step: Int64 = 200_000

    private func emit(_ side: Side, _ flags: TCPFlags, _ payload: [UInt8] = []) {
        guard let source = endpoints[side], let destination = endpoints[side.peer] else { return }
        let sequence = next[side, default: 0]
        let segment = SegmentEncoder.Segment(
            source: source, destination: destination, sequence: sequence,
            acknowledgment: flags.contains(.ack) ? next[side.peer, default: 0] : 0, flags: flags, payload: payload)
        packets.append((now, SegmentEncoder.packet(segment)))
        let counted = flags.contains(.syn) || flags.contains(.fin) ? 1 : 0
        next[side] = sequence &+ UInt32(payload.count + counted)
        now += Self.step
    }

    /// Replaces the packets of `slab` by the next ones; with `false` there are none.
    public func fill(_ slab: PacketSlab) throws(CaptureError) -> Bool {
        slab.removeAll()
        while given < packets.count {
            let (time, bytes) = packets[given]
            let record = PacketRecord(
                number: given + 1, time: Timestamp(nanoseconds: time, isNanosecond: false), offset: 0,
                length: bytes.count, originalLength: bytes.count, interface: 0, linkType: .raw)
            guard slab.append(bytes.rawSpan, record) else { break }
            given += 1
        }
        return !slab.records.isEmpty
    }
}
