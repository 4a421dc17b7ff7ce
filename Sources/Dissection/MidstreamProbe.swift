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

    /// Bytes that look like frames, until it is certain.
    struct Held {
        var bytes: [UInt8]
        var direction: Int
        var place: ChunkPlace
    }

    private struct Track {
        var parser = FrameParser()
        /// Whether the frames are masked; nil before their beginning is found.
        var isMasked: Bool?
        var wholeFrames = 0
        var attempts = 0
    }

    /// So many whole frames each direction must have had.
    private static let framesNeeded = 2
    // A segment that does not begin with a frame is no proof against it: it may continue one. After so many it is.
    private static let attemptsLimit = 32
    private static let heldLimit = 128 << 10

    private var tracks: [2 of Track] = [Track(), Track()]
    private var held: [Held] = []
    private var heldBytes = 0

    /// Takes the next bytes of `direction`, a segment's payload.
    func receive(_ chunk: RawSpan, direction: Int, at place: ChunkPlace) -> Outcome {
        if tracks[direction].isMasked == nil, !align(direction, chunk) {
            tracks[direction].attempts += 1
            return tracks[direction].attempts < Self.attemptsLimit ? .more : .hopeless
        }
        heldBytes += chunk.byteCount
        guard heldBytes <= Self.heldLimit, follow(direction, chunk) else { return .hopeless }
        held.append(Held(bytes: [UInt8](copying: chunk), direction: direction, place: place))
        guard tracks[0].wholeFrames >= Self.framesNeeded, tracks[1].wholeFrames >= Self.framesNeeded else {
            return .more
        }
        return .found(clientDirection: tracks[0].isMasked == true ? 0 : 1)
    }

    /// Gives the held bytes away, in the order in which they came.
    func takeHeld() -> [Held] {
        defer { held = [] }
        return held
    }

    /// Whether frames begin at the first byte of `chunk`, and which kind; the other direction must have the other kind.
    private func align(_ direction: Int, _ chunk: RawSpan) -> Bool {
        let other = tracks[1 - direction].isMasked
        for isMasked in [true, false] where other != isMasked {
            if FrameBoundary.begins(in: chunk, fromClient: isMasked, rsv1Defined: true) {
                tracks[direction].isMasked = isMasked
                return true
            }
        }
        return false
    }

    /// Follows the frames of `direction` through `chunk`; false at the first violation.
    private func follow(_ direction: Int, _ chunk: RawSpan) -> Bool {
        var position = 0
        while true {
            switch tracks[direction].parser.next(in: chunk, at: &position) {
            case .needMore: return true
            case .header(let header):
                guard header.violations(from: tracks[direction].isMasked, rsv1Defined: true).isEmpty else {
                    return false
                }
            case .payload: break
            case .end: tracks[direction].wholeFrames += 1
            case .untrusted: return false
            }
        }
    }
}
