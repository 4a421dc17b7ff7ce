import Wire

/// Cuts one direction of a WebSocket connection into frames, however its bytes arrive (RFC 6455 §5).
///
/// It is fed chunks of the stream in order and answers one step at a time, so that the caller sees each payload where
/// it lies, uncopied and still masked. It keeps at most the 13 bytes of an unfinished header.
public struct FrameParser: Sendable {
    /// What the next bytes of a chunk are.
    public enum Step: Equatable, Sendable {
        /// The chunk is used up.
        case needMore
        /// A header is complete; its payload steps and `end` follow.
        case header(FrameHeader)
        /// These bytes of the chunk are payload; the first one is payload byte `index` of the frame.
        case payload(Range<Int>, index: Int)
        /// The frame is complete.
        case end
        /// The frame just begun has a length that can't be (its top bit is set): nothing behind its header can be
        /// trusted, and no further step will come.
        case untrusted
    }

    /// What a hole in the stream did to the parsing.
    public enum Skip: Equatable, Sendable {
        /// It lies in one frame's payload: the frame's end is still known.
        case insidePayload
        /// It swallowed a header, or may have: where the next frame begins is unknown.
        case lost
    }

    private enum State: Sendable {
        case header
        case payload(length: UInt64, received: UInt64)
        case untrusted
        case lost
    }

    private var state = State.header
    private var partial = HeaderBytes()

    /// A parser that stands at the first byte of a frame.
    public init() {}

    /// Whether the stream may end here: no frame is begun.
    public var isBetweenFrames: Bool {
        if case .header = state { return partial.count == 0 }
        return false
    }

    /// Whether a hole made it lose the frame boundaries: chunks are ignored until `resume()`.
    public var isLost: Bool {
        if case .lost = state { return true }
        return false
    }

    /// How many bytes of a header have arrived, if they are not yet a whole header.
    public var partialHeaderLength: Int { partial.count }

    /// The bytes of a header that have arrived, if they are not yet a whole header.
    public var partialHeader: [UInt8] { (0..<partial.count).map { partial.bytes[$0] } }

    /// Takes the next step in `chunk`, whose bytes before `position` are used up, and moves `position` on.
    public mutating func next(in chunk: RawSpan, at position: inout Int) -> Step {
        switch state {
        case .header:
            guard let header = readHeader(in: chunk, at: &position) else { return .needMore }
            state = .payload(length: header.payloadLength, received: 0)
            return .header(header)
        case .payload(let length, let received):
            if length >> 63 != 0 {
                state = .untrusted
                return .untrusted
            }
            if received == length {
                state = .header
                return .end
            }
            let here = min(length - received, UInt64(chunk.byteCount - position))
            guard here > 0 else { return .needMore }
            let range = position..<(position + Int(here))
            state = .payload(length: length, received: received + here)
            position = range.upperBound
            return .payload(range, index: Int(received))
        case .untrusted, .lost:
            position = chunk.byteCount
            return .needMore
        }
    }

    /// Takes `length` for the payload length of the frame under way, or of the one that has just ended, instead of the one
    /// that its header writes; `received` bytes of it have come.
    public mutating func extend(to length: UInt64, received: UInt64) {
        state = .payload(length: length, received: received)
        partial.count = 0
    }

    /// Passes over `count` bytes that are missing from the stream.
    public mutating func skip(_ count: Int) -> Skip {
        if case .payload(let length, let received) = state, UInt64(count) <= length - received {
            state = .payload(length: length, received: received + UInt64(count))
            return .insidePayload
        }
        if case .untrusted = state { return .insidePayload }
        lose()
        return .lost
    }

    /// Gives up the frame boundaries: chunks are ignored until `resume()`.
    @discardableResult
    public mutating func lose() -> Skip {
        state = .lost
        partial.count = 0
        return .lost
    }

    /// Begins again at a byte that is known to be the first of a frame.
    public mutating func resume() {
        state = .header
        partial.count = 0
    }

    private mutating func readHeader(in chunk: RawSpan, at position: inout Int) -> FrameHeader? {
        if partial.count == 0 {
            let rest = chunk.extracting(position..<chunk.byteCount)
            if let header = Self.decode(rest) {
                position += header.headerLength
                return header
            }
        }
        // The header is cut by the chunk's end, or began in an earlier one.
        while position < chunk.byteCount {
            partial.append(chunk.byte(at: position))
            position += 1
            if let header = Self.decode(partial.bytes.rawSpan.extracting(first: partial.count)) {
                partial.count = 0
                return header
            }
        }
        return nil
    }

    private static func decode(_ bytes: RawSpan) -> FrameHeader? {
        var reader = FieldReader(bytes, sink: NoFields(), limitedBy: .stream)
        return try? FrameHeader(reading: &reader)
    }

    /// The bytes of an unfinished header; the longest header has 14.
    private struct HeaderBytes: Sendable {
        var bytes: [14 of UInt8] = .init(repeating: 0)
        var count = 0

        mutating func append(_ byte: UInt8) {
            bytes[count] = byte
            count += 1
        }
    }
}
