import Wire

/// Reads one direction of hixie-75 or -76, the drafts of 2010: text between 00 and FF, binary data behind its length.
public struct HixieReader: Sendable {
    /// What the bytes so far amount to.
    public enum Step: Hashable, Sendable {
        /// All bytes are used up.
        case more
        /// A message is whole: `length` bytes, the first of them in `payload`.
        case message(isText: Bool, length: Int)
        /// FF 00: the closing handshake of hixie-76.
        case closing
    }

    private enum Expecting: Hashable {
        case skipped(Int)
        case type
        case text
        case length
        case binary(remaining: Int)
        case nothing
    }

    /// The first bytes of the message under way, or of the last one.
    public private(set) var payload: [UInt8] = []
    /// Whether the length of a message is one that can't be meant: nothing is read any more.
    public var isLost: Bool { expecting == .nothing }

    private let limit: Int
    private var expecting: Expecting
    private var length = 0

    /// A reader that passes over `skipped` bytes first and keeps `limit` bytes of a message.
    public init(skipping skipped: Int, keeping limit: Int) {
        self.limit = limit
        expecting = skipped > 0 ? .skipped(skipped) : .type
    }

    /// Takes the next step through `piece`, from `position` on.
    public mutating func next(in piece: RawSpan, at position: inout Int) -> Step {
        while position < piece.byteCount {
            let byte = piece.byte(at: position)
            switch expecting {
            case .nothing:
                position = piece.byteCount
            case .skipped(let count):
                let here = min(count, piece.byteCount - position)
                position += here
                expecting = here == count ? .type : .skipped(count - here)
            case .type:
                position += 1
                (payload, length) = ([], 0)
                expecting = byte < 0x80 ? .text : .length
            case .text:
                position += 1
                if byte == 0xff {
                    expecting = .type
                    return .message(isText: true, length: length)
                }
                if payload.count < limit { payload.append(byte) }
                length &+= 1
            case .length:
                position += 1
                // Below this the shift can't overflow.
                guard length < 1 << 48 else {
                    expecting = .nothing
                    continue
                }
                length = length << 7 | Int(byte & 0x7f)
                if byte >= 0x80 { continue }
                expecting = length == 0 ? .type : .binary(remaining: length)
                if length == 0 { return .closing }
            case .binary(let remaining):
                let here = min(remaining, piece.byteCount - position)
                let room = min(limit - payload.count, here)
                if room > 0 { payload.append(copying: piece.extracting(position..<(position + room))) }
                position += here
                expecting = here == remaining ? .type : .binary(remaining: remaining - here)
                if here == remaining { return .message(isText: false, length: length) }
            }
        }
        return .more
    }

    /// Gives up: bytes are missing from the capture.
    public mutating func lose() { expecting = .nothing }
}
