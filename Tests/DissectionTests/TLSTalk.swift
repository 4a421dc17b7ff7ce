import Crypto
import Dissection
import Foundation
import TLS
import TestKit
import WebSocket
import Wire

/// A TLS 1.3 connection told as a transcript, sealed with secrets that anyone may know.
///
/// ```swift
/// var tls = TLSTalk()
/// tls.handshake()
/// tls.upgrade()
/// tls.closeNotify(.server)
/// tls.talk.close(.server)
/// let trace = tls.trace()
/// ```
struct TLSTalk {
    var talk: Conversation
    /// TLS_AES_128_GCM_SHA256.
    static let suite: UInt16 = 0x1301
    /// What the ClientHello offers.
    var suites: [UInt16] = [0x0a0a, 0x1302, 0x1303, TLSTalk.suite, 0xc02f]
    var versions: [UInt16] = [0x0304, 0x0303]
    var protocols = ["http/1.1"]
    var name: String? = "chat.example"
    /// The version that the ServerHello chooses.
    var version: UInt16 = 0x0304
    /// Bytes of the certificate.
    var certificate = 700

    private static let random = [UInt8](repeating: 0x5a, count: 32)
    private var sequences: [String: UInt64] = [:]

    init(_ talk: Conversation = Conversation(server: .ipv4(192, 0, 2, 2, port: 443)), connecting: Bool = true) {
        self.talk = talk
        if connecting { self.talk.connect() }
    }

    // MARK: Keys

    private static let labels = [
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0",
        "SERVER_TRAFFIC_SECRET_0",
    ]

    /// The key log.
    static var keys: [String] {
        labels.indices.map { "\(labels[$0]) \(hex(random)) \(hex(secret(of: $0)))" }
    }

