import Streams
import Testing
import Wire

/// Streams cut, shuffled, repeated and thinned out at random, always in the same way.
@Suite struct PropertyTests {
    private struct Piece {
        var range: Range<Int>
        var isLost = false
    }

    /// Whatever order the segments come in, the bytes are the same.
    @Test(arguments: 0..<150)
    func everyByteArrivesOnceInOrder(_ seed: Int) {
        var dice = Dice(seed)
        let stream = bytes(&dice)
        let pieces = shuffled(repeated(cut(stream.count, &dice), stream.count, &dice), &dice)
        let listener = play(stream, pieces, &dice)
        #expect(listener.received[Listener.Key(flow: 0, direction: .forward)] ?? [] == stream)
        #expect(listener.gaps == 0)
        #expect(listener.streams.heldBytes == 0)
    }

    /// What no segment brings is a gap; everything else arrives.
    @Test(arguments: 0..<150)
    func gapsAreExactlyWhatIsMissing(_ seed: Int) {
        var dice = Dice(seed + 1000)
        let stream = bytes(&dice)
        var pieces = shuffled(repeated(cut(stream.count, &dice), stream.count, &dice), &dice)
        for index in pieces.indices { pieces[index].isLost = Int.random(in: 0..<5, using: &dice) == 0 }
        var expected = [UInt8](repeating: 0x3f, count: stream.count)
        for piece in pieces where !piece.isLost { expected.replaceSubrange(piece.range, with: stream[piece.range]) }
        let listener = play(stream, pieces, &dice)
        #expect(listener.received[Listener.Key(flow: 0, direction: .forward)] ?? [] == expected)
        #expect(listener.streams.heldBytes == 0)
    }

    /// Segments of any numbers, flags and lengths neither crash nor break the order of offsets (which the listener
    /// checks), and leave nothing behind.
    @Test(arguments: 0..<20)
    func senselessSegmentsAreSurvived(_ seed: Int) {
        var dice = Dice(seed + 2000)
        var limits = Limits()
        limits.connections = 4
        limits.heldBytesPerDirection = 5000
        limits.heldBytes = 12_000
        var listener = Listener(limits: limits)
        let bases: [UInt32] = [0, 100, 0x7fff_fff0, 0xffff_fff0]
        for _ in 0..<2000 {
            let payload = [UInt8](
                repeating: UInt8.random(in: 65...90, using: &dice), count: Int.random(in: 0..<40, using: &dice))
            let ends = [UInt16.random(in: 1...6, using: &dice), 80].shuffled(using: &dice)
            let isOdd = Int.random(in: 0..<8, using: &dice) == 0
            let segment = TCPSegment(
                source: Endpoint(address: IPAddress(ipv4: 1), port: ends[0]),
                destination: Endpoint(address: IPAddress(ipv4: 1), port: ends[1]),
                sequence: (bases.randomElement(using: &dice) ?? 0) &+ UInt32.random(in: 0..<200, using: &dice),
                acknowledgment: (bases.randomElement(using: &dice) ?? 0) &+ UInt32.random(in: 0..<300, using: &dice),
                flags: TCPFlags(rawValue: isOdd ? UInt8.random(in: 0...255, using: &dice) : 0x10), payload: 0..<0,
                payloadLength: 0)
            let cut = Int.random(in: 0..<10, using: &dice) == 0 ? Int.random(in: 1..<1000, using: &dice) : 0
            _ = listener.take(segment, payload, wireLength: payload.count + cut)
            if isOdd { _ = listener.wait(Int64.random(in: 0..<5000, using: &dice)) }
            #expect(listener.streams.heldBytes <= 13_000)
        }
        _ = listener.finish()
        #expect(listener.streams.heldBytes == 0)
    }

    private func bytes(_ dice: inout Dice) -> [UInt8] {
        (0..<Int.random(in: 1...4000, using: &dice)).map { _ in UInt8.random(in: 64...255, using: &dice) }
    }

    private func cut(_ count: Int, _ dice: inout Dice) -> [Piece] {
        var pieces: [Piece] = []
        var start = 0
        while start < count {
            let end = min(count, start + Int.random(in: 1...200, using: &dice))
            pieces.append(Piece(range: start..<end))
            start = end
        }
        return pieces
    }

    /// Some pieces again, some bytes again in other cuts.
    private func repeated(_ pieces: [Piece], _ count: Int, _ dice: inout Dice) -> [Piece] {
        pieces.flatMap { piece -> [Piece] in
            switch Int.random(in: 0..<6, using: &dice) {
            case 0: return [piece, piece]
            case 1:
                let start = max(0, piece.range.lowerBound - Int.random(in: 0...300, using: &dice))
                let end = min(count, piece.range.upperBound + Int.random(in: 0...300, using: &dice))
                return [piece, Piece(range: start..<end)]
            default: return [piece]
            }
        }
    }

    /// Every piece moves by at most a window's length.
    private func shuffled(_ pieces: [Piece], _ dice: inout Dice) -> [Piece] {
        let window = Int.random(in: 1...20, using: &dice)
        let keys = pieces.indices.map { $0 + Int.random(in: 0..<window, using: &dice) }
        return pieces.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { pieces[$0] }
    }

    /// Plays the pieces behind a SYN, often just before the sequence numbers wrap, and a FIN behind them.
    private func play(_ stream: [UInt8], _ pieces: [Piece], _ dice: inout Dice) -> Listener {
        var listener = Listener()
        let first = UInt32(0) &- UInt32.random(in: 0...5000, using: &dice)
        var segment = TCPSegment(
            source: Endpoint(address: IPAddress(ipv4: 1), port: 1),
            destination: Endpoint(address: IPAddress(ipv4: 2), port: 2), sequence: first &- 1, acknowledgment: 0,
            flags: .syn, payload: 0..<0, payloadLength: 0)
        _ = listener.take(segment, [])
        for piece in pieces where !piece.isLost {
            segment.sequence = first &+ UInt32(piece.range.lowerBound)
            segment.flags = piece.range.upperBound == stream.count ? .fin : []
            _ = listener.take(segment, Array(stream[piece.range]))
        }
        segment.sequence = first &+ UInt32(stream.count)
        segment.flags = .fin
        _ = listener.take(segment, [])
        _ = listener.finish()
        #expect(listener.streams.end(of: 0).forwardFIN != nil)
        return listener
    }
}
