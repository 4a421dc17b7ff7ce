import WebSocket
import Wire

/// Where and when a chunk of a stream was captured.
struct ChunkPlace {
    /// The packet that brought it.
    var packet: Int
    /// When.
    var time: Timestamp
    /// The stream offset of its first byte.
    var offset: Int
    /// How far its sender had acknowledged the peer's stream, as an offset in that stream, if that is known.
    var acknowledged: Int?
    /// Whether a packet of its sender's peer was captured by then.
    var isPeerSeen = true
}

/// A chunk that is kept for later, with what brought it.
struct CapturedBytes {
    /// A segment's payload, or a record's, or the end of one.
    var bytes: [UInt8]
    var place: ChunkPlace
    var carrier: Carrier?
}

/// Memory that every chunk uses anew; its content means nothing before and after.
struct Scratch {
    /// Where payload is unmasked.
    var unmasked = [UInt8](repeating: 0, count: 64 << 10)
    /// Where it is inflated.
    var inflated = [UInt8](repeating: 0, count: 64 << 10)
}

/// What one side of a session has sent so far.
struct SessionDirection: ~Copyable {
    let side: Side
    var parser = FrameParser()
    var assembler: MessageAssembler
    var frame = FrameProgress()
    var message = MessageProgress()
    /// What inflates its compressed messages; nil before the first of them.
    var inflater: MessageInflater?
    /// What the message under way inflates to, if it may be compressed although nothing settles that.
    var trial: InflationTrial?
    /// Whether it was told that messages refer to what is not held, since it was last lost.
    var hasToldLostContext = false
    var pings = PingLedger()
    var lastMaskingKey: MaskingKey?
    /// The first Close.
    var close: SentClose?
    /// The first violation for which the peer must fail the connection.
    var violation: Violation?
    /// The frame that last broke such a rule, and the first rule that it broke.
    var lastFailure: CloseEvent.Failure?
    /// The frame that it sent last.
    var lastFrame: LastFrame?
    /// The frames that it sent last, by their packets.
    var recentFrames = RecentFrames()
    /// A hole that swallowed frame boundaries, until they are found again.
    var openGap: OpenGap?
    /// What looks for them.
    var search: BoundarySearch?
    /// Bytes where a frame should begin that may be no frame, until that is certain.
    var held: HeldBytes?
    /// Whether the frame under way has come as far as its length says, and what follows is to tell whether the length is
    /// meant.
    var awaitsOrder = false
    /// Whether bytes that are no frame go on: they have been told.
    var isStraying = false
    /// Whether line ends that are no part of a frame were told.
    var endsLines = false
    /// The rules of an unfinished header that have been told.
    var hasToldHeader = false
    /// Where they may turn out to have been.
    var passed = PassedBytes()
    /// The stream offset behind what has come.
    var streamEnd = 0
    /// Whether its FIN came: what was unfinished then was told.
    var hasEnded = false
    /// Whether the connection's end cut its last frame off.
    var isCutOff = false
    /// Whether whole frames may be unseen, in a hole or behind an impossible length: nothing is held against anyone for
    /// what may stand there.
    var hasLostFrames = false
    /// Whether the last of what it sent can't be read: its Close may stand there, if none came before.
    var hasLostEnd = false

    init(side: Side, payloadLimit: Int) {
        self.side = side
        assembler = MessageAssembler(payloadLimit: payloadLimit)
    }

    /// The frame that it sent last, a Close aside.
    var lastBeforeClose: LastFrame? { lastFrame?.header.opcode == .close ? close?.before : lastFrame }

    struct Violation {
        /// The frame; of what is no whole frame, the number that it would have had.
        var frame: Int
        /// Whether it has a number.
        var isFrame: Bool
        var rule: Rule
        var code: Int
        var packets: [Int]
        /// The stream offset behind it.
        var end: Int
        /// When it came.
        var time: Timestamp
        /// What the peer sent, Closes aside, after it had acknowledged the violation.
        var peerFramesSince = 0
        /// How long the peer had had the violation for certain when it closed, in nanoseconds; nil where it did not.
        var peerCloseDelay: Int64?
    }

