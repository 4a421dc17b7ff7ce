import Wire

/// Walks the compressed data of one direction's messages without inflating it, to find references that go back further
/// than the window that was negotiated (RFC 1951 §3.2, RFC 7692 §7.1.2).
///
/// zlib, which inflates, is no judge of that: it finds whatever lies in its output buffer. Of invalid data, which zlib
/// reports, the scanner says nothing. It takes data in whatever pieces, and allocates nothing once it is made.
public struct DeflateScanner: Sendable {
    /// A reference beyond the window.
    public struct Excess: Hashable, Sendable {
        /// How far back it goes, in bytes: 257…32768.
        public var distance: Int
        /// Inflated bytes of its message that come before it.
        public var offset: Int
    }

    private enum State: Sendable {
        /// At the three bits that begin a block.
        case blockHeader
        /// At the length of a stored block.
        case storedLength
        /// Inside a stored block.
        case stored(remaining: Int)
        /// Inside what describes a block's codes.
        case codes
        /// At a symbol of a compressed block.
        case symbols
        /// In a block without distances beyond the window, until the inflater tells of its end.
        case skipping
        /// Behind something that is no DEFLATE data.
        case invalid
    }

    private let windowBits: Int
    private let isToldBlockEnds: Bool
    private var state = State.blockHeader
    private var bits = BitBuffer()
    private var dynamicCodes = DeflateCodes()
    private var usesFixedCodes = false
    private var isFinalBlock = false
    /// Inflated bytes before this message that it may refer to.
    private var context = 0
    /// Inflated bytes of this message.
    private(set) var produced = 0
    private var excess: Excess?

    /// Whether the message turned out to be no DEFLATE data.
    var isInvalid: Bool {
        if case .invalid = state { return true }
        return false
    }

    /// A scanner at the begin of a direction, for a window of 2^`windowBits` bytes: 8…15.
    ///
    /// - Parameter isToldBlockEnds: Whether `blockEnded` will be called. The scanner then passes over the blocks that
    ///   have no code for a distance beyond the window, which are nearly all blocks of a sender who keeps to it.
    public init(windowBits: Int, isToldBlockEnds: Bool = false) {
        precondition((8...15).contains(windowBits), "RFC 7692 §7.1.2: the window has 8 to 15 bits")
        self.windowBits = windowBits
        self.isToldBlockEnds = isToldBlockEnds
    }

    /// Begins a message.
    ///
    /// - Parameter keepsContext: Whether it may refer to the messages before it (RFC 7692 §7.1.1).
    public mutating func beginMessage(keepsContext: Bool = true) {
        // Behind invalid data there is no context: whoever inflates begins anew.
        if case .invalid = state { context = 0 } else { context &+= produced }
        if !keepsContext { context = 0 }
        state = .blockHeader
        bits = BitBuffer()
        produced = 0
        excess = nil
    }

    /// Takes the next bytes of the message.
    ///
    /// - Returns: the message's first reference beyond the window, once, with the bytes that complete it.
    public mutating func scan(_ bytes: RawSpan) -> Excess? {
        let wasKnown = excess != nil
        var position = 0
        while advance(bytes, at: &position) {}
        return wasKnown ? nil : excess
    }

    /// Takes the inflater's word that the bytes scanned last are the last ones of a block.
    ///
    /// - Parameters:
    ///   - lastByte: The last one of those bytes.
    ///   - unusedBits: How many bits of it, 0…7, belong to what follows.
    ///   - inflated: The bytes of the message that are inflated by now.
    public mutating func blockEnded(lastByte: UInt8, unusedBits: Int, inflated: Int) {
        guard case .skipping = state else { return }
        produced = inflated
        bits = BitBuffer(last: unusedBits & 7, of: lastByte)
        endBlock()
    }

