import Capture
import Dissection
import Foundation
import HTTP
import Testing
import WebSocket
import Wire

/// A case of Autobahn|Testsuite as it was recorded, and what the suite says of it: a line of `Autobahn/index.ndjson`.
///
/// Tests/Programs/autobahn/README.md tells how recordings and index are made, and what the keys mean.
struct AutobahnCase: Decodable, CustomTestStringConvertible, Sendable {
    /// What an observer must find.
    enum Label: String, Decodable {
        case clean, mustFail, fuzzerClose, afterClose
    }

    /// Which side of the connection the fuzzer is.
    enum Role: String, Decodable {
        case client, server
    }

    /// How the suite expects the session to be closed.
    struct ExpectedClose: Decodable {
        var closedByMe: Bool
        var closeCode: [Int]
        var requireClean: Bool
    }

    /// A whole message, as the suite sent or received it: kind, length in bytes and SHA-256.
    struct Message: Decodable, Hashable, CustomStringConvertible {
        var description: String

        init(from decoder: any Decoder) throws {
            description = try decoder.singleValueContainer().decode(String.self)
        }

        init(_ message: MessageEvent) {
            let digest = (message.digest ?? []).map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }
            description = "\(message.kind.rawValue) \(message.length ?? -1) \(digest.joined())"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case recording, target, port, label, mustFailWith, rule, expectedClose, peerCloseCode
        case sent, received, sentFrames, receivedFrames
        case identifier = "case"
        case role = "fuzzer"
    }

    var recording: String
    var identifier: String
    var role: Role
    var target: String
    var port: UInt16
    var label: Label
    var mustFailWith: Int?
    var rule: String?
    var expectedClose: ExpectedClose
    var peerCloseCode: UInt16?
    var sent: [Message]
    /// The messages that the fuzzer got back; nil where they are those that it sent.
    var received: [Message]?
    /// How many frames the suite counted, by opcode.
    var sentFrames: [String: Int]
    var receivedFrames: [String: Int]

    var testDescription: String { "\(identifier), fuzzer as \(role.rawValue)" }
    var fuzzer: Side { role == .client ? .client : .server }
    var peer: Side { fuzzer.peer }

    /// Whether it is about permessage-deflate.
    var isCompressed: Bool { identifier.hasPrefix("12.") || identifier.hasPrefix("13.") }

    /// The session that the recording holds of it.
    func session() throws -> Trace.Session {
        let sessions = try #require(AutobahnRecording.all[recording]).sessions
        return try #require(sessions.first { $0.start.handshake?.request.target == target })
    }
}

/// A recording of the suite, dissected.
struct AutobahnRecording: Sendable {
    private static let folder = Bundle.module.bundleURL.appendingPathComponent("Autobahn")

    /// Every line of the index.
    static let cases: [AutobahnCase] = {
        guard let text = try? String(contentsOf: folder.appendingPathComponent("index.ndjson"), encoding: .utf8) else {
            return []
        }
        return text.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(AutobahnCase.self, from: Data($0.utf8))
        }
    }()

    /// The recordings by file name.
    static let all: [String: AutobahnRecording] = {
        let names = Set(cases.map(\.recording))
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in
                (try? sessions(in: name)).map { (name, AutobahnRecording(sessions: $0)) }
            })
    }()

    var sessions: [Trace.Session]

    private static func sessions(in name: String) throws -> [Trace.Session] {
        var options = DissectionOptions()
        options.digest = true
        let trace = Trace()
        let source = try CaptureFile.open(folder.appendingPathComponent(name).path)
        let pipeline = Pipeline(options: options, handler: trace)
        let slab = PacketSlab()
        pipeline.begin(source.info)
        while try source.fill(slab) { pipeline.consume(slab) }
        pipeline.finish()
        return trace.sessions
    }
}
