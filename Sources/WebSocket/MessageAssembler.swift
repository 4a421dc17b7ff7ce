import Wire

/// Puts the messages of one direction together from its data frames (RFC 6455 §5.4).
///
/// It is told of each data frame's header, content and end; control frames between the fragments pass it by.
public struct MessageAssembler: Sendable {
    /// What a data frame is to the message under way.
    public enum Role: Sendable {
        /// It begins a message.
        case first
        /// It continues the message under way.
        case continued
        /// It is a continuation, and no message is under way: it belongs to none. `excused`: its beginning may be
        /// missing from the capture.
        case unexpected(excused: Bool)
        /// It begins a message while another is unfinished, which is given up.
        case interrupting
    }

    /// The message under way, or just completed.
    public struct Message: Sendable {
        /// Text or binary.
        public var opcode: Opcode
        /// Whether RSV1 marked it as compressed (RFC 7692 §6.1).
        public var compressed: Bool
        /// Payload bytes on the wire so far, missing ones included.
        public var wireLength = 0
        /// Payload bytes so far, after inflating if it is compressed; missing ones are not among those.
        public var length = 0
        /// What the capture lacks of the payload.
        public var holes = PayloadHoles()
        /// Payload bytes that are missing from the capture.
        @inlinable public var missing: Int { holes.missing }
        /// The first bytes of the payload, unmasked and inflated, up to the limit and the first missing byte.
        public var payload: [UInt8] = []
        /// The offset of the byte at which a text message turns out not to be UTF-8; the character that it breaks may begin
        /// before it.
        public var badByte: Int?
        @usableFromInline var checker = UTF8Checker()

        mutating func add(_ count: Int) {
            length += count
            if !compressed { wireLength += count }
        }

        mutating func begin(_ opcode: Opcode, compressed: Bool) {
            self.opcode = opcode
            self.compressed = compressed
            wireLength = 0
            length = 0
            holes.removeAll()
            if !payload.isEmpty { payload.removeAll(keepingCapacity: true) }
            badByte = nil
            checker = UTF8Checker()
        }

        @inlinable var isChecked: Bool { opcode == .text && badByte == nil }

        /// A sentence on where it stops being UTF-8, `what` naming it; nil where it does not.
        public func faultSentence(of what: String) -> String? {
            badByte.map { checker.sentence(of: what, offset: $0) }
        }

        /// Whether its text is UTF-8 from the first byte to the last; false when bytes are missing.
        @inlinable public var isValidText: Bool { badByte == nil && missing == 0 && checker.isComplete }
    }

    /// Whether a message is under way.
    public private(set) var isOpen = false
    /// The message under way or, after `end`, the one just completed; meaningless before the first one.
    public private(set) var message = Message(opcode: .text, compressed: false)
    @usableFromInline let payloadLimit: Int
    // Behind a hole that may have swallowed frames, a continuation without a beginning accuses nobody.
    private var isUncertain = false

    /// An assembler that keeps the first `payloadLimit` bytes of each message.
    public init(payloadLimit: Int) {
        self.payloadLimit = payloadLimit
    }

    /// Takes a data frame's header.
    public mutating func begin(_ header: FrameHeader, compressionNegotiated: Bool) -> Role {
        let role = role(of: header.opcode)
        if header.opcode == .continuation { return role }
        isUncertain = false
        isOpen = true
        message.begin(header.opcode, compressed: header.rsv1 && compressionNegotiated)
        return role
    }

    /// What a data frame with this opcode would be to the message under way.
    public func role(of opcode: Opcode) -> Role {
        if opcode == .continuation { return isOpen ? .continued : .unexpected(excused: isUncertain) }
        return isOpen ? .interrupting : .first
    }

    /// Notes that `count` bytes of a compressed message have arrived, which `feed` gets inflated.
    public mutating func arriveCompressed(_ count: Int) {
        if isOpen { message.wireLength += count }
    }

    /// Notes that the message under way is compressed, which only a later frame than its first one shows.
    public mutating func compress() { if isOpen { message.compressed = true } }

    /// Takes the message for a compressed one, that inflates to `length` bytes beginning with `payload`.
    public mutating func replace(with payload: [UInt8], length: Int, checker: UTF8Checker) {
        message.compressed = true
        message.length = length
        message.payload = payload
        message.badByte = nil
        message.checker = checker
    }

    /// Whether a compressed message is under way.
    @inlinable public var isCompressed: Bool { isOpen && message.compressed }

    /// Whether `feed` has a use for the coming bytes; otherwise `pass` is enough, and no one need unmask them.
    @inlinable public var needsContent: Bool {
        isOpen && message.missing == 0 && (message.payload.count < payloadLimit || message.isChecked)
    }

    /// Takes the next bytes of the message, unmasked and inflated.
    ///
    /// - Returns: the offset in the message of the first byte that can't be UTF-8, once, when it is seen.
    public mutating func feed(_ bytes: RawSpan) -> Int? {
        guard isOpen else { return nil }
        let offset = message.length
        message.add(bytes.byteCount)
        guard message.missing == 0 else { return nil }
        let room = payloadLimit - message.payload.count
        if room > 0 { message.payload.append(copying: bytes.extracting(first: min(room, bytes.byteCount))) }
        guard message.isChecked, let bad = message.checker.feed(bytes) else { return nil }
        message.badByte = offset + bad
        return message.badByte
    }

    /// Passes over `count` bytes of the message whose content is of no use.
    public mutating func pass(_ count: Int) {
        if isOpen { message.add(count) }
    }

    /// Passes over `count` bytes of the message that are missing from the capture.
    public mutating func skip(_ count: Int) {
        guard isOpen else { return }
        message.holes.add(count, at: message.wireLength)
        message.wireLength += count
    }

    /// Gives up the message under way, behind a hole that may have swallowed frames.
    public mutating func lose() {
        isOpen = false
        isUncertain = true
    }

    /// Ends a data frame.
    ///
    /// - Returns: whether this was the last frame of a message; it stands in `message`.
    public mutating func end(_ header: FrameHeader) -> Bool {
        guard header.fin else { return false }
        defer { isOpen = false }
        return isOpen
    }
}
