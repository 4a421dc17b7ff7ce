import Wire

/// Collects the bytes of one HTTP/1.x head, in whatever pieces they come, up to its empty line (RFC 9112 §2.1).
///
/// It decides as early as the bytes allow that something is no HTTP, and keeps no more than `limit` bytes. How the
/// bytes are cut into pieces never changes the outcome.
public struct HeadCollector: Sendable {
    /// Which kind of head is expected.
    public enum Kind: Hashable, Sendable {
        /// A method, a target, `HTTP/1.x`.
        case request
        /// `HTTP/1.x`, a status.
        case response
    }

    /// What the bytes so far amount to.
    public enum Progress: Hashable, Sendable {
        /// All bytes belong to the head, which goes on.
        case more
        /// The head is whole; its last `consumed` bytes were the first ones of the piece just fed.
        case complete(consumed: Int)
        /// The limit was reached before the empty line.
        case tooLong
        /// This is no head of the expected kind.
        case notHTTP
    }

    /// The longest head accepted unless another limit is named, in bytes.
    ///
    /// Servers accept far less; a head that one of them refuses is to be read all the same, so that it can be told why.
    public static let defaultLimit = 1 << 20
    /// No common server accepts a longer head unless it is told to, in bytes.
    static let usualLimit = 65536

    private static let maximumEmptyLines = 4
    private static let maximumMethodLength = 32
    /// The bytes of `HTTP/1.1 101` and the space after it.
    private static let statusLength = 13
    private static let responsePrefix = Array("HTTP/1.".utf8)

    /// The bytes of the head so far.
    public private(set) var bytes: [UInt8] = []

    private let kind: Kind
    private let limit: Int
    private var lineStart = 0
    private var emptyLines = 0
    private var isPastMethod = false
    private var isPastStartLine = false
    private var outcome: Progress?

    /// A collector for one head after another of the same kind.
    public init(_ kind: Kind, limit: Int = HeadCollector.defaultLimit) {
        self.kind = kind
        self.limit = limit
    }

    /// Takes the next bytes of the stream, as many as belong to the head.
    public mutating func feed(_ piece: RawSpan) -> Progress {
        if let outcome { return outcome }
        var index = 0
        while index < piece.byteCount {
            let end = isPastStartLine ? piece.endOfLine(from: index) : index + 1
            guard bytes.count + (end - index) <= limit else { return self.end(.tooLong) }
            let byte = piece.byte(at: end - 1)
            if isPastStartLine { bytes.append(copying: piece.extracting(index..<end)) } else { bytes.append(byte) }
            index = end
            if byte == .lineFeed {
                switch endLine() {
                case .more: continue
                case .complete:
                    outcome = .complete(consumed: 0)
                    return .complete(consumed: index)
                case let failure: return self.end(failure)
                }
            } else if !isPastStartLine, !mayStandInStartLine(byte) {
                return self.end(.notHTTP)
            }
        }
        return .more
    }

    /// Whether the head's start line is whole.
    public var hasStartLine: Bool { isPastStartLine }

    /// What can be used of a head of which no more comes: its whole lines, or a status line as far as its code; empty
    /// without a start line.
    public var usableLines: [UInt8] {
        guard outcome == nil else { return [] }
        if isPastStartLine { return Array(bytes[..<lineStart]) }
        let status = bytes[lineStart...].prefix(Self.statusLength)
        guard kind == .response, status.count == Self.statusLength,
            (try? StatusLine(bytes, status.indices)) != nil
        else { return [] }
        return Array(status)
    }

    /// Gives the head's bytes away and begins the next head.
    public mutating func take() -> [UInt8] {
        let head = bytes
        self = HeadCollector(kind, limit: limit)
        return head
    }

    private mutating func end(_ progress: Progress) -> Progress {
        outcome = progress
        bytes = []
        return progress
    }

    /// Judges the line that the last byte, a LF, ends.
    private mutating func endLine() -> Progress {
        var content = lineStart..<(bytes.count - 1)
        if let last = bytes[content].last, last == .carriageReturn {
            content = lineStart..<(content.upperBound - 1)
        }
        lineStart = bytes.count
        if content.isEmpty {
            // Empty lines before the start line are to be ignored (RFC 9112 §2.2).
            if isPastStartLine { return .complete(consumed: 0) }
            emptyLines += 1
            return emptyLines <= Self.maximumEmptyLines ? .more : .notHTTP
        }
        if !isPastStartLine {
            switch kind {
            case .request: guard (try? RequestLine(bytes, content)) != nil else { return .notHTTP }
            case .response: guard (try? StatusLine(bytes, content)) != nil else { return .notHTTP }
            }
            isPastStartLine = true
        }
        return .more
    }

    /// Whether `byte`, which is the last one and no LF, can be part of a start line at its place.
    private mutating func mayStandInStartLine(_ byte: UInt8) -> Bool {
        let offset = bytes.count - 1 - lineStart
        if offset > 0, bytes[bytes.count - 2] == .carriageReturn { return false }
        // Nearly all bytes are such.
        if isPastMethod, byte > .space, byte < 0x7f { return true }
        if byte == .carriageReturn, offset == 0 { return true }
        switch kind {
        case .request where !isPastMethod:
            isPastMethod = byte == .space && offset > 0
            return isPastMethod || byte.isTokenCharacter && offset < Self.maximumMethodLength
        case .response where offset < Self.responsePrefix.count:
            return byte == Self.responsePrefix[offset]
        default:
            // After ASCII it is no part of a character in UTF-8, but in the midst of text it may be a frame's first byte.
            if (0x80..<0xa0).contains(byte), bytes[bytes.count - 2] < 0x80 { return false }
            return !byte.isForbiddenControl || byte == .carriageReturn
        }
    }
}

extension RawSpan {
    /// The end of the line that `start` stands in: behind its LF, or behind the last byte.
    fileprivate func endOfLine(from start: Int) -> Int {
        var end = start
        while end < byteCount {
            end += 1
            if byte(at: end - 1) == .lineFeed { break }
        }
        return end
    }
}
