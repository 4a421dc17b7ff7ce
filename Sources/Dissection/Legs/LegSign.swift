import WebSocket
import Wire

/// What the first data frames of a session are known by on another connection that carries them too.
struct LegSign: Sendable {
    /// One data frame.
    struct Frame: Sendable {
        /// Its masking key; 0 for none.
        var maskingKey: UInt32 = 0
        /// A digest of its opcode, FIN, length and the beginning of its unmasked payload.
        var digest: UInt64 = 0
        /// When it was complete.
        var time = Timestamp(nanoseconds: 0, isNanosecond: false)
    }

    /// The first frames of one side.
    struct Direction: Sendable {
        /// The frames; those from `count` on mean nothing.
        var frames: [4 of Frame] = [Frame(), Frame(), Frame(), Frame()]
        /// How many are known.
        var count = 0
        /// How many payload bytes they have.
        var bytes = 0
        /// Whether no more are taken.
        var isClosed = false
    }

    /// So many payload bytes of a frame are looked at.
    static let excerpt = 64

    /// What each side sent, by `Side.index`.
    private(set) var directions: [2 of Direction] = [Direction(), Direction()]

    /// How many frames of both sides are known.
    var count: Int { directions[0].count + directions[1].count }

    /// Whether the data frame under way of that side is looked at.
    @inline(__always)
    func wants(_ index: Int) -> Bool { !directions[index].isClosed }

    /// Begins with a data frame.
    mutating func begin(_ header: FrameHeader, _ index: Int) {
        let count = directions[index].count
        directions[index].frames[count] = Frame(maskingKey: header.masked ? header.maskingKey.bits : 0)
        directions[index].frames[count].digest = Self.mixed(
            Self.mixed(Self.offset, UInt64(header.opcode.rawValue) << 1 | (header.fin ? 1 : 0)), header.payloadLength)
    }

    /// Takes payload bytes of it as they were on the wire, from the one with number `position` on.
    mutating func take(_ payload: RawSpan, from position: Int, _ header: FrameHeader, _ index: Int) {
        guard position < Self.excerpt else { return }
        let count = directions[index].count
        var digest = directions[index].frames[count].digest
        let key = header.masked ? header.maskingKey : MaskingKey(0)
        for at in 0..<min(payload.byteCount, Self.excerpt - position) {
            digest = Self.mixed(digest, UInt64(payload.byte(at: at) ^ key.byte(at: position + at)))
        }
        directions[index].frames[count].digest = digest
    }

    /// Ends it; a frame of which bytes are missing is not known, nor is what comes after it.
    mutating func end(_ header: FrameHeader, _ index: Int, at time: Timestamp, isWhole: Bool) {
        guard isWhole else { return directions[index].isClosed = true }
        let count = directions[index].count
        directions[index].frames[count].time = time
        let (bytes, hasOverflowed) = directions[index].bytes.addingReportingOverflow(
            Int(clamping: header.payloadLength))
        directions[index].bytes = hasOverflowed ? .max : bytes
        directions[index].count = count + 1
        directions[index].isClosed = count + 1 == 4
    }

    /// Takes no more of that side: frames of it are missing.
    mutating func lose(_ index: Int) { directions[index].isClosed = true }

    private static let offset: UInt64 = 0xcbf2_9ce4_8422_2325

    /// FNV-1a, with 8 bytes as one.
    static func mixed(_ digest: UInt64, _ value: UInt64) -> UInt64 { (digest ^ value) &* 0x0000_0100_0000_01b3 }
}

extension LegSign {
    /// How two sessions' first frames compare.
    struct Comparison {
        /// How many frames are the same, in the same order, of each side.
        var same: [2 of Int] = [0, 0]
        /// How many of the client's among them have the same masking key, different from one frame to the next.
        var sameKeys = 0
        /// Whether one of the client's that is the same has another masking key.
        var isMaskedAnew = false
        /// How many payload bytes are the same.
        var bytes = 0
        /// Whether a frame differs.
        var differs = false
        /// Whether each frame of the client came first here, and each of the server there: as on the connection that is
        /// nearer to the client.
        var isNearerClient = true
        /// The same the other way round.
        var isNearerServer = true
    }

    /// Compares it with another session's.
    func compared(to other: LegSign) -> Comparison {
        var result = Comparison()
        var lastKey: UInt32 = 0
        for index in 0..<2 {
            for at in 0..<min(directions[index].count, other.directions[index].count) {
                let (own, theirs) = (directions[index].frames[at], other.directions[index].frames[at])
                guard own.digest == theirs.digest else {
                    result.differs = true
                    return result
                }
                result.same[index] += 1
                if own.maskingKey != theirs.maskingKey { result.isMaskedAnew = true }
                if own.maskingKey != 0, own.maskingKey == theirs.maskingKey, own.maskingKey != lastKey {
                    result.sameKeys += 1
                    lastKey = own.maskingKey
                }
                let isFirst = index == 0 ? own.time <= theirs.time : theirs.time <= own.time
                let isLast = index == 0 ? theirs.time <= own.time : own.time <= theirs.time
                result.isNearerClient = result.isNearerClient && isFirst
                result.isNearerServer = result.isNearerServer && isLast
            }
            result.bytes = min(
                Int.max / 4, result.bytes + min(directions[index].bytes, other.directions[index].bytes, Int.max / 4))
        }
        return result
    }
}
