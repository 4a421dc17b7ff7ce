import WebSocket
import Wire

/// One direction of a connection that may carry frames: where they begin, and how much speaks for them.
struct MidstreamTrack {
    /// What became of a segment.
    enum Outcome: Equatable {
        /// No frame is known to begin in it.
        case unaligned
        /// It continues frames, or begins them; to be held from this byte on, nil where a held frame must begin first.
        case followed(from: Int?)
    }

    /// So many whole frames each direction must have had.
    private static let framesNeeded = 2
    // Both directions together. Two random streams come to it in one of 2^36 cases; two short messages each way, every
    // one in a segment of its own, are 44.
    private static let evidenceNeeded = 36
    /// Each direction: two Pongs.
    private static let leastEvidence = 8
    // A direction of which the other one is not in the capture: nothing else speaks for it. One random stream of a
    // mebibyte comes to it in one of 2^44 cases; six short messages, every one in a segment of its own, are 66.
    private static let framesNeededAlone = 6
    private static let evidenceNeededAlone = 64
    // Where every segment of both directions, from the first one on, is one text frame and nothing else, one each way
    // suffices: its first two bytes, type and exact length, are 16 bits. Those 32 and the text of the client, which
    // unmasking by its key makes printable (1.4 bits a byte), come about by chance in one connection of 2^37.
    private static let shortestLoneText = 4
    /// So often frames may turn out to be none.
    private static let retractionLimit = 8
    /// Within so many bytes, frames are looked for everywhere; then at the segments' beginnings only, which costs less.
    private static let searchLimit = 1 << 20
    /// Within so many bytes a frame must end, or this is something else.
    private static let unalignedLimit = 256 << 20

    /// Whether the frames are masked; nil before their beginning is found.
    private(set) var isMasked: Bool?
    /// How many bytes came, and were missing.
    private(set) var received = 0
    private var search = BoundarySearch(masked: nil, rsv1Defined: true)
    private var parser = FrameParser()
    private var chain = FrameChain(at: 0, isMasked: nil)
    private var wholeFrames = 0
    private var unaligned = 0
    private var retractions = 0
    private var isAwaitingBoundary = false
    /// The length of the shortest text, as long as every segment is one text frame and nothing else.
    private var shortestText: Int? = .max

    /// What speaks for frames, in bits.
    var evidence: Int { chain.evidence }

    /// Whether this direction carries no frames that can be found.
    var isHopeless: Bool { retractions > Self.retractionLimit || unaligned > Self.unalignedLimit }

    /// Whether both directions carry frames.
    static func areCertain(_ first: MidstreamTrack, _ second: MidstreamTrack) -> Bool {
        guard first.isMasked != nil, second.isMasked != nil, first.isMasked != second.isMasked,
            !first.isAwaitingBoundary, !second.isAwaitingBoundary
        else { return false }
        if let unmasked = first.isMasked == true ? second.shortestText : first.shortestText,
            let masked = first.isMasked == true ? first.shortestText : second.shortestText,
            unmasked < .max, masked < .max, masked >= shortestLoneText
        {
            return true
        }
        return first.wholeFrames >= framesNeeded && second.wholeFrames >= framesNeeded
            && min(first.evidence, second.evidence) >= leastEvidence
            && first.evidence + second.evidence >= evidenceNeeded
    }

    /// Whether this direction carries frames for certain, by itself.
    var isCertainAlone: Bool {
        isMasked != nil && !isAwaitingBoundary && wholeFrames >= Self.framesNeededAlone
            && evidence >= Self.evidenceNeededAlone
    }

    /// Takes the next segment.
    mutating func receive(_ chunk: RawSpan) -> Outcome {
        received += chunk.byteCount
        if let shortest = shortestText {
            let isMasked = chunk.byteCount > 1 && chunk.byte(at: 1) >= 0x80
            shortestText = LoneText.length(in: chunk, fromClient: isMasked).map { min($0, shortest) }
        }
        var start = 0
        if isMasked == nil {
            guard let boundary = align(chunk) else {
                unaligned += chunk.byteCount
                return .unaligned
            }
            begin(masked: boundary.isMasked)
            start = boundary.position
        }
        var firstHeader: Int?
        guard follow(chunk, from: start, &firstHeader) else {
            retract()
            return .unaligned
        }
        guard isAwaitingBoundary else { return .followed(from: start) }
        isAwaitingBoundary = firstHeader == nil
        return .followed(from: firstHeader)
    }

    /// Passes over bytes that are missing from the capture.
    mutating func skip(_ count: Int) {
        received += count
        shortestText = nil
        guard isMasked != nil else { return search.skip(count) }
        if case .insidePayload = parser.skip(count) {
            isAwaitingBoundary = true
        } else {
            begin(masked: nil)
        }
    }

    /// Takes nothing that was followed so far for frames.
    mutating func retract() {
        retractions += 1
        begin(masked: nil)
    }

    /// Lets nothing be held before another frame begins.
    mutating func awaitBoundary() { isAwaitingBoundary = true }

    private mutating func begin(masked: Bool?) {
        isMasked = masked
        search = BoundarySearch(masked: nil, rsv1Defined: true)
        parser = FrameParser()
        chain = FrameChain(at: 0, isMasked: masked)
        wholeFrames = 0
        isAwaitingBoundary = true
    }

    private mutating func align(_ chunk: RawSpan) -> BoundarySearch.Boundary? {
        if unaligned < Self.searchLimit { return search.find(in: chunk) }
        for masked in [false, true] where FrameBoundary.begins(in: chunk, fromClient: masked, rsv1Defined: true) {
            return BoundarySearch.Boundary(position: 0, isMasked: masked)
        }
        return nil
    }

    /// Follows the frames through `chunk`, whose first header that is whole in it stands at `firstHeader`; false at what
    /// can be no frame.
    private mutating func follow(_ chunk: RawSpan, from start: Int, _ firstHeader: inout Int?) -> Bool {
        var position = start
        while true {
            let before = position
            let isWholeHeader = parser.isBetweenFrames
            switch parser.next(in: chunk, at: &position) {
            case .needMore:
                if firstHeader == 0, parser.isBetweenFrames { chain.countSegmentEnd() }
                return true
            case .header(let header):
                if isWholeHeader, firstHeader == nil { firstHeader = before }
                let here = Int(min(header.payloadLength, UInt64(chunk.byteCount - position)))
                let payload = chunk.extracting(position..<(position + here))
                guard chain.take(header, payload: payload, rsv1Defined: true) else { return false }
            case .payload: break
            case .end: wholeFrames += 1
            case .untrusted: return false
            }
        }
    }
}