    struct HeldBytes {
        private(set) var pieces: [CapturedBytes] = []

        /// All of them, one after the other.
        var joint: [UInt8] { pieces.flatMap(\.bytes) }

        mutating func append(_ chunk: RawSpan, _ place: ChunkPlace, _ carrier: Carrier?) {
            pieces.append(CapturedBytes(bytes: [UInt8](copying: chunk), place: place, carrier: carrier))
        }
    }

    struct LastFrame {
        var frame: Int
        var time: Timestamp
        var header: FrameHeader
        /// How far its sender had acknowledged the peer's stream, if that is known.
        var acknowledged: Int?
        /// The stream offset behind it.
        var end: Int
    }

    struct OpenGap {
        /// Bytes that the capture does not hold; 0 where it begins inside a frame.
        var missing: Int
        var offset: Int
        var before: Int?
        var after: Int
        var time: Timestamp
        /// Whether the snapshot length cut them off.
        var isSnapLength = false
        /// Bytes behind the hole that could not be used.
        var passedOver = 0
    }
}

/// The frame under way in one direction.
struct FrameProgress {
    /// How many packets of a frame are listed; a longer frame keeps its first ones and its last.
    static let packetLimit = 4096

    var isOpen = false
    var header = FrameHeader(fin: true, opcode: .text, length7: 0, payloadLength: 0, maskingKey: nil)
    var streamOffset = 0
    var packets = NumberList()
    /// When the latest of its bytes came.
    var time = Timestamp(nanoseconds: 0, isNanosecond: false)
    /// The TLS records that it was in.
    var records = NumberList()
    /// The frame's bytes as on the wire, up to the limit and the first missing byte.
    var wire: [UInt8] = []
    /// Whether it belongs to a compressed message.
    var isCompressed = false
    /// Whether its payload may be compressed although nothing settles that: it is inflated on the side.
    var isTried = false
    /// The beginning of what its payload inflates to, up to the same limit.
    var inflated: [UInt8] = []
    /// The body of a control frame, unmasked, up to the first missing byte.
    var control: [UInt8] = []
    var received = 0
    /// What the capture lacks of its payload, as far as its end is known.
    var holes = PayloadHoles()
    var missing: Int { holes.missing }
    var violations: FrameViolations = []
    var role = MessageAssembler.Role.first
    /// Where the message stood on the wire when this frame began.
    var messageOffset = 0
    /// When the last bytes of a payload came.
    var payloadTime: Timestamp?
    /// When the bytes of its header came that are there, while it is not complete.
    var headerTime: Timestamp?
    /// Whether it was told of before its end: what still comes of it means nothing.
    var isTold = false
    /// The frames that its payload holds if its length has its bytes in the wrong order; nil where none can be.
    var reversed: ReversedChain?
    /// What few frames have; all of it makes them suspect.
    @Boxed private(set) var oddities: Oddities? = nil

    /// How many bytes the payload has.
    var length: UInt64 { meantLength ?? header.payloadLength }

    /// Code and reason of a Close that was sent whole, as far as they are known; nil for the malformed body of one byte.
    var closeBody: CloseBody? {
        CloseBody(payload: control, missing: UInt64(received) == length ? 0 : Int(clamping: length) - control.count)
    }

    /// The payload length that is meant, where the one in the header has its bytes in the wrong order.
    var meantLength: UInt64? { _oddities.isEmpty ? nil : oddities?.meantLength }

    /// What the capture lacks of its payload; where `isLost`, also what has not come of it until its end here.
    func holes(reachingEnd isLost: Bool) -> PayloadHoles {
        guard isLost else { return holes }
        var all = holes
        all.add(Int(clamping: length) - received - missing, at: received + missing)
        return all
    }

