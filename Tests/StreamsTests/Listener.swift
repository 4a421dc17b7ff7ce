import Streams
import Wire

/// Feeds segments written as text to `TCPStreams`, and writes down what comes out.
///
/// A segment: `> S 99`, `< SA 499 a100`, `> 100 abc`, `> F 103`, with `aN` for an acknowledgment, `wN` for a payload of
/// N bytes on the wire, `~` for a space in the payload, `+N` for N milliseconds passed before it, `:N` for a client port other than 50000.
///
/// What comes out: `#N` a new flow (`#N/M` in the place of flow M), `>0:abc` bytes of a direction at an offset,
/// `>3-5 lost` a gap, `>fin`, `>reset`, `!3-5@2` a conflict with packet 2, and what becomes of a payload that brings
/// nothing at once: `held`, `repeated`, `dropped`, `ignored`.
struct Listener {
    var streams: TCPStreams
    /// The bytes of each flow and direction so far, `?` in gaps of up to 64 KiB.
    private(set) var received: [Key: [UInt8]] = [:]
    private(set) var gaps = 0
    private var passedOver: [Key: Int] = [:]
    private var packet = 0
    private var time: Int64 = 0
    private var numbers: [Int: Int] = [:]
    private var words: [String] = []

    struct Key: Hashable {
        var flow: Int
        var direction: FlowDirection
    }

    init(limits: Limits = Limits()) { streams = TCPStreams(limits: limits) }

    /// Takes a segment written as text; says what came out.
    mutating func hear(_ line: String) -> String {
        var tokens = line.split(separator: " ").map(String.init)
        let isForward = tokens.removeFirst() == ">"
        var client: UInt16 = 50_000
        var sequence: UInt32?
        var segment = TCPSegment(
            source: .init(address: IPAddress(ipv4: 1), port: 0),
            destination: .init(address: IPAddress(ipv4: 2), port: 0),
            sequence: 0, acknowledgment: 0, flags: [], payload: 0..<0, payloadLength: 0)
        var payload: [UInt8] = []
        var wireLength: Int?
        for token in tokens {
            let number = Int(token.dropFirst())
            if sequence == nil, let value = UInt32(token) {
                sequence = value
            } else if sequence == nil, number == nil || token.count == 1 {
                segment.flags.formUnion(Self.flags(token))
            } else if token.hasPrefix("a"), let number {
                segment.acknowledgment = UInt32(truncatingIfNeeded: number)
                segment.flags.insert(.ack)
            } else if token.hasPrefix("w"), let number {
                wireLength = number
            } else if token.hasPrefix("+"), let number {
                time += Int64(number) * 1_000_000
            } else if token.hasPrefix(":"), let number {
                client = UInt16(number)
            } else {
                payload = token.utf8.map { $0 == UInt8(ascii: "~") ? UInt8(ascii: " ") : $0 }
            }
        }
        segment.sequence = sequence ?? 0
        segment.source.port = client
        segment.destination.port = 80
        if !isForward { swap(&segment.source, &segment.destination) }
        return take(segment, payload, wireLength: wireLength)
    }

    /// Takes a segment whose payload is `payload`; says what came out.
    mutating func take(_ segment: TCPSegment, _ payload: [UInt8], wireLength: Int? = nil) -> String {
        words = []
        packet += 1
        // Some bytes of headers before it: the payload's range counts from the packet's first byte.
        let bytes = [UInt8](repeating: 0xee, count: 5) + payload
        var segment = segment
        segment.payload = 5..<bytes.count
        segment.payloadLength = wireLength ?? payload.count
        let place = streams.place(segment)
        if place.status == .replacing {
            streams.finish(place.slot)
            drain(place.slot)
            words.append("#\(place.number)/\(numbers[place.slot] ?? -1)")
        } else if place.status == .new {
            words.append("#\(place.number)")
        }
        numbers[place.slot] = place.number
        let arrival = streams.receive(
            segment, at: place, bytes: bytes.rawSpan, packet: packet,
            time: Timestamp(nanoseconds: time, isNanosecond: false))
        if let conflict = arrival.conflict {
            words.append("!\(conflict.offsets.lowerBound)-\(conflict.offsets.upperBound)@\(conflict.earlierPacket)")
        }
        switch arrival.fate {
        case .empty: break
        case .delivered: note(place.slot, place.direction, arrival.offset, Array(bytes[arrival.bytes]))
        case .held: words.append("held")
        case .repeated: words.append("repeated")
        case .duplicate: words.append("duplicate")
        case .retransmitted: words.append("retransmitted")
        case .dropped: words.append("dropped")
        case .ignored: words.append("ignored")
        }
        if arrival.hasMore { drain(place.slot) }
        return words.joined(separator: " ")
    }

    /// Lets `milliseconds` pass without a segment; says what comes out then.
    mutating func wait(_ milliseconds: Int64) -> String {
        words = []
        time += milliseconds * 1_000_000
        while let slot = streams.nextOverdue(at: Timestamp(nanoseconds: time, isNanosecond: false)) { drain(slot) }
        return words.joined(separator: " ")
    }

    /// Ends the capture; says what comes out then.
    mutating func finish() -> String {
        words = []
        for slot in streams.slots {
            streams.finish(slot)
            drain(slot)
        }
        return words.joined(separator: " ")
    }

    private mutating func drain(_ slot: Int) {
        while let piece = streams.next(slot) {
            switch piece {
            case .bytes(let chunk): note(slot, chunk.direction, chunk.offset, chunk.bytes)
            case .gap(let gap):
                gaps += 1
                let reason = gap.reason == .lost ? "lost" : "cut"
                words.append("\(arrow(gap.direction))\(gap.offset)-\(gap.offset + gap.length) \(reason)")
                if gap.length <= 1 << 16 {
                    append(slot, gap.direction, gap.offset, [UInt8](repeating: 0x3f, count: gap.length))
                } else {
                    append(slot, gap.direction, gap.offset, [])
                    passedOver[Key(flow: numbers[slot] ?? -1, direction: gap.direction), default: 0] += gap.length
                }
            case .fin(let direction, _): words.append("\(arrow(direction))fin")
            case .reset(let direction, _): words.append("\(arrow(direction))reset")
            case .over: break
            }
        }
    }

    private mutating func note(_ slot: Int, _ direction: FlowDirection, _ offset: Int, _ bytes: [UInt8]) {
        words.append("\(arrow(direction))\(offset):\(String(decoding: bytes, as: UTF8.self))")
        append(slot, direction, offset, bytes)
    }

    private mutating func append(_ slot: Int, _ direction: FlowDirection, _ offset: Int, _ bytes: [UInt8]) {
        let key = Key(flow: numbers[slot] ?? -1, direction: direction)
        let expected = received[key, default: []].count + passedOver[key, default: 0]
        precondition(expected == offset, "offsets leave nothing out")
        received[key, default: []] += bytes
    }

    private func arrow(_ direction: FlowDirection) -> String { direction == .forward ? ">" : "<" }

    private static func flags(_ letters: String) -> TCPFlags {
        var flags: TCPFlags = []
        for letter in letters {
            switch letter {
            case "S": flags.insert(.syn)
            case "A": flags.insert(.ack)
            case "F": flags.insert(.fin)
            case "R": flags.insert(.rst)
            default: preconditionFailure("no flag \(letter)")
            }
        }
        return flags
    }
}

/// Random numbers that are the same in every run (SplitMix64).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
