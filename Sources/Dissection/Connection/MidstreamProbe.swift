import WebSocket
import Wire

/// Looks for frames in a connection whose handshake is not in the capture.
///
/// Frames have no magic number, so that much is asked before a connection is taken for one: in both directions, several
/// whole frames in a row without a violation, masked in one direction and unmasked in the other.
final class MidstreamProbe {
    /// What the bytes so far amount to.
    enum Outcome {
        /// Nothing is certain.
        case more
        /// This is something else.
        case hopeless
        /// Both directions carry frames; those of `clientDirection` are masked.
        case found(clientDirection: Int)
    }

    /// Bytes that look like frames, until it is certain; in each direction, the first ones begin a frame.
    struct Held {
        var bytes: [UInt8]
        var direction: Int
        var place: ChunkPlace
    }

    /// More of a direction's bytes are not held: those that came first are forgotten, up to a frame's end.
    private static let heldLimit = 128 << 10

    private var tracks: [2 of MidstreamTrack] = [MidstreamTrack(), MidstreamTrack()]
    private var held: [Held] = []
    private var heldBytes: [2 of Int] = [0, 0]
    /// What came before a frame was found, by direction.
    private var passed: [2 of PassedBytes] = [PassedBytes(), PassedBytes()]

    /// About how many bytes it takes for those that it holds.
    var memory: Int {
        heldBytes[0] + heldBytes[1] + held.count * 128 + passed[0].count + passed[1].count
    }

    /// Takes the next bytes of `direction`, a segment's payload.
    func receive(_ chunk: RawSpan, direction: Int, at place: ChunkPlace) -> Outcome {
        switch tracks[direction].receive(chunk) {
        case .unaligned:
            forget(direction)
            passed[direction].append(chunk, place, nil, room: .max)
            return tracks[direction].isHopeless ? .hopeless : .more
        case .followed(let from):
            if let from, heldBytes[direction] == 0 {
                holdPassed(before: chunk.extracting(first: from), direction, place)
            }
            hold(chunk, from: from, direction, place)
        }
        if tracks[0].isMasked == tracks[1].isMasked {
            // One of them is mistaken: both sides mask, or none does.
            let weaker = tracks[0].evidence < tracks[1].evidence ? 0 : 1
            tracks[weaker].retract()
            forget(weaker)
            return tracks[weaker].isHopeless ? .hopeless : .more
        }
        if !place.isPeerSeen, tracks[1 - direction].received == 0, tracks[direction].isCertainAlone {
            return .found(clientDirection: tracks[direction].isMasked == true ? direction : 1 - direction)
        }
        guard MidstreamTrack.areCertain(tracks[0], tracks[1]) else { return .more }
        return .found(clientDirection: tracks[0].isMasked == true ? 0 : 1)
    }

    /// Passes over `count` bytes of `direction` that are missing from the capture.
    func skip(_ count: Int, direction: Int) {
        tracks[direction].skip(count)
        forget(direction)
        passed[direction].removeAll()
    }

    /// Gives the held bytes away, in the order in which they came.
    func takeHeld() -> [Held] {
        defer { held = [] }
        return held
    }

    /// Whether nothing of `direction` came.
    func isUnheard(_ direction: Int) -> Bool { tracks[direction].received == 0 }

    /// How many bytes of `direction` came before the held ones, or were missing there.
    func passedOver(_ direction: Int) -> Int { tracks[direction].received - heldBytes[direction] }

    /// Holds the frames that lead to the end of `next`, where one begins for certain: they came before, or are in `next`.
    private func holdPassed(before next: RawSpan, _ direction: Int, _ place: ChunkPlace) {
        defer { passed[direction].removeAll() }
        let framed = passed[direction].framed(
            before: next, fromClient: tracks[direction].isMasked == true, rsv1Defined: true)
        var unused = passed[direction].count + next.byteCount - framed
        for piece in passed[direction].pieces {
            if unused < piece.bytes.count { hold(piece.bytes.rawSpan, from: max(unused, 0), direction, piece.place) }
            unused -= piece.bytes.count
        }
        if unused < next.byteCount { hold(next, from: max(unused, 0), direction, place) }
    }

    private func hold(_ chunk: RawSpan, from start: Int?, _ direction: Int, _ place: ChunkPlace) {
        guard let start else { return }
        if heldBytes[direction] + chunk.byteCount - start > Self.heldLimit {
            forget(direction)
            tracks[direction].awaitBoundary()
            return
        }
        var place = place
        place.offset += start
        let bytes = [UInt8](copying: chunk.extracting(start..<chunk.byteCount))
        heldBytes[direction] += bytes.count
        held.append(Held(bytes: bytes, direction: direction, place: place))
    }

    private func forget(_ direction: Int) {
        guard heldBytes[direction] > 0 else { return }
        held.removeAll { $0.direction == direction }
        heldBytes[direction] = 0
    }
}
