import Dissection
import Foundation
import HTTP
import WebSocket
import Wire

/// A WebSocket session of two simulated programs: what they say to each other, told step by step.
struct SimulatedSession {
    /// Where it goes over the wire.
    let connection: SimulatedConnection
    /// What its details are chosen by.
    var dice: Dice
    // With the port where it is not the default one (RFC 6455 §4.1).
    private let host: String

    /// A session whose TCP connection has just begun.
    init(dice: Dice) {
        var dice = dice
        let name = dice.one(of: ["chat.example", "shop.example", "play.example", "news.example", "live.example"])
        let port: UInt16 = dice.one(of: [80, 8080, 3000])
        host = port == 80 ? name : "\(name):\(port)"
        connection = SimulatedConnection(
            client: Endpoint(
                address: IPAddress(ipv4: 0xC000_0200 | UInt32(dice.number(2...99))),
                port: UInt16(dice.number(49_152...65_535))),
            server: Endpoint(address: IPAddress(ipv4: 0xC633_6400 | UInt32(dice.number(2...99))), port: port),
            start: Self.start + Int64(dice.number(0...86_399)) * 1_000_000_000,
            sequences: (UInt32(dice.number(1...1 << 30)), UInt32(dice.number(1...1 << 30))))
        self.dice = dice
        connection.connect()
    }

    // 2026-01-01, for want of a better day.
    private static let start: Int64 = 1_767_225_600_000_000_000

    // MARK: The opening handshake

    /// What an opening handshake says beyond what each has to.
    struct Handshake {
        /// The target; nil for one of the usual.
        var target: String?
        /// The subprotocols that the client offers, and the one that the server chooses.
        var subprotocols: (offered: [String], chosen: String?) = ([], nil)
        /// The status line of the response.
        var status = "101 Switching Protocols"
        /// The headers of the response that are left out.
        var omitted: Set<String> = []
        /// What is wrong about the Accept, if anything.
        var accept: (AcceptComputation) -> String = { $0.accept }
        /// The body of the response, for a refusal.
        var body: String?
    }

    /// The upgrade request and the response to it.
    mutating func upgrade(_ handshake: Handshake = Handshake()) {
        let key = Data(dice.bytes(16)).base64EncodedString()
        let target = handshake.target ?? dice.one(of: ["/", "/chat", "/live", "/orders?table=7", "/room/12", "/ws"])
        connection.send(Array(request(target, key, handshake).utf8), from: .client)
        pause(2...40)
        connection.send(Array(response(key, handshake).utf8), from: .server)
        pause(1...200)
    }

    private func request(_ target: String, _ key: String, _ handshake: Handshake) -> String {
        var lines = [
            "GET \(target) HTTP/1.1", "Host: \(host)", "Upgrade: websocket", "Connection: Upgrade",
            "Origin: http://\(host)", "Sec-WebSocket-Key: \(key)", "Sec-WebSocket-Version: 13",
        ]
        if !handshake.subprotocols.offered.isEmpty {
            lines.append("Sec-WebSocket-Protocol: " + handshake.subprotocols.offered.joined(separator: ", "))
        }
        return lines.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    private func response(_ key: String, _ handshake: Handshake) -> String {
        var headers: [(name: String, value: String)] = []
        if let body = handshake.body {
            headers = [("Content-Type", "text/plain"), ("Content-Length", String(body.utf8.count))]
        } else {
            headers = [
                ("Upgrade", "websocket"), ("Connection", "Upgrade"),
                ("Sec-WebSocket-Accept", handshake.accept(AcceptComputation(key: key))),
            ]
            if let chosen = handshake.subprotocols.chosen { headers.append(("Sec-WebSocket-Protocol", chosen)) }
        }
        let lines = headers.filter { !handshake.omitted.contains($0.name) }.map { "\($0.name): \($0.value)\r\n" }
        return "HTTP/1.1 \(handshake.status)\r\n" + lines.joined() + "\r\n" + (handshake.body ?? "")
    }

    // MARK: Frames

    /// A frame of `side`, masked as its sender has to, or the other way round.
    mutating func frame(
        _ side: Side, _ opcode: Opcode, _ payload: [UInt8], fin: Bool = true, rsv: Int? = nil,
        isMaskedWrongly: Bool = false, lengthForm: LengthForm? = nil
    ) -> [UInt8] {
        FrameEncoder.encode(
            fin: fin, rsv1: rsv == 1, rsv2: rsv == 2, rsv3: rsv == 3, opcode: opcode, payload: payload,
            maskingKey: (side == .client) != isMaskedWrongly ? dice.maskingKey() : nil, lengthForm: lengthForm)
    }

    /// Sends what `frame` makes of the same, and waits a little.
    mutating func send(
        _ side: Side, _ opcode: Opcode, _ payload: [UInt8], fin: Bool = true, rsv: Int? = nil,
        isMaskedWrongly: Bool = false, lengthForm: LengthForm? = nil
    ) {
        let bytes = frame(
            side, opcode, payload, fin: fin, rsv: rsv, isMaskedWrongly: isMaskedWrongly, lengthForm: lengthForm)
        connection.send(bytes, from: side)
        pause(3...900)
    }

    /// Sends a text message of that text.
    mutating func say(_ side: Side, _ text: String) { send(side, .text, Array(text.utf8)) }

    /// Some text messages of both sides.
    mutating func chat(_ count: ClosedRange<Int>, of length: ClosedRange<Int> = 3...20) {
        for _ in 0..<dice.number(count) { say(dice.one(of: Side.allCases), dice.text(dice.number(length))) }
    }

    // MARK: The end

    /// Sends a Close; without a code its body is empty.
    mutating func sendClose(_ side: Side, _ code: UInt16?, _ reason: String = "") {
        send(side, .close, CloseBody(code: code, reason: Array(reason.utf8)).payload)
    }

    /// The closing handshake that `side` begins, and the end of TCP, which the server begins as it should (RFC 6455 §7.1.1).
    mutating func close(by side: Side, _ code: UInt16? = 1000, _ reason: String = "") {
        sendClose(side, code, reason)
        sendClose(side.peer, code)
        endTCP(.server)
    }

    /// FINs of both sides, that of `side` first.
    mutating func endTCP(_ side: Side) {
        connection.finish(side)
        pause(1...5)
        connection.finish(side.peer)
    }

    /// Lets some time pass, in milliseconds.
    mutating func pause(_ milliseconds: ClosedRange<Int>) { connection.pause(milliseconds: dice.number(milliseconds)) }
}