    /// The stream offset behind what has arrived of it.
    var end: Int { streamOffset + header.headerLength + received }

    /// Whether the frame breaks a rule by itself or by its place between the others.
    @inline(__always)
    var isSuspect: Bool {
        if !violations.isEmpty || !_oddities.isEmpty { return true }
        if !header.opcode.isData { return false }
        switch role {
        case .first, .continued: return false
        case .unexpected, .interrupting: return true
        }
    }

    @inline(__always)
    mutating func begin(_ header: FrameHeader, at offset: Int) {
        isOpen = true
        self.header = header
        streamOffset = offset
        // Most are empty, and then even removing nothing takes its time.
        if !wire.isEmpty { wire.removeAll(keepingCapacity: true) }
        if !inflated.isEmpty { inflated.removeAll(keepingCapacity: true) }
        if !control.isEmpty { control.removeAll(keepingCapacity: true) }
        received = 0
        holes.removeAll()
        payloadTime = nil
        isCompressed = false
        isTried = false
        isTold = false
        if !_oddities.isEmpty { oddities = nil }
        if reversed != nil || header.length7 >= 126 { reversed = ReversedChain(header) }
    }

    /// Notes what brought some of its bytes: a packet or, in TLS, a record and its packets.
    @inline(__always)
    mutating func note(_ place: ChunkPlace, _ carrier: Carrier?) {
        time = place.time
        if let carrier { note(carrier) } else { Self.note(place.packet, in: &packets) }
    }

    private mutating func note(_ carrier: Carrier) {
        guard records.last != carrier.record else { return }
        Self.note(carrier.record, in: &records)
        for packet in carrier.packets { Self.note(packet, in: &packets) }
    }

    @inline(__always)
    private static func note(_ number: Int, in numbers: inout NumberList) {
        guard numbers.last != number else { return }
        if numbers.count < packetLimit {
            numbers.append(number)
        } else {
            numbers[packetLimit - 1] = number
        }
    }

    /// Forgets the frame, its memory kept for the next one.
    mutating func finish() {
        isOpen = false
        isTold = false
        packets.removeAll()
        if !records.isEmpty { records.removeAll() }
    }
}

extension FrameProgress {
    /// What few frames have: together and elsewhere, so that nothing has to be forgotten of all others.
    struct Oddities: Hashable {
        /// See `FrameProgress.meantLength`.
        var meantLength: UInt64?
        /// The frames that the payload holds because its length has its bytes in the wrong order.
        var swallowed: ReversedChain?
        /// What the message inflates to, if its end shows that it is compressed although nothing settles that.
        var unsettledLength: Int?
        /// The offset in the message of the first byte that can't be UTF-8, if it stands in this frame.
        var badByte: Int?
        /// Why the message could not be inflated any further, if that showed in this frame.
        var inflateProblem: MessageInflater.Problem?
        /// A reference beyond the negotiated window, in this frame.
        var windowExcess: DeflateScanner.Excess?
    }

    /// Notes something odd about the frame, or that there is nothing of the kind.
    mutating func note<Value>(_ value: Value?, as path: WritableKeyPath<Oddities, Value?>) {
        if value == nil, _oddities.isEmpty { return }
        var changed = oddities ?? Oddities()
        changed[keyPath: path] = value
        oddities = changed == Oddities() ? nil : changed
    }
}

/// The numbers of the message under way in one direction.
struct MessageProgress {
    /// How many frames of a message are listed; a longer message keeps its first ones and its last.
    static let frameLimit = 4096

    var number: Int?
    var frames = NumberList()

    mutating func begin(_ number: Int) {
        self.number = number
        frames.removeAll()
    }

    mutating func note(frame: Int) {
        if frames.count < Self.frameLimit {
            frames.append(frame)
        } else {
            frames[Self.frameLimit - 1] = frame
        }
    }
}
