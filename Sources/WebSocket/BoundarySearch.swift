import Wire

/// Looks for the place where frames begin again in a stream whose frame boundaries were lost.
///
/// It follows every chain of headers that the bytes may hold, across segments, and answers only when one of them is
/// certain. What stands before the place that it names is not to be told as frames: the first headers of a chain may be
/// bytes of a payload that lead to a real header by chance.
public struct BoundarySearch: Sendable {
    /// A place where a frame begins.
    public struct Boundary: Hashable, Sendable {
        /// The frame's first byte in the chunk.
        public var position: Int
        /// Whether the frames are masked, a client's.
        public var isMasked: Bool

        /// A frame at `position`.
        public init(position: Int, isMasked: Bool) {
            self.position = position
            self.isMasked = isMasked
        }
    }

    // A chain is certain at the first header that makes it 35 bits: chains begun at a mebibyte of random bytes do so
    // once in 2^15 searches.
    static let certainty = 35
    /// A frame begins at a segment's beginning about once in two or three, elsewhere once in thousands of bytes.
    private static let segmentStart = 12
    /// Of smaller pieces, beginning and end say nothing about frames.
    private static let smallestSegment = 16
    private static let chainLimit = 256
    /// One byte less than the longest header.
    private static let tailLength = 13

    private let isMasked: Bool?
    private let rsv1Defined: Bool
    private var expectsBeginning = false
    /// How many bytes came before the chunk at hand.
    private var offset = 0
    /// The last of them.
    private var tail: [UInt8] = []
    private var chains: [FrameChain] = []
    /// The headers of the chunk at hand that a chain has passed, a bit a byte: another chain that comes there is the same.
    private var passed: [UInt64] = []

    /// A search for frames that are masked or not; nil where that is unknown.
    public init(masked isMasked: Bool?, rsv1Defined: Bool) {
        self.isMasked = isMasked
        self.rsv1Defined = rsv1Defined
    }

    /// Expects a frame at the first byte of the next chunk, for a reason that is not in the bytes.
    public mutating func expectBeginning() { expectsBeginning = true }

    /// Takes the next bytes of the stream, a segment's payload, and names the first frame in it that is certain.
    public mutating func find(in chunk: RawSpan) -> Boundary? {
        defer { forget(chunk) }
        for masked in [false, true] where isMasked == nil || isMasked == masked {
            if expectsBeginning, FrameBoundary.mayBegin(in: chunk, fromClient: masked, rsv1Defined: rsv1Defined) {
                return Boundary(position: 0, isMasked: masked)
            }
            if FrameBoundary.begins(in: chunk, fromClient: masked, rsv1Defined: rsv1Defined) {
                return Boundary(position: 0, isMasked: masked)
            }
        }
        passed.removeAll(keepingCapacity: true)
        passed.append(contentsOf: repeatElement(0, count: chunk.byteCount / 64 + 1))
        return follow(chunk) ?? begin(chunk)
    }

    /// Passes over `count` bytes that are missing from the stream.
    public mutating func skip(_ count: Int) {
        offset += count
        tail.removeAll(keepingCapacity: true)
        chains.removeAll { $0.next < offset }
    }

    /// Follows the chains under way, the likeliest first.
    private mutating func follow(_ chunk: RawSpan) -> Boundary? {
        chains.sort { $0.evidence > $1.evidence }
        var kept = 0
        for index in chains.indices {
            var chain = chains[index]
            guard let certain = walk(&chain, chunk) else { continue }
            if let position = certain { return Boundary(position: position, isMasked: chain.isMasked == true) }
            chains[kept] = chain
            kept += 1
        }
        chains.removeSubrange(kept...)
        return nil
    }

