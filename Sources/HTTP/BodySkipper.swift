import Wire

/// Finds the end of a message's body, keeping no more of it than it is asked to (RFC 9112 §6, §7.1).
public struct BodySkipper: Sendable {
    /// What the bytes so far amount to.
    public enum Progress: Hashable, Sendable {
        /// All bytes belong to the body, which goes on.
        case more
        /// The body ended; its last `consumed` bytes were the first ones of the piece just fed.
        case complete(consumed: Int)
        /// The chunks are malformed, or the head contradicts itself: where the body ends can't be known.
        case unknowable
    }

    /// What the next byte is.
    private enum Expecting: Hashable, Sendable {
        case data(remaining: Int)
        case anything
        case chunkSize
        case chunkExtension
        case chunkData(remaining: Int)
        case chunkEnd
        case trailer
        case nothing
        case unknowable
    }

    /// The longest chunk extension or trailer section accepted, in bytes.
    private static let maximumLine = 65536

    /// The first bytes of the body, chunks put together, as many as are to be kept.
    public private(set) var kept: [UInt8] = []
    /// How many bytes of the body came, chunks put together.
    public private(set) var length = 0

    private let limit: Int
    private var expecting: Expecting
    private var size = 0
    private var digits = 0
    /// Bytes of the extension or the trailers so far.
    private var lineBytes = 0
    /// Bytes of the line so far that are no CR.
    private var lineLength = 0

    /// A skipper for one body that keeps its first `limit` bytes.
    public init(_ framing: BodyFraming, keeping limit: Int = 0) {
        self.limit = limit
        switch framing {
        case .none, .length(0): expecting = .nothing
        case .length(let count): expecting = .data(remaining: count)
        case .chunked: expecting = .chunkSize
        case .untilClose: expecting = .anything
        case .unknowable: expecting = .unknowable
        }
    }

    /// Whether the body has ended.
    public var isComplete: Bool { expecting == .nothing }

    /// Whether nothing can be added to what is kept.
    public var isFull: Bool { kept.count >= limit || expecting == .nothing || expecting == .unknowable }

    private mutating func keep(_ bytes: RawSpan) {
        let room = min(limit - kept.count, bytes.byteCount)
        if room > 0 { kept.append(copying: bytes.extracting(first: room)) }
        let (sum, hasOverflowed) = length.addingReportingOverflow(bytes.byteCount)
        length = hasOverflowed ? .max : sum
    }

    /// Passes over the next bytes of the stream, as many as belong to the body.
    public mutating func feed(_ piece: RawSpan) -> Progress {
        var index = 0
        while true {
            switch expecting {
            case .nothing: return .complete(consumed: index)
            case .unknowable: return .unknowable
            case .anything:
                keep(piece.extracting(index..<piece.byteCount))
                return .more
            case .data(let remaining):
                let count = min(remaining, piece.byteCount - index)
                keep(piece.extracting(index..<(index + count)))
                index += count
                expecting = remaining == count ? .nothing : .data(remaining: remaining - count)
            case .chunkData(let remaining):
                let count = min(remaining, piece.byteCount - index)
                keep(piece.extracting(index..<(index + count)))
                index += count
                expecting = remaining == count ? .chunkEnd : .chunkData(remaining: remaining - count)
            default:
                guard index < piece.byteCount else { return .more }
                take(piece.byte(at: index))
                index += 1
            }
            if index == piece.byteCount, expecting != .nothing, expecting != .unknowable { return .more }
        }
    }

    /// Passes over `count` bytes that are missing from the capture.
    ///
    /// `unknowable` when they may have held more than the body's own data.
    public mutating func skip(_ count: Int) -> Progress {
        switch expecting {
        case .nothing: return .complete(consumed: 0)
        case .anything: return .more
        case .data(let remaining):
            let skipped = min(remaining, count)
            expecting = remaining == skipped ? .nothing : .data(remaining: remaining - skipped)
            return remaining == skipped ? .complete(consumed: skipped) : .more
        case .chunkData(let remaining) where count <= remaining:
            expecting = remaining == count ? .chunkEnd : .chunkData(remaining: remaining - count)
            return .more
        default:
            expecting = .unknowable
            return .unknowable
        }
    }

    /// Takes one byte of what stands around the chunks' data.
    private mutating func take(_ byte: UInt8) {
        switch expecting {
        case .chunkSize: takeSize(byte)
        case .chunkExtension:
            lineBytes += 1
            if byte == .lineFeed { endSizeLine() } else if lineBytes > Self.maximumLine { expecting = .unknowable }
        case .chunkEnd:
            if byte == .lineFeed {
                (expecting, size, digits) = (.chunkSize, 0, 0)
            } else if byte != .carriageReturn {
                expecting = .unknowable
            }
        default: takeTrailer(byte)
        }
    }

    private mutating func takeSize(_ byte: UInt8) {
        if let digit = byte.hexDigit {
            // Below this the shift can't overflow, whatever the number of digits.
            guard size < 1 << 56 else { return expecting = .unknowable }
            size = size << 4 | digit
            digits += 1
        } else if digits == 0 {
            expecting = .unknowable
        } else if byte == .lineFeed {
            endSizeLine()
        } else if byte == .carriageReturn || byte == UInt8(ascii: ";") || byte.isBlank {
            (expecting, lineBytes) = (.chunkExtension, 0)
        } else {
            expecting = .unknowable
        }
    }

    private mutating func endSizeLine() {
        if size > 0 {
            expecting = .chunkData(remaining: size)
        } else {
            (expecting, lineBytes, lineLength) = (.trailer, 0, 0)
        }
    }

    /// Takes one byte of the trailer section, which an empty line ends.
    private mutating func takeTrailer(_ byte: UInt8) {
        lineBytes += 1
        if byte == .lineFeed {
            if lineLength == 0 { return expecting = .nothing }
            lineLength = 0
        } else if byte != .carriageReturn {
            lineLength += 1
        }
        if lineBytes > Self.maximumLine { expecting = .unknowable }
    }
}
