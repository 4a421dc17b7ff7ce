public import Capture
import Streams
import Wire

/// Finds the packets of one TCP connection in a capture: its segments, and the fragments of IP packets that brought some.
///
/// It looks at packets as the dissector does, so that the connection is the one that has this number there.
public struct ConnectionPackets: ~Copyable {
    private var stage: SegmentStage<PacketPicker>

    /// Looks for the packets of the connection with that number (0-based, in the order of first packets).
    public init(ofStream tcpStream: Int) {
        stage = SegmentStage(options: DissectionOptions(), sink: PacketPicker(tcpStream: tcpStream))
    }

    /// Looks at the packets of a slab; all slabs of the capture are to be shown, in order.
    public mutating func look(at slab: PacketSlab) { _ = stage.consume(slab, from: 0) }

    /// The numbers of the packets found so far, in their order.
    public var numbers: [Int] { stage.sink.numbers.sorted() }

    /// The names that the capture tells of addresses so far, the first one of each.
    public var names: [NamedAddress] { stage.sink.names }
}

/// Keeps the numbers of packets instead of what they bring.
private struct PacketPicker: ConnectionSink {
    private(set) var numbers: [Int] = []
    private(set) var names: [NamedAddress] = []

    private let tcpStream: Int
    private var slot: Int?
    /// For each fragment of IP packets that are not whole yet, the packets that brought it.
    private var held: [FragmentKey: [[Int]]] = [:]
    private var heldCount = 0
    /// The packets that brought the one which the last of them made whole.
    private var parts: (last: Int, all: [Int]) = (0, [])

    /// So many fragments are remembered: far more than the dissector puts together at a time.
    private static let mostHeld = 1 << 18

    init(tcpStream: Int) {
        self.tcpStream = tcpStream
    }

    var isFull: Bool { false }

    mutating func note(packet: Int, in slot: Int) {
        guard slot == self.slot else { return }
        if parts.last == packet { numbers += parts.all } else { numbers.append(packet) }
    }

    mutating func note(packet: Int, fragment: IPFragment) {
        if heldCount >= Self.mostHeld {
            held.removeAll()
            heldCount = 0
        }
        heldCount += 1
        // A tunnel's packets may be fragments, and carry such: all that brought the outer one brought the inner one too.
        held[FragmentKey(fragment), default: []].append(parts.last == packet ? parts.all : [packet])
    }

    mutating func noteWhole(packet: Int, fragment: IPFragment, of fragments: Int) {
        let all = held.removeValue(forKey: FragmentKey(fragment)) ?? []
        heldCount -= all.count
        // What stands in front of them is of an older packet, which never became whole.
        parts = (packet, all.suffix(fragments).flatMap(\.self))
    }

    mutating func learn(_ names: [NamedAddress]) {
        // A reader gives at most some ten thousand names of a capture.
        self.names += names
    }

    mutating func begin(_ start: ConnectionStart, in slot: Int) {
        if start.tcpStream == tcpStream { self.slot = slot } else if self.slot == slot { self.slot = nil }
    }

    mutating func learn(_ secrets: [KeyLogText]) {}
    mutating func tell(_ comment: PacketComment) {}
    mutating func learn(_ drops: PacketDrops) {}
    mutating func tell(_ drops: PacketDrops) {}
    mutating func receive(_ bytes: RawSpan, at position: Int?, in slot: Int, direction: Int, _ place: ChunkPlace) {}
    mutating func skip(_ count: Int, isSnapLength: Bool, in slot: Int, direction: Int, _ place: ChunkPlace) {}
    mutating func noteConflict(in slot: Int, direction: Int, _ place: ChunkPlace) {}
    mutating func noteFIN(in slot: Int, direction: Int, _ place: ChunkPlace) {}
    mutating func noteReset(in slot: Int, direction: Int, _ place: ChunkPlace) {}
    mutating func note(_ news: SegmentNews, in slot: Int, direction: Int, _ place: ChunkPlace) {}
    mutating func end(_ end: TransportEnd, in slot: Int, _ place: ChunkPlace) {}
}
