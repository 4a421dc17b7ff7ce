import Wire

/// Inflates the compressed messages of one direction (RFC 7692 §7.2.2), and keeps their context between them.
///
/// A context that is not all there is no reason to give up: DEFLATE says itself when it refers to bytes that are not
/// held, so that every byte told is right.
public final class MessageInflater {
    /// Why a message could not be inflated to its end.
    public enum Problem: Hashable, Sendable {
        /// It is no DEFLATE data, in zlib's words.
        case corrupt(String)
        /// It ends inside a block.
        case unfinished
        /// It refers to bytes that the capture does not hold.
        case contextLost
        /// It grew beyond what ws101 is willing to inflate.
        case limit
        /// Bytes of it are missing.
        case missing
    }

    /// Bytes that a direction may inflate to in any case.
    public static let freeLength = 64 << 20
    /// Bytes that it may inflate to beyond that, for each compressed byte.
    public static let ratioLimit = 100

    // RFC 7692 §7.2.2: what the sender cut off behind each message.
    private static let tail: [UInt8] = [0x00, 0x00, 0xff, 0xff]

    /// Why the message under way can't be inflated further; nil while it can.
    public private(set) var problem: Problem?

    private let inflater: Inflater
    /// What finds references beyond a window smaller than zlib's.
    private var scanner: DeflateScanner?
    private var excess: DeflateScanner.Excess?
    /// The compressed byte that was used last.
    private var lastByte: UInt8 = 0
    private let takesContextOver: Bool
    private let isCertain: Bool
    /// Whether everything that a message may refer to has been seen.
    private var hasWholeContext: Bool
    private var needsReset = false
    /// Whether a message is begun and not ended.
    private var isInside = false
    /// Whether the next byte begins a DEFLATE stream, behind nothing of the message or a block with BFINAL set.
    private var isAtStreamStart = true
    /// Bytes of the message that are inflated.
    private var inflated = 0
    // Bytes of the direction in all, for the limit.
    private var consumed = 0
    private var produced = 0

    /// An inflater at the beginning of a direction.
    ///
    /// - Parameters:
    ///   - windowBits: The base-2 logarithm of the window that was settled: 8…15 (RFC 7692 §7.1.2).
    ///   - takesContextOver: Whether messages may refer to those before them (RFC 7692 §7.1.1).
    ///   - isCertain: Whether the handshake is known; without it, a message that can't be inflated is nobody's fault.
    public init(windowBits: Int = 15, takesContextOver: Bool, isCertain: Bool) {
        // DEFLATE itself knows no distance beyond 2^15.
        let isNarrow = windowBits < 15
        inflater = Inflater(stopsAtBlocks: isNarrow)
        scanner = isNarrow ? DeflateScanner(windowBits: windowBits, isToldBlockEnds: true) : nil
        self.takesContextOver = takesContextOver
        self.isCertain = isCertain
        hasWholeContext = isCertain
    }

    /// Begins a message.
    public func begin() {
        if isInside { loseContext() }
        let isReset = needsReset || !takesContextOver
        if isReset {
            inflater.reset()
            needsReset = false
        }
        if !takesContextOver { hasWholeContext = isCertain }
        scanner?.beginMessage(keepsContext: !isReset)
        inflated = 0
        problem = nil
        excess = nil
        isInside = true
        isAtStreamStart = true
    }

    /// Inflates the bytes of `input` from `position` on into `output`, and moves `position` on.
    ///
    /// To be called until `input` is used up and `output` was not filled.
    ///
    /// - Returns: how many bytes of `output` are the message's next ones.
    public func inflate(_ input: RawSpan, at position: inout Int, into output: inout [UInt8]) -> Int {
        guard problem == nil, isInside else {
            position = input.byteCount
            return 0
        }
        let start = position
        let (count, status) = inflater.inflate(input, at: &position, into: &output)
        consumed += position - start
        produced += count
        inflated += count
        if position > start { isAtStreamStart = false }
        scan(input.extracting(start..<position), status)
        switch status {
        case .needMore, .full, .blockEnd: break
        case .ended: isAtStreamStart = true
        case .failed(let words):
            position = input.byteCount
            fail(hasWholeContext ? .corrupt(words) : .contextLost)
        }
        if produced > Self.freeLength + consumed * Self.ratioLimit {
            position = input.byteCount
            // The next message is not to pay for this one.
            produced = Self.freeLength + consumed * Self.ratioLimit
            fail(.limit)
        }
        return count
    }

    /// Lets the scanner follow what zlib has used.
    private func scan(_ used: RawSpan, _ status: Inflater.Status) {
        guard scanner != nil else { return }
        if used.byteCount > 0 {
            if let found = scanner?.scan(used) { excess = found }
            lastByte = used.byte(at: used.byteCount - 1)
        }
        switch status {
        case .blockEnd(let unusedBits):
            scanner?.blockEnded(lastByte: lastByte, unusedBits: unusedBits, inflated: inflated)
        case .ended: scanner?.blockEnded(lastByte: lastByte, unusedBits: 0, inflated: inflated)
        case .needMore, .full, .failed: break
        }
    }

    /// Ends the message: inflates what its sender cut off behind it.
    ///
    /// - Returns: how many bytes of `output`, which must have 16 KiB, are the message's last ones: none in sound data.
    public func end(into output: inout [UInt8]) -> Int {
        defer { isInside = false }
        guard problem == nil, isInside, !isAtStreamStart else { return 0 }
        var position = 0
        var count = 0
        if inflater.isBehindLastBlock {
            count = inflate(Self.tail.rawSpan.extracting(first: 0), at: &position, into: &output)
            guard !isAtStreamStart else { return count }
        }
        // 32 bits are no more than 32 symbols of 258 bytes: they can't fill the output.
        while position < Self.tail.count, count == 0 {
            count = inflate(Self.tail.rawSpan, at: &position, into: &output)
        }
        let isWhole = position == Self.tail.count && (isAtStreamStart || inflater.isBetweenBlocks)
        if problem == nil, !isWhole { fail(hasWholeContext ? .unfinished : .contextLost) }
        return count
    }

    /// The first reference of the message that goes back beyond the negotiated window, once, when it has been seen.
    ///
    /// What it refers to is known all the same, so that inflating goes on.
    public func takeExcess() -> DeflateScanner.Excess? {
        defer { excess = nil }
        return excess
    }

    /// Forgets what came before: messages may be missing.
    public func loseContext() {
        needsReset = true
        hasWholeContext = false
        if isInside, problem == nil { problem = .missing }
    }

    private func fail(_ problem: Problem) {
        self.problem = problem
        loseContext()
    }
}