    private static func secret(of label: Int) -> [UInt8] { [UInt8](repeating: UInt8(label + 1), count: 32) }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    }

    private static func derive(_ secret: [UInt8], _ label: String, _ count: Int) -> [UInt8] {
        let name = Array("tls13 \(label)".utf8)
        let info = [0, UInt8(count), UInt8(name.count)] + name + [0]
        // HKDF-Expand (RFC 5869 §2.3), of which one block is enough.
        let block = HMAC<SHA256>.authenticationCode(for: info + [1], using: SymmetricKey(data: secret))
        return Array(Array(block).prefix(count))
    }

    // MARK: Records

    static func record(_ type: UInt8, _ content: [UInt8], version: UInt16 = 0x0303) -> [UInt8] {
        [type] + big(Int(version), 2) + big(content.count, 2) + content
    }

    /// A record with that content, sealed with the keys of `side`.
    mutating func sealed(_ type: UInt8, _ content: [UInt8], _ side: Side, isHandshake: Bool = false) -> [UInt8] {
        let label = (isHandshake ? 0 : 2) + (side == .client ? 0 : 1)
        let sequence = sequences["\(label)", default: 0]
        sequences["\(label)"] = sequence + 1
        let secret = Self.secret(of: label)
        var nonce = Self.derive(secret, "iv", 12)
        for (index, byte) in Self.big(Int(sequence), 8).enumerated() { nonce[4 + index] ^= byte }
        let header: [UInt8] = [23, 3, 3] + Self.big(content.count + 17, 2)
        do {
            let box = try AES.GCM.seal(
                content + [type], using: SymmetricKey(data: Self.derive(secret, "key", 16)),
                nonce: AES.GCM.Nonce(data: nonce), authenticating: header)
            return header + Array(box.ciphertext) + Array(box.tag)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    static func big(_ number: Int, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * (bytes - 1 - $0))) }
    }

    private static func vector(_ bytes: [UInt8], _ length: Int = 2) -> [UInt8] { big(bytes.count, length) + bytes }

    static func message(_ type: UInt8, _ body: [UInt8]) -> [UInt8] { [type] + vector(body, 3) }

    private static func ext(_ type: Int, _ content: [UInt8]) -> [UInt8] { big(type, 2) + vector(content) }

    // MARK: Messages

    /// The ClientHello's record.
    var clientHelloRecord: [UInt8] {
        var extensions = Self.ext(43, Self.vector(versions.flatMap { Self.big(Int($0), 2) }, 1))
        extensions += Self.ext(10, Self.vector([0, 29, 0, 23])) + Self.ext(13, Self.vector([8, 4]))
        extensions += Self.ext(51, Self.vector([0, 29] + Self.vector([UInt8](repeating: 1, count: 32))))
        if let name { extensions += Self.ext(0, Self.vector([0] + Self.vector(Array(name.utf8)))) }
        if !protocols.isEmpty {
            extensions += Self.ext(16, Self.vector(protocols.flatMap { Self.vector(Array($0.utf8), 1) }))
        }
        let body =
            [3, 3] + Self.random + [0] + Self.vector(suites.flatMap { Self.big(Int($0), 2) }) + [1, 0]
            + Self.vector(extensions)
        return Self.record(22, Self.message(1, body), version: 0x0301)
    }

    /// The ServerHello's record; a HelloRetryRequest with that group.
    func serverHelloRecord(retrying group: Int? = nil) -> [UInt8] {
        let retry: [UInt8] = [
            0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2,
            0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
        ]
        var extensions = Self.ext(43, Self.big(Int(version), 2))
        extensions +=
            group.map { Self.ext(51, Self.big($0, 2)) }
            ?? Self.ext(51, [0, 29] + Self.vector([UInt8](repeating: 2, count: 32)))
        let random = group == nil ? [UInt8](repeating: 0x77, count: 32) : retry
        let body = [3, 3] + random + [0] + Self.big(Int(Self.suite), 2) + [0] + Self.vector(extensions)
        return Self.record(22, Self.message(2, body))
    }

    /// The server's flight: EncryptedExtensions, Certificate, CertificateVerify, Finished, each in its record.
    mutating func serverFlight() -> [UInt8] {
        let messages = [
            Self.message(8, [0, 0]), Self.message(11, [UInt8](repeating: 0, count: certificate)),
            Self.message(15, [8, 4] + Self.vector([UInt8](repeating: 3, count: 64))),
            Self.message(20, [UInt8](repeating: 4, count: 32)),
        ]
        return messages.flatMap { sealed(22, $0, .server, isHandshake: true) }
    }

    /// The whole handshake.
    mutating func handshake() {
        talk.send(clientHelloRecord, from: .client)
        let flight = serverFlight()
        talk.send(serverHelloRecord(), from: .server)
        talk.send(flight, from: .server)
        finished()
    }

    /// The client's Finished.
    mutating func finished() {
        let content = Self.message(20, [UInt8](repeating: 5, count: 32))
        talk.send(sealed(22, content, .client, isHandshake: true), from: .client)
    }

    /// Data from `side`.
    mutating func data(_ bytes: [UInt8], _ side: Side) { talk.send(sealed(23, bytes, side), from: side) }

    /// The opening handshake of WebSocket, and a message each way.
    mutating func upgrade() {
        data(Array(Playbook.request.utf8), .client)
        data(Array(Playbook.response.utf8), .server)
        let key = MaskingKey(0x37fa_213d)
        data(FrameEncoder.encode(opcode: .text, payload: Array("hello".utf8), maskingKey: key), .client)
        data(FrameEncoder.encode(opcode: .text, payload: Array("world".utf8)), .server)
    }

    /// An alert under the keys of the data.
    mutating func alert(_ description: UInt8, level: UInt8 = 1, _ side: Side) {
        talk.send(sealed(21, [level, description], side), from: side)
    }

    /// An alert in the clear.
    mutating func clearAlert(_ description: UInt8, _ side: Side) {
        talk.send(Self.record(21, [2, description]), from: side)
    }

    mutating func closeNotify(_ side: Side) { alert(0, side) }

    /// What the dissector says of it, with the keys or without.
    func trace(keys: Bool = true) -> Trace {
        Playbook.trace(talk.packets) { if keys { $0.keys = TLSRecording.table(Self.keys.joined(separator: "\n")) } }
    }
}
