import Capture
import HTTP
import WebSocket
import Wire

@testable import Dissection

/// Events made by hand, as the dissector would tell them of a short session.
enum Events {
    static let start = Timestamp(nanoseconds: 1_772_366_400_123_456_000, isNanosecond: false)

    static func time(_ milliseconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: start.nanoseconds + milliseconds * 1_000_000, isNanosecond: false)
    }

    static let capture = CaptureInfo(
        file: "chat.pcapng", format: .pcapng,
        interfaces: [CaptureInfo.Interface(name: "lo", linkType: .ethernet, snapLength: 262_144)])

    static let request = """
        GET /chat?room=1 HTTP/1.1\r\nHost: example.com:9001\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: http://a.example\r\n\
        Sec-WebSocket-Protocol: chat, superchat\r\n\
        Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n
        """

    static let answer = """
        HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: chat\r\n\r\n
        """

    static func session(
        _ number: Int = 1, outcome: SessionEvent.Outcome = .midstream, answer: String? = nil
    ) throws -> SessionEvent {
        let handshake =
            outcome == .midstream
            ? nil
            : UpgradeHandshake(
                request: try RequestHead(parsing: Array(request.utf8)),
                response: try answer.map { try ResponseHead(parsing: Array($0.utf8)) })
        return SessionEvent(
            session: number, client: Endpoint(address: IPAddress(ipv4: 0x7f00_0001), port: 50_000),
            server: Endpoint(address: IPAddress(ipv6: 0, 1), port: 9001), time: time(0), packet: 4,
            responseTime: nil, responsePacket: nil, tcpStream: 0, outcome: outcome, handshake: handshake)
    }

    static func frame(
        _ number: Int = 1, session: Int = 1, from: Side? = .client, opcode: Opcode = .text, payload: [UInt8],
        fin: Bool = true, key: UInt32? = 0x37fa_213d, message: Int? = 1
    ) -> FrameEvent {
        let masking = key.map { MaskingKey($0) }
        let header = FrameHeader(
            fin: fin, opcode: opcode, length7: UInt8(payload.count), payloadLength: UInt64(payload.count),
            maskingKey: masking)
        var masked = payload
        if let masking { masked.unmask(with: masking) }
        let first = (fin ? 0x80 : 0) | opcode.rawValue
        var wire = [first, UInt8(payload.count) | (key == nil ? 0 : 0x80)]
        if let masking { wire += (0..<4).map(masking.byte(at:)) }
        return FrameEvent(
            session: session, frame: number, from: from, time: time(Int64(number) * 10), packets: [number + 5],
            streamOffset: 0, header: header, message: message, received: payload.count, wire: wire + masked,
            close: nil)
    }

    static func message(
        _ number: Int = 1, session: Int = 1, kind: MessageEvent.Kind = .text, payload: [UInt8], length: Int? = nil,
        compressed: Bool = false, isValidText: Bool = true, digest: [UInt8]? = nil
    ) -> MessageEvent {
        MessageEvent(
            session: session, message: number, from: .client, time: time(10), kind: kind, frames: [1],
            compressed: compressed, wireLength: length ?? payload.count,
            length: compressed ? nil : length ?? payload.count, payload: payload, isValidText: isValidText,
            digest: digest)
    }

    static func finding(_ rule: Rule = .frameClientUnmasked, session: Int = 1, frame: Int? = 1) -> Finding {
        Finding(
            session: session, rule: rule, blame: .client, detail: "MASK is 0", mustFailWith: rule.mustFailWith,
            frame: frame, message: nil, from: .client, packets: [6], place: .frame(1..<2), time: time(10))
    }

    static func close(
        _ number: Int = 1, clientSent: CloseBody? = nil, serverSent: CloseBody? = nil,
        initiator: CloseEvent.Initiator = .none, tcpEnd: CloseEvent.TCPEnd = .none, by side: Side? = nil,
        state: CloseEvent.State = .open, clientEvent: CloseEvent.APIEvent? = nil
    ) -> CloseEvent {
        CloseEvent(
            session: number, time: time(2000), initiator: initiator,
            clean: clientSent != nil && serverSent != nil, clientSent: clientSent, serverSent: serverSent,
            clientEvent: clientEvent, serverEvent: nil, tcpEnd: tcpEnd, tcpEndBy: side, state: state,
            totals: SessionTotals())
    }
}
