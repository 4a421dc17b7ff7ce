import HTTP
import WebSocket
import Wire

@testable import Dissection

/// Frames, handshakes, packets and sessions that the tests of the views share.
enum Examples {
    /// RFC 6455 §5.7: a single-frame masked text message, "Hello".
    static let maskedHello: [UInt8] = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]
    /// RFC 6455 §5.7: 256 bytes of binary data.
    static let binary256: [UInt8] = [0x82, 0x7e, 0x01, 0x00] + Array(0...255)
    /// RFC 6455 §5.7: 64 KiB of binary data.
    static let binary64K: [UInt8] = [0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0] + Array(repeating: 7, count: 65536)
    /// A Close of 1000 and "bye", with RSV1 wrongly set.
    static let closeRSV1: [UInt8] = [0xc8, 0x05, 0x03, 0xe8, 0x62, 0x79, 0x65]

    static func lines(_ lines: [String]) -> [UInt8] { Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) }

    /// RFC 6455 §1.3, with a browser's User-Agent.
    static let request = [
        "GET /chat?room=7 HTTP/1.1", "Host: server.example.com", "Upgrade: websocket",
        "Connection: keep-alive, Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Origin: http://example.com",
        "Sec-WebSocket-Protocol: chat, superchat",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
        "Sec-WebSocket-Version: 13",
    ]
    static let response = [
        "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "Sec-WebSocket-Protocol: chat",
    ]

    static func handshake(_ request: [String] = request, _ response: [String]? = response) throws -> UpgradeHandshake {
        UpgradeHandshake(
            request: try RequestHead(parsing: lines(request)),
            response: try response.map { try ResponseHead(parsing: lines($0)) })
    }

    static let client = Endpoint(address: IPAddress(ipv4: 0x7f00_0001), port: 51234)
    static let server = Endpoint(address: IPAddress(ipv4: 0x7f00_0001), port: 8765)

    /// What TCP or TLS does under session 1, so many microseconds after its start.
    static func transport(
        _ kind: TransportEvent.Kind, _ side: Side, _ microseconds: Int64, packet: Int
    ) -> TransportEvent {
        TransportEvent(session: 1, from: side, time: time(microseconds), packet: packet, kind: kind)
    }

    static func time(_ microseconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: 1_700_000_000_000_000_000 + microseconds * 1000, isNanosecond: false)
    }

    static func session(_ handshake: UpgradeHandshake?) -> SessionEvent {
        let outcome: SessionEvent.Outcome =
            switch handshake?.response?.status {
            case nil: handshake == nil ? .midstream : .unanswered
            case 101: .open
            default: .refused
            }
        return SessionEvent(
            session: 1, client: client, server: server, time: time(0), packet: 4, responseTime: time(1234),
            responsePacket: 6, tcpStream: 0, outcome: outcome, handshake: handshake)
    }

    /// A frame whose bytes are `wire`; `received` payload bytes arrived, by default all in `wire`.
    static func frame(
        _ number: Int, _ from: Side?, _ microseconds: Int64, _ wire: [UInt8], received: Int? = nil, silence: Int64 = 0
    ) throws -> FrameEvent {
        var reader = FieldReader(wire.rawSpan, sink: NoFields(), limitedBy: .stream)
        let header = try FrameHeader(reading: &reader)
        let payload = Array(wire.dropFirst(header.headerLength))
        var close: CloseBody?
        if header.opcode == .close, payload.count >= 2 {
            close = CloseBody(code: UInt16(payload[0]) << 8 | UInt16(payload[1]), reason: Array(payload.dropFirst(2)))
        }
        return FrameEvent(
            session: 1, frame: number, from: from, time: time(microseconds), packets: [number + 3], streamOffset: 0,
            header: header, message: number, received: received ?? payload.count, wire: wire, close: close,
            silence: silence * 1000)
    }

    static func finding(_ rule: Rule, _ detail: String, frame: Int? = nil) -> Finding {
        Finding(
            session: 1, rule: rule, blame: .client, detail: detail, mustFailWith: rule.mustFailWith, frame: frame,
            message: nil, from: .client, packets: [9], place: nil, time: time(3))
    }

    static func close(_ microseconds: Int64, _ end: CloseEvent.TCPEnd, by side: Side?, state: CloseEvent.State)
        -> CloseEvent
    {
        var close = CloseEvent(
            session: 1, time: time(microseconds), initiator: .server, clean: false, clientSent: nil, serverSent: nil,
            clientEvent: nil, serverEvent: nil, tcpEnd: end, tcpEndBy: side, state: state, totals: SessionTotals())
        if let side {
            let mark = mark(side, microseconds, packet: 20)
            if end == .fin { close.fins = [mark] } else { close.reset = mark }
        }
        return close
    }

    /// A FIN or a RST.
    static func mark(_ side: Side, _ microseconds: Int64, packet: Int) -> TransportMark {
        TransportMark(side: side, time: time(microseconds), packet: packet)
    }

    /// A session with every kind of row.
    static func events() throws -> [DissectionEvent] {
        [
            .session(session(try handshake())),
            .frame(try frame(1, .client, 2000, maskedHello)),
            .frame(
                try frame(
                    2, .server, 2345,
                    [0x81, 67]
                        + Array(#"{"type":"welcome","user":"Zoë","text":"good morning, how are you?"}"#.utf8)
                )),
            .frame(try frame(3, .server, 1_002_345, [0x01, 3] + Array("Hel".utf8))),
            .frame(try frame(4, .server, 1_002_345, [0x89, 4] + Array("ping".utf8))),
            .frame(try frame(5, .server, 65_002_345, [0x80, 2] + Array("lo".utf8), silence: 64_000_000)),
            .frame(try frame(6, .client, 65_003_345, [0x82, 5, 1, 2, 3, 4, 255])),
            .finding(
                finding(.frameClientUnmasked, "MASK is 0: the client sent its 5 payload bytes unmasked.", frame: 6)),
            .frame(try frame(7, nil, 65_003_400, [0x82, 0x7e, 0x10, 0x00, 1, 2, 3], received: 3)),
            .frame(try frame(8, .server, 10_065_003_999, closeRSV1, silence: 10_000_000_599)),
            .close(close(10_065_005_000, .reset, by: .client, state: .closed)),
        ]
    }

    /// Ethernet, IPv4, TCP with the options NOP, NOP, timestamps, and a frame "Hello".
    static let packet: [UInt8] =
        [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0]
        + [0x45, 0, 0, 59, 0x1c, 0x46, 0x40, 0, 0x40, 6, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1]
        + [0xc3, 0x50, 0x22, 0x3d, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x80, 0x18, 2, 0, 0xfe, 0x28, 0, 0]
        + [1, 1, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8] + [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]

    /// Bytes that a careless program passes to the terminal: escapes, a window title, bidi, NUL, C1, bad UTF-8.
    static let hostile: [UInt8] =
        Array("\u{1b}[2J\u{1b}]0;owned\u{7}\u{0}\u{202e}evil\u{2066}\u{200b}\u{9b}31m<script>&\"'\r\n".utf8)
        + [0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]
}

/// A generator whose numbers are the same on every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
