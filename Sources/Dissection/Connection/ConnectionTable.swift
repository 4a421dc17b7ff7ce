import Capture
import Streams
import Wire

/// What is known of a TCP connection at its first packet in the capture.
struct ConnectionStart {
    /// Its 0-based number in the capture.
    var tcpStream: Int
    /// The sender of the first packet, and its peer.
    var endpoints: [2 of Endpoint]
    /// Whether the capture holds its beginning: a SYN of either side.
    var isFromStart: Bool
}

/// Connections are divided into groups by their slots, so that several threads can each own some of them.
///
/// What holds for all connections together, as limits do, is divided among the groups and not among the threads: results
/// are the same for any number of threads.
enum ConnectionGroup {
    /// How many groups there are; more threads have nothing to do.
    static let count = 16

    @inline(__always)
    static func of(_ slot: Int) -> Int { slot & (count - 1) }
}

/// Who takes what TCP streams bring: the connections themselves, or a batch for those that another thread owns.
protocol ConnectionSink {
    /// Whether nothing more should come before what came is taken away.
    var isFull: Bool { get }
    /// The capture gives addresses these names from here on.
    mutating func learn(_ names: [NamedAddress])
    /// These keys are known from here on.
    mutating func learn(_ secrets: [KeyLogText])
    /// The next packet has a comment.
    mutating func tell(_ comment: PacketComment)
    /// Packets are missing before the next one.
    mutating func learn(_ drops: PacketDrops)
    /// It is told that packets are missing before the next one.
    mutating func tell(_ drops: PacketDrops)
    /// The packet brought a segment of the connection in `slot`, alone or as the last of several fragments.
    mutating func note(packet: Int, in slot: Int)
    /// The packet brought a fragment of an IP packet.
    mutating func note(packet: Int, fragment: IPFragment)
    /// With this fragment an IP packet is whole, of so many fragments; what it brings comes next.
    mutating func noteWhole(packet: Int, fragment: IPFragment, of fragments: Int)
    /// A connection begins in `slot`.
    mutating func begin(_ start: ConnectionStart, in slot: Int)
    /// The next bytes of a direction; `position` is where they lie in the slab, nil if they lie elsewhere.
    mutating func receive(_ bytes: RawSpan, at position: Int?, in slot: Int, direction: Int, _ place: ChunkPlace)
    /// `count` bytes of a direction are missing.
    mutating func skip(_ count: Int, isSnapLength: Bool, in slot: Int, direction: Int, _ place: ChunkPlace)
    /// Two copies of the same bytes differ.
    mutating func noteConflict(in slot: Int, direction: Int, _ place: ChunkPlace)
    /// The FIN of a direction, at its place.
    mutating func noteFIN(in slot: Int, direction: Int, _ place: ChunkPlace)
    /// The RST of a direction, at its place; the connection ends with it.
    mutating func noteReset(in slot: Int, direction: Int, _ place: ChunkPlace)
    /// What a segment of a direction shows besides its bytes.
    mutating func note(_ news: SegmentNews, in slot: Int, direction: Int, _ place: ChunkPlace)
    /// The connection in `slot` ends, if it has not ended yet.
    mutating func end(_ end: TransportEnd, in slot: Int, _ place: ChunkPlace)
}

extension ConnectionSink {
    // Only who looks for packets, and not for what they bring, has a use for these.
    @inline(__always) mutating func note(packet: Int, in slot: Int) {}
    @inline(__always) mutating func note(packet: Int, fragment: IPFragment) {}
    @inline(__always) mutating func noteWhole(packet: Int, fragment: IPFragment, of fragments: Int) {}
}

/// The connections of one thread, by their slots.
struct ConnectionTable: ConnectionSink {
    let emitter: Emitter
    /// This thread, and how many there are: of n threads, each owns every n-th group.
    private let thread: (index: Int, count: Int)
    private var connections = ConnectionStore()
    private var scratch = Scratch()

    init(emitter: Emitter, thread index: Int = 0, of count: Int = 1) {
        self.emitter = emitter
        thread = (index, count)
    }

