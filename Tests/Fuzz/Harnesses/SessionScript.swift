import WebSocket
import Wire

/// A TCP segment over IPv4 of the connection that a script is about.
struct ScriptedSegment: CustomStringConvertible {
    var isFromClient: Bool
    var sequence: UInt32
    var acknowledgment: UInt32
    var flags: TCPFlags = .ack
    var payload: [UInt8] = []
    /// When it was captured, in nanoseconds since 1970.
    var time: Int64
    /// Bytes that the snapshot length cut off.
    var cut = 0

    /// The IPv4 packet.
    var packet: [UInt8] {
        let addresses: [UInt8] = isFromClient ? [192, 0, 2, 1, 192, 0, 2, 2] : [192, 0, 2, 2, 192, 0, 2, 1]
        let ports: [UInt8] = isFromClient ? [0xc3, 0x50, 0, 80] : [0, 80, 0xc3, 0x50]
        var bytes: [UInt8] = [0x45, 0]
        bytes += big(UInt32(40 + payload.count + cut)).suffix(2) + [0, 0, 0x40, 0, 64, 6, 0, 0] + addresses
        bytes += ports + big(sequence) + big(acknowledgment) + [0x50, flags.rawValue, 0xff, 0xff, 0, 0, 0, 0]
        return bytes + payload
    }

    /// Who sends what, for the report of a failure.
    var description: String {
        let bytes = payload.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return "\(isFromClient ? "client" : "server") \(String(flags.rawValue, radix: 16)) \(sequence): \(bytes)"
    }

    private func big(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}

/// Makes segments of the steps that an input describes.
struct SessionScript {
    private(set) var segments: [ScriptedSegment] = []
    /// Whether all segments come in order, once, and whole.
    private(set) var isPlain = true
    private var next: [UInt32] = [1000, 0xffff_fff0]
    private var time: Int64 = 1_700_000_000_000_000_000
    /// The segment that is to come behind the next one.
    private var late: ScriptedSegment?

    init(_ input: Input, handshake: UInt8) {
        var input = input
        if handshake != 0 { open(handshake) }
        // A script of a few thousand steps says no more than one of a hundred.
        var steps = 0
        while !input.isEmpty, steps < 400 {
            steps += 1
            step(&input)
        }
        if let late { segments.append(late) }
    }

    private mutating func open(_ handshake: UInt8) {
        send(true, [], flags: .syn)
        send(false, [], flags: [.syn, .ack])
        let offers = ["", "", "permessage-deflate", "permessage-deflate; client_max_window_bits", "x-other"]
        let answers = [
            "", "", "permessage-deflate", "permessage-deflate; client_max_window_bits=9; server_no_context_takeover",
            "x-other", "", "permessage-deflate; server_max_window_bits=8", "permessage-deflate",
        ]
        let offer = Int(handshake) < offers.count ? offers[Int(handshake)] : "permessage-deflate"
        let answer = answers[Int(handshake)]
        var request = "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        request += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        if !offer.isEmpty { request += "Sec-WebSocket-Extensions: \(offer)\r\n" }
        var response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        response += "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
        if !answer.isEmpty { response += "Sec-WebSocket-Extensions: \(answer)\r\n" }
        send(true, Array((request + "\r\n").utf8))
        // The last kind leaves the answer to the script.
        if handshake != 7 { send(false, Array((response + "\r\n").utf8)) }
    }

    private mutating func step(_ input: inout Input) {
        let kind = input.byte()
        let isFromClient = kind & 1 == 0
        time += 1_000_000
        switch kind >> 1 & 15 {
        case 0: send(isFromClient, input.take(Int(input.byte())))
        case 1, 2, 3: send(isFromClient, frame(&input, isFromClient))
        case 4:
            // Several frames in a segment.
            var bytes: [UInt8] = []
            for _ in 0...(kind >> 5) { bytes += frame(&input, isFromClient) }
            send(isFromClient, bytes)
        case 5: skip(isFromClient, Int(input.byte()) + 1)
        case 6:
            // The next segment comes before this one.
            if let late { segments.append(late) }
            late = make(isFromClient, frame(&input, isFromClient), .ack)
            isPlain = false
        case 7: repeatLast(changing: kind >> 5)
        case 8: send(isFromClient, [], flags: [.fin, .ack])
        case 9: send(isFromClient, [], flags: [.rst, .ack])
        case 10: time += Int64(input.byte()) * (kind & 32 == 0 ? 100_000_000 : 20_000_000_000)
        case 11: time -= Int64(input.byte()) * 1_000_000_000
        case 12:
            // The snapshot length.
            var segment = make(isFromClient, frame(&input, isFromClient), .ack)
            segment.cut = Int(input.byte())
            isPlain = false
            next[isFromClient ? 0 : 1] &+= UInt32(segment.cut)
            append(segment)
        case 13:
            // Text where a frame is due, a character of two bytes in it.
            let line = Array("a line of text, d\u{e9}j\u{e0} vu\n".utf8)
            send(isFromClient, kind & 32 == 0 ? [] : Array(line.dropFirst(Int(input.byte()) % line.count)))
        case 14: send(isFromClient, Array("GET /again HTTP/1.1\r\nSec-WebSocket-Key: a\r\n\r\n".utf8))
        default: send(isFromClient, Array("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno".utf8))
        }
    }

    /// A frame whose first byte, length and payload are the input's; masked as its sender has to, unless that says so.
    private func frame(_ input: inout Input, _ isFromClient: Bool) -> [UInt8] {
        let first = input.byte()
        let length = input.byte()
        let key = isFromClient != (length == 255) ? MaskingKey(0x3712_8a4f) : nil
        return FrameEncoder.encode(
            fin: first & 0x80 != 0, rsv1: first & 0x40 != 0, opcode: Opcode(rawValue: first & 15),
            payload: input.take(Int(length & 127)), maskingKey: key)
    }

    private mutating func send(_ isFromClient: Bool, _ payload: [UInt8], flags: TCPFlags = .ack) {
        append(make(isFromClient, payload, flags))
    }

    /// The next segment of its sender, who has received all that its peer has sent.
    private mutating func make(_ isFromClient: Bool, _ payload: [UInt8], _ flags: TCPFlags) -> ScriptedSegment {
        let own = isFromClient ? 0 : 1
        let segment = ScriptedSegment(
            isFromClient: isFromClient, sequence: next[own], acknowledgment: next[1 - own], flags: flags,
            payload: payload, time: time)
        next[own] &+= UInt32(payload.count) &+ (flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1)
        return segment
    }

    private mutating func append(_ segment: ScriptedSegment) {
        segments.append(segment)
        guard let late else { return }
        segments.append(late)
        self.late = nil
    }

    /// Bytes that are in no packet.
    private mutating func skip(_ isFromClient: Bool, _ count: Int) {
        isPlain = false
        next[isFromClient ? 0 : 1] &+= UInt32(count)
    }

    /// The last segment once more, as it was or with another byte in it.
    private mutating func repeatLast(changing place: UInt8) {
        guard var segment = segments.last else { return }
        isPlain = false
        if Int(place) < segment.payload.count { segment.payload[Int(place)] ^= 1 }
        append(segment)
    }
}
