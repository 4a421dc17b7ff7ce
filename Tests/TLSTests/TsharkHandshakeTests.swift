import Foundation
import TLS
import TestKit
import Testing
import Wire

/// Every field of every handshake message that tshark can read, too: the same bytes under the same name.
@Suite(.enabled(if: Tshark.isInstalled)) struct TsharkHandshakeTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "DissectionTests/TLS")

    /// One recording of each program and of each kind of handshake.
    static let recordings = [
        "tls13.chromium-websockets", "tls13-resumed-compressed.chromium-websockets", "tls13.firefox-websockets",
        "tls13.node-websockets", "tls13.java-websockets", "tls13.websockets-websockets", "tls13.websockets-nginx",
        "tls12.chromium-websockets", "tls12-resumed.firefox-websockets", "tls12-client-certificate.openssl-openssl",
        "tls13-client-certificate.openssl-openssl", "tls13-hello-retry-request.openssl-openssl",
        "tls13-early-data.openssl-openssl", "tls13-key-update-client-requests.openssl-openssl",
        "tls12-dhe-aes-128-gcm.openssl-openssl", "tls12-rsa-aes-256-gcm.openssl-openssl",
        "tls10-ecdhe-aes-128-cbc-sha.openssl-openssl", "tls12-resumed-ticket.openssl-openssl",
        "tls12-renegotiation.openssl-openssl",
    ]

    /// Filters under which tshark 4.0 knows other bytes: extensions that are newer than it, and lists that it names as a
    /// whole.
    private static let others: Set<String> = ["tls.handshake.extension.data", "tls.handshake.session_id_length"]

    @Test(arguments: recordings) func fieldsAreThoseOfTshark(recording: String) throws {
        let messages = try TsharkMessage.read(Self.folder, recording)
        try #require(messages.count >= 2)
        var context = HandshakeContext()
        for message in messages {
            let described = HandshakeMessage.describe(message.bytes.rawSpan, context: context)
            #expect(described.error == nil, "\(message.bytes.prefix(8))")
            if case .serverHello(let hello)? = described.message {
                context = HandshakeContext(version: hello.version, suite: hello.cipherSuite)
            }
            var ours: [String: [[UInt8]]] = [:]
            for field in described.fields {
                guard let filter = FieldCatalogue.description(of: field.id).displayFilter else { continue }
                ours[filter, default: []].append(Array(message.bytes[field.range.bytes]))
            }
            for (filter, values) in ours where !Self.others.contains(filter) {
                guard let theirs = message.fields[filter] else { continue }
                #expect(values == theirs, "\(filter) of \(described.message.map { "\($0)".prefix(40) } ?? "")")
            }
            // What must not be left to chance: tshark knows these.
            for filter in ["tls.handshake.type", "tls.handshake.length"] { #expect(message.fields[filter] != nil) }
        }
    }
}

/// A handshake message as tshark tells it.
private struct TsharkMessage {
    var bytes: [UInt8]
    /// The bytes of each field, by display filter, in the order of the wire.
    var fields: [String: [[UInt8]]]

    static func read(_ folder: URL, _ recording: String) throws -> [TsharkMessage] {
        let path = folder.appending(path: recording).path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["tshark", "-r", path + ".pcapng", "-o", "tls.keylog_file:\(path).keys", "-Y", "tls.handshake"]
            + ["-T", "jsonraw", "--no-duplicate-keys", "-J", "tls"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        var messages: [TsharkMessage] = []
        collect(try JSONSerialization.jsonObject(with: data), &messages)
        return messages
    }

    private static func collect(_ node: Any, _ messages: inout [TsharkMessage]) {
        if let list = node as? [Any] {
            for item in list { collect(item, &messages) }
        } else if let tree = node as? [String: Any] {
            let trees = (tree["tls.handshake"] as? [Any]) ?? tree["tls.handshake"].map { [$0] } ?? []
            for (raw, fields) in zip(places(tree["tls.handshake_raw"]), trees) {
                var found: [String: [(place: Int, bytes: [UInt8])]] = [:]
                gather(fields, &found)
                // An encrypted message is one without a type.
                guard found["tls.handshake.type"] != nil else { continue }
                messages.append(
                    TsharkMessage(
                        bytes: raw.bytes,
                        fields: found.mapValues { $0.sorted { $0.place < $1.place }.map(\.bytes) }))
            }
            for (key, value) in tree where key != "tls.handshake" { collect(value, &messages) }
        }
    }

    private static func gather(_ node: Any, _ found: inout [String: [(place: Int, bytes: [UInt8])]]) {
        if let list = node as? [Any] {
            for item in list { gather(item, &found) }
        } else if let tree = node as? [String: Any] {
            for (key, value) in tree {
                if key.hasSuffix("_raw") {
                    found[String(key.dropLast(4)), default: []] += places(value)
                } else {
                    gather(value, &found)
                }
            }
        }
    }

    /// The entries `[hex, place, length, mask, type]` of a field, one or several.
    private static func places(_ value: Any?) -> [(place: Int, bytes: [UInt8])] {
        guard let list = value as? [Any] else { return [] }
        guard let hex = list.first as? String else { return list.flatMap { places($0) } }
        let digits = hex.compactMap(\.hexDigitValue)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        return [((list.dropFirst().first as? Int) ?? 0, bytes)]
    }
}
