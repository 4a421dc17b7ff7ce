import Capture
import Dissection
import Foundation
import TLS
import TestKit
import Testing
import Wire

/// A TLS session of real programs: its packets, its key log, and what the programs say is true of it.
///
/// The files are in TLS/; README.md there tells how they are made and what the keys of the truth mean.
struct TLSRecording: CustomTestStringConvertible, Sendable {
    var name: String
    var truth: Truth
    /// The packets, in the order of the capture.
    var packets: [(time: Timestamp, bytes: [UInt8])]
    /// The key log's lines; none where there is no key log.
    var keys: [String]

    var testDescription: String { name }

    /// Whether the truth tells messages that the keys open.
    var isOpen: Bool { truth.connections.allSatisfy { $0.messages != nil && $0.midsession != true } && !keys.isEmpty }

    private static let folder = Bundle.module.bundleURL.appendingPathComponent("TLS")

    /// Every recording.
    static let all: [TLSRecording] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".json") }.sorted().compactMap { try? TLSRecording(String($0.dropLast(5))) }
    }()

    /// The recordings whose names contain one of these parts.
    static func named(_ parts: String...) -> [TLSRecording] {
        all.filter { recording in parts.contains { recording.name.contains($0) } }
    }

    init(_ name: String) throws {
        self.name = name
        let path = Self.folder.appendingPathComponent(name)
        truth = try JSONDecoder().decode(Truth.self, from: Data(contentsOf: path.appendingPathExtension("json")))
        let log = try? String(contentsOf: path.appendingPathExtension("keys"), encoding: .utf8)
        keys = (log ?? "").split(separator: "\n").map(String.init)
        packets = []
        let source = try CaptureFile.open(path.appendingPathExtension("pcapng").path)
        let slab = PacketSlab()
        while try source.fill(slab) {
            for record in slab.records {
                let bytes = slab.bytes(of: record)
                packets.append((record.time, (0..<bytes.byteCount).map { bytes.byte(at: $0) }))
            }
        }
    }

    /// What the dissector says of packets, with the lines of a key log known from the start.
    ///
    /// Without arguments: of this recording's packets with its own key log.
    func trace(
        _ chosen: [(time: Timestamp, bytes: [UInt8])]? = nil, keys lines: [String]? = nil,
        _ change: (inout DissectionOptions) -> Void = { _ in }
    ) -> Trace {
        Playbook.trace(chosen ?? packets) { options in
            options.digest = true
            options.keys = Self.table((lines ?? keys).joined(separator: "\n"))
            change(&options)
        }
    }

    /// The keys that a key log holds.
    static func table(_ text: some StringProtocol) -> KeyTable {
        var table = KeyTable()
        var reader = KeyLogReader()
        reader.read(Array(text.utf8).rawSpan, into: &table)
        reader.finish(into: &table)
        return table
    }

    /// The session of a connection of the truth.
    func session(of connection: Truth.Connection, in trace: Trace) -> Trace.Session? {
        trace.sessions.first { Int($0.start.client.port) == connection.clientPort }
    }
}

extension TLSRecording {
    /// What is true of one recording.
    struct Truth: Decodable, Sendable {
        var programs: [String: String]
        var connections: [Connection]
    }
}

extension TLSRecording.Truth {
    struct Connection: Decodable, Sendable {
        /// Unknown where only a browser's page knows what happened.
        var clientPort: Int?
        var uri: String?
        var subprotocol: String?
        var tls: Security?
        var messages: Messages?
        var close: Close?
        var failure: Failure?
        var midsession: Bool?
        var helloRetryRequest: Bool?
        var renegotiations: Int?
        var clientCertificate: String?
        /// The proxy's port, where this is the leg to a proxy.
        var via: Int?
    }

    struct Security: Decodable, Sendable {
        var version: String
        var cipherSuite: String
        var resumed: Bool
        var alpn: String?
        var group: String?
        var earlyData: String?
    }

    /// What each side sent, by its own log.
    struct Messages: Decodable, Sendable {
        var client: [Message]
        var server: [Message]
    }

    /// A message, such as `1 5 185f8db3…`: opcode, bytes, SHA-256.
    struct Message: Decodable, Hashable, Sendable, CustomStringConvertible {
        var opcode: Int
        var length: Int
        var sha256: String

        var description: String { "\(opcode) \(length) \(sha256.prefix(8))" }
    }

    struct Close: Decodable, Sendable {
        var initiator: String
        var code: Int
        var reason: String
    }

    struct Failure: Decodable, Sendable {
        var by: String
        var alert: Int?
        var tcpEnd: String?
        var plainClient: Bool?
        var plainServer: Bool?
        var scriptSees: Int?
    }
}

extension TLSRecording.Truth.Message {
    /// A message as the dissector tells it.
    init(_ message: MessageEvent) {
        opcode = message.kind == .text ? 1 : 2
        length = message.length ?? -1
        sha256 = (message.digest ?? []).map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    }
}

extension Trace.Session {
    /// The whole messages of one side, as a truth tells them.
    func sent(by side: Side) -> [TLSRecording.Truth.Message] {
        messages.filter { $0.from == side && $0.missing == 0 }.map(TLSRecording.Truth.Message.init)
    }

    /// The rules of its findings about TLS.
    var rulesOfTLS: Set<String> { Set(findings.map(\.rule.rawValue).filter { $0.hasPrefix("tls.") }) }
}

/// What the tests need to know of a recorded packet: Ethernet, IPv4 without options, TCP.
struct RecordedSegment {
    var source: Int
    var destination: Int
    /// How many bytes of the stream it carries.
    var length: Int
    /// Whether it has FIN or RST.
    var isEnd: Bool

    init(_ bytes: [UInt8]) {
        func number(_ at: Int) -> Int { Int(bytes[at]) << 8 | Int(bytes[at + 1]) }
        source = number(34)
        destination = number(36)
        length = number(16) - 20 - Int(bytes[46] >> 4) * 4
        isEnd = bytes[47] & 0b0101 != 0
    }

    func isOf(port: Int?) -> Bool { source == port || destination == port }
}
