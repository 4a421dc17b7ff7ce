import Wire

/// Headers, each where the one before it says, that may be frames, and how much speaks for it.
///
/// Frames have no magic number: what tells them from other bytes is that every header leads to another one. How much a
/// header says is counted in bits: the binary logarithm of how much likelier it is at a frame's beginning than in random
/// bytes. The weights below are the likelihood ratio of a possible distribution of headers: over all headers of one side,
/// 2^weight times the header's share of random bytes adds up to 65,265 / 65,536, less than 1. So a chain begun at a given
/// random byte ever reaches n bits with a probability of at most 2^−n (Ville's inequality), however long it is followed.
///
/// Real payload is not random. What it often has, and what looks like a chain, counts nothing: numbers that repeat, and
/// runs of small ones.
public struct FrameChain: Sendable {
    /// Longer frames are not believed: they would make a chain of one header wait for ever.
    private static let payloadLimit: UInt64 = 1 << 30
    /// So many bytes of a text are looked at.
    static let textProbe = 64

    /// Where the next header is expected.
    public private(set) var next: Int
    /// What speaks for it, in bits.
    public private(set) var evidence: Int
    /// Whether its frames are masked, a client's; nil before the first header if both are possible.
    public private(set) var isMasked: Bool?
    /// Whether a message is under way; nil while that is not known.
    private var isInMessage: Bool?
    private var isClosed = false
    private var lastWeight = 0
    private var count = 0
    /// The header before.
    private var last: FrameHeader?

    /// A chain whose first header is expected at `start`.
    public init(at start: Int, isMasked: Bool?, evidence: Int = 0) {
        next = start
        self.isMasked = isMasked
        self.evidence = evidence
    }

    /// Takes the header that stands at `next`; `payload` is what is at hand of its payload.
    ///
    /// - Returns: whether it may be one; if not, the chain is no chain of frames.
    public mutating func take(_ header: FrameHeader, payload: RawSpan, rsv1Defined: Bool) -> Bool {
        guard !isClosed, header.violations(from: isMasked, rsv1Defined: rsv1Defined).isEmpty,
            header.payloadLength <= Self.payloadLimit, mayFollow(header), mayHold(header, payload)
        else { return false }
        lastWeight = weight(of: header, payload)
        evidence += lastWeight
        count += 1
        isMasked = header.masked
        if header.opcode.isData { isInMessage = !header.fin }
        isClosed = header.opcode == .close
        last = header
        next += header.headerLength + Int(header.payloadLength)
        return true
    }

    /// Counts that a segment ends where a frame does.
    ///
    /// Senders end a segment so at least once in four times, and other bytes do so less than once in sixty-four.
    /// Where what repeats itself ends, it says nothing.
    public mutating func countSegmentEnd() { if lastWeight > 0 { evidence += 4 } }

    /// Whether most of its headers are no mere repetition.
    var isVaried: Bool { evidence > 2 * count }

    /// Whether the order of fragments allows `header` here (RFC 6455 §5.4).
    private func mayFollow(_ header: FrameHeader) -> Bool {
        guard header.opcode.isData, let isInMessage else { return true }
        return isInMessage == (header.opcode == .continuation)
    }

    /// Whether a frame with `header` may hold these bytes: text is UTF-8, and a Close has a code.
    private func mayHold(_ header: FrameHeader, _ payload: RawSpan) -> Bool {
        if header.opcode == .text, !header.rsv1 {
            let count = min(payload.byteCount, Self.textProbe)
            var probe: [64 of UInt8] = .init(repeating: 0)
            for index in 0..<count { probe[index] = payload.byte(at: index) ^ header.maskingKey.byte(at: index) }
            var checker = UTF8Checker()
            guard checker.feed(probe.rawSpan.extracting(first: count)) == nil else { return false }
            return checker.isComplete || !header.fin || UInt64(count) < header.payloadLength
        }
        if header.opcode == .close {
            guard header.payloadLength != 1 else { return false }
            guard payload.byteCount >= 2 else { return true }
            let code =
                UInt16(payload.byte(at: 0) ^ header.maskingKey.byte(at: 0)) << 8
                | UInt16(payload.byte(at: 1) ^ header.maskingKey.byte(at: 1))
            return (1000..<5000).contains(code)
        }
        return true
    }

    private func weight(of header: FrameHeader, _ payload: RawSpan) -> Int {
        if let last, last.isLike(header), header.payloadLength == 0 || header.startsAgain(in: payload) { return 0 }
        if header.payloadLength == 0 {
            // 8a 00 00 00: little-endian numbers. A masking key makes the difference.
            return header.opcode.isControl && (header.masked || last?.payloadLength != 0) ? 4 : 0
        }
        let longer = header.length7 < 126 ? 0 : 4
        switch (header.opcode, header.fin) {
        case (.continuation, true): return 4 + longer
        case (.continuation, false):
            // 00 05 00 08 00 02: big-endian numbers, two bytes each.
            return last.map { $0.opcode == .continuation && !$0.fin } ?? false ? 0 : 2 + longer
        case (_, false): return 2 + longer
        case (let opcode, true): return opcode.isControl ? 4 : (header.rsv1 ? 6 : 7) + longer
        }
    }
}

extension FrameHeader {
    /// Whether the header is the same, but for a longer length.
    fileprivate func isLike(_ other: FrameHeader) -> Bool {
        fin == other.fin && rsv1 == other.rsv1 && opcode == other.opcode && masked == other.masked
            && length7 == other.length7 && maskingKey == other.maskingKey
    }

    /// Whether the payload begins with the header's own first two bytes, as in 82 02 82 02 82 02.
    fileprivate func startsAgain(in payload: RawSpan) -> Bool {
        // What is not at hand may do so.
        guard payload.byteCount >= 2 else { return payloadLength >= 2 }
        let first = (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode.rawValue
        return payload.byte(at: 0) == first && payload.byte(at: 1) == (masked ? 0x80 : 0) | length7
    }
}