    /// Tries a chain from every byte of the chunk on.
    private mutating func begin(_ chunk: RawSpan) -> Boundary? {
        let bonus = chunk.byteCount < Self.smallestSegment ? 0 : Self.segmentStart
        for start in 0..<chunk.byteCount where mayBegin(chunk.byte(at: start)) {
            if let isMasked, start + 1 < chunk.byteCount, (chunk.byte(at: start + 1) >= 0x80) != isMasked { continue }
            if hasPassed(start) { continue }
            var chain = FrameChain(at: offset + start, isMasked: isMasked, evidence: start == 0 ? bonus : 0)
            guard let certain = walk(&chain, chunk) else { continue }
            if let position = certain { return Boundary(position: position, isMasked: chain.isMasked == true) }
            keep(chain)
        }
        return nil
    }

    /// Whether a header may begin with this byte: no reserved bit or opcode, no fragmented control frame.
    private func mayBegin(_ first: UInt8) -> Bool {
        guard first & 0x30 == 0 else { return false }
        switch first & 0x0f {
        case 0: return first & 0x40 == 0
        case 1, 2: return first & 0x40 == 0 || rsv1Defined
        case 8, 9, 10: return first & 0xc0 == 0x80
        default: return false
        }
    }

    /// Follows `chain` to the chunk's end.
    ///
    /// - Returns: nil if it is none; otherwise where in the chunk it became certain, if it did.
    private mutating func walk(_ chain: inout FrameChain, _ chunk: RawSpan) -> Int?? {
        let end = offset + chunk.byteCount
        var certain: Int?
        while chain.next < end {
            let position = chain.next - offset
            if position >= 0 {
                if hasPassed(position) { return .none }
                // What came before suffices: the header may be cut by the chunk's end.
                if certain == nil, chain.evidence >= Self.certainty { certain = position }
            }
            guard let header = header(at: position, chunk) else { return .some(certain) }
            let payload = min(max(position + header.headerLength, 0), chunk.byteCount)
            let here = min(header.payloadLength, UInt64(min(FrameChain.textProbe, chunk.byteCount - payload)))
            guard
                chain.take(
                    header, payload: chunk.extracting(payload..<(payload + Int(here))), rsv1Defined: rsv1Defined)
            else { return .none }
            if position >= 0 {
                passed[position / 64] |= 1 << UInt64(position % 64)
                if certain == nil, chain.evidence >= Self.certainty { certain = position }
            }
        }
        if chain.next == end, chunk.byteCount >= Self.smallestSegment { chain.countSegmentEnd() }
        return .some(certain)
    }

    private func hasPassed(_ position: Int) -> Bool { passed[position / 64] >> UInt64(position % 64) & 1 != 0 }

    /// The header at `position`, which may begin before the chunk; nil if it ends behind it.
    private func header(at position: Int, _ chunk: RawSpan) -> FrameHeader? {
        if position >= 0 { return Self.decode(chunk.extracting(position..<chunk.byteCount)) }
        guard -position <= tail.count else { return nil }
        var joint = Array(tail.suffix(-position))
        joint.append(copying: chunk.extracting(first: min(Self.tailLength, chunk.byteCount)))
        return Self.decode(joint.rawSpan)
    }

    private static func decode(_ bytes: RawSpan) -> FrameHeader? {
        var reader = FieldReader(bytes, sink: NoFields(), limitedBy: .stream)
        return try? FrameHeader(reading: &reader)
    }

    /// Keeps a chain that goes on behind the chunk; of those that end at the same place, the likelier one.
    private mutating func keep(_ chain: FrameChain) {
        if let same = chains.firstIndex(where: { $0.next == chain.next && $0.isMasked == chain.isMasked }) {
            if chains[same].evidence < chain.evidence { chains[same] = chain }
        } else if chains.count < Self.chainLimit {
            chains.append(chain)
        } else if let farthest = chains.indices.max(by: { chains[$0].next < chains[$1].next }),
            chain.next < chains[farthest].next
        {
            chains[farthest] = chain
        }
    }

    /// Leaves the chunk behind but for its last bytes.
    private mutating func forget(_ chunk: RawSpan) {
        offset += chunk.byteCount
        expectsBeginning = false
        tail.append(copying: chunk.extracting(max(0, chunk.byteCount - Self.tailLength)..<chunk.byteCount))
        if tail.count > Self.tailLength { tail.removeFirst(tail.count - Self.tailLength) }
    }
}