    /// Takes one step; false if that needs more bytes than there are.
    private mutating func advance(_ bytes: RawSpan, at position: inout Int) -> Bool {
        switch state {
        case .blockHeader:
            bits.refill(from: bytes, at: &position)
            guard let header = bits.take(3) else { return false }
            beginBlock(header)
        case .storedLength:
            bits.refill(from: bytes, at: &position)
            guard let lengths = bits.take(32) else { return false }
            let isSound = lengths & 0xffff == ~lengths >> 16 & 0xffff
            state = isSound ? .stored(remaining: lengths & 0xffff) : .invalid
        case .stored(let remaining):
            let count = bits.skip(bytes: remaining, in: bytes, at: &position)
            produced &+= count
            state = .stored(remaining: remaining - count)
            if count < remaining { return false }
            endBlock()
        case .codes:
            switch dynamicCodes.read(bytes, at: &position, &bits) {
            case .needMore: return false
            case .complete: state = .symbols
            case .skippable: state = .skipping
            case .invalid: state = .invalid
            }
        case .symbols:
            return finishSymbols(bytes, at: &position)
        case .skipping, .invalid:
            return false
        }
        return true
    }

    private mutating func beginBlock(_ header: Int) {
        isFinalBlock = header & 1 == 1
        switch header >> 1 {
        case 0:
            bits.align()
            state = .storedLength
        case 1:
            usesFixedCodes = true
            state = .symbols
        case 2:
            usesFixedCodes = false
            // Two symbols for each power of two: this is the first one of more than the window.
            dynamicCodes.begin(skippableBelow: isToldBlockEnds ? 2 * windowBits : nil)
            state = .codes
        default:
            state = .invalid
        }
    }

    private mutating func endBlock() {
        // Behind a stream's last block another stream begins, with the next byte.
        if isFinalBlock { bits.align() }
        state = .blockHeader
    }

    /// Takes what symbols there are; false if the block goes on in bytes that have not come yet.
    private mutating func finishSymbols(_ bytes: RawSpan, at position: inout Int) -> Bool {
        switch scanSymbols(bytes, at: &position) {
        case .blockEnd(let length):
            bits.drop(length)
            endBlock()
            return true
        case .invalid:
            state = .invalid
            return false
        case .needMore:
            return false
        }
    }

    private mutating func scanSymbols(_ bytes: RawSpan, at position: inout Int) -> DeflateCodes.Stop {
        let literalTable = usesFixedCodes ? DeflateCodes.fixed.literals.table : dynamicCodes.literals.table
        let distanceTable = usesFixedCodes ? DeflateCodes.fixed.distances.table : dynamicCodes.distances.table
        let literals = literalTable.span
        let distances = distanceTable.span
        var bits = self.bits
        var produced = self.produced
        var place = position
        defer {
            self.bits = bits
            self.produced = produced
            position = place
        }
        let window = 1 << windowBits
        // The least distance that matters: one beyond the window, or any while that goes back behind the begin.
        var threshold = context &+ produced < window ? 0 : window
        while true {
            let isAmple = place &+ 8 <= bytes.byteCount
            bits.refill(from: bytes, at: &place)
            // No branch tells literals from references, whose order can't be foretold: where no distance follows, the
            // other half of the distances' table has one of no bits and no bytes.
            var first = literals[bits.peek(HuffmanAlphabet.literalTableBits)]
            let index = bits.peek(HuffmanAlphabet.distanceTableBits, behind: first) | first.distanceTableHalf
            var second = distances[index]
            if first.isSlow(or: second) || !isAmple && first.bitCount &+ second.bitCount > bits.count {
                switch usesFixedCodes ? DeflateCodes.fixed.decode(bits) : dynamicCodes.decode(bits) {
                case .found(let length, let distance): (first, second) = (length, distance)
                case .stop(let stop): return stop
                }
            }
            if second.base > threshold {
                let distance = second.number(in: bits.value &>> UInt64(first.bitCount))
                // zlib fails where a reference goes back behind the begin of everything.
                if distance > context &+ produced { return .invalid }
                if distance > window { excess = excess ?? Excess(distance: distance, offset: produced) }
                if context &+ produced >= window { threshold = window }
            }
            produced &+= first.number(in: bits.value)
            bits.drop(first, second)
        }
    }
}