    var isFull: Bool { false }

    /// Where the connection in `slot` stands: the groups that this thread owns lie side by side.
    @inline(__always)
    private func index(_ slot: Int) -> Int {
        if thread.count == 1 { return slot }
        let owned = (ConnectionGroup.count - 1 - thread.index) / thread.count + 1
        return slot / ConnectionGroup.count * owned + ConnectionGroup.of(slot) / thread.count
    }

    mutating func learn(_ names: [NamedAddress]) { emitter.learn(names) }

    mutating func learn(_ secrets: [KeyLogText]) {
        for group in 0..<ConnectionGroup.count { learn(secrets, in: group) }
    }

    /// The connections of a group, which this thread owns, hear of keys; of the same keys all groups do, in their order.
    mutating func learn(_ secrets: [KeyLogText], in group: Int) {
        // One table serves all groups of the thread: it has them from the first one on.
        if group == thread.index { emitter.learn(secrets) }
        // The groups that this thread owns lie side by side.
        for index in connections.indices {
            let hasEnded = connections.change(index) { connection in
                guard ConnectionGroup.of(connection.slot) == group, !connection.layers.isEmpty else { return false }
                return connection.learn(emitter, &scratch)
            }
            if hasEnded == true { remove(index) }
        }
    }

    mutating func tell(_ comment: PacketComment) { emitter.emit(.comment(comment)) }
    mutating func learn(_ drops: PacketDrops) { emitter.learn(drops) }
    mutating func tell(_ drops: PacketDrops) { emitter.emit(.drops(drops)) }

    mutating func begin(_ start: ConnectionStart, in slot: Int) {
        connections.insert(Connection(start, in: slot), at: index(slot))
    }

    @inline(__always)
    mutating func receive(_ bytes: RawSpan, at position: Int?, in slot: Int, direction: Int, _ place: ChunkPlace) {
        connections.change(index(slot)) {
            $0.receive(bytes, direction: direction, at: place, emitter: emitter, scratch: &scratch)
        }
    }

    mutating func skip(_ count: Int, isSnapLength: Bool, in slot: Int, direction: Int, _ place: ChunkPlace) {
        connections.change(index(slot)) {
            $0.skip(
                count, direction: direction, at: place, isSnapLength: isSnapLength, emitter: emitter, scratch: &scratch)
        }
    }

    mutating func noteConflict(in slot: Int, direction: Int, _ place: ChunkPlace) {
        connections.change(index(slot)) { $0.noteConflict(direction: direction, at: place) }
    }

    mutating func noteFIN(in slot: Int, direction: Int, _ place: ChunkPlace) {
        connections.change(index(slot)) { $0.noteFIN(direction: direction, at: place, scratch: &scratch) }
    }

    mutating func noteReset(in slot: Int, direction: Int, _ place: ChunkPlace) {
        connections.change(index(slot)) { $0.noteReset(direction: direction, at: place) }
    }

    mutating func note(_ news: SegmentNews, in slot: Int, direction: Int, _ place: ChunkPlace) {
        connections.change(index(slot)) { $0.note(news, direction: direction, at: place) }
    }

    mutating func end(_ end: TransportEnd, in slot: Int, _ place: ChunkPlace) {
        let index = index(slot)
        let hasEnded = connections.change(index) { connection in
            guard !connection.postpones(end, at: place, emitter) else { return false }
            connection.end(end, at: place, emitter: emitter, scratch: &scratch)
            return true
        }
        if hasEnded == true { remove(index) }
    }

    /// Adds what is under way, and what was counted, to where the capture has come to.
    func tell(_ state: inout CaptureState) {
        state.summary.add(emitter.summary)
        connections.forEach { $0.tell(&state) }
    }

    /// Forgets a connection that has ended.
    private mutating func remove(_ index: Int) {
        if connections.change(index, { $0.hasSession }) == false { emitter.summary.otherConnections += 1 }
        connections.remove(index)
    }
}
