import Foundation
import TLS
import Testing
import Wire

/// A line of Vectors/records.txt: a record that was made without ws101, and what it holds.
struct RecordVector {
    let suite: CipherSuite
    let version: ProtocolVersion
    let encryptThenMAC: Bool
    let secret: Secret
    let randoms: (client: HelloRandom, server: HelloRandom)?
    let sender: ConnectionRole
    let sequence: UInt64
    let contentType: ContentType
    let padding: Int
    let record: [UInt8]
    let content: [UInt8]

    /// The keys that the record is under, as they are when its sender begins.
    var protection: RecordProtection? {
        guard let randoms else { return RecordProtection(suite: suite, trafficSecret: secret) }
        let pair = RecordProtection.pair(
            version: version, suite: suite, master: secret, clientRandom: randoms.client,
            serverRandom: randoms.server, encryptThenMAC: encryptThenMAC)
        return sender == .client ? pair?.client : pair?.server
    }

    private init?(line: Substring) {
        let fields = line.split(separator: " ")
        guard fields.count == 12, let suite = UInt16(fields[0], radix: 16), let version = UInt16(fields[1], radix: 16),
            let sender = ConnectionRole(rawValue: String(fields[6])), let sequence = UInt64(fields[7]),
            let contentType = UInt8(fields[8]), let padding = Int(fields[9])
        else { return nil }
        self.suite = CipherSuite(rawValue: suite)
        self.version = ProtocolVersion(rawValue: version)
        encryptThenMAC = fields[2] == "1"
        secret = Secret([UInt8](hex: fields[3]))
        if let client = HelloRandom([UInt8](hex: fields[4]).rawSpan),
            let server = HelloRandom([UInt8](hex: fields[5]).rawSpan)
        {
            randoms = (client, server)
        } else {
            randoms = nil
        }
        self.sender = sender
        self.sequence = sequence
        self.contentType = ContentType(rawValue: contentType)
        self.padding = padding
        record = [UInt8](hex: fields[10])
        content = [UInt8](hex: fields[11])
    }

    /// The records of one sender under one set of keys, in the order in which they were sent.
    struct Run: CustomTestStringConvertible, Sendable {
        let vectors: [RecordVector]
        var testDescription: String {
            guard let first = vectors.first else { return "nothing" }
            let name = "\(first.suite.name ?? "?") in \(first.version.name ?? "?")"
            return "\(name)\(first.encryptThenMAC ? ", encrypt-then-MAC" : "") from the \(first.sender.rawValue)"
        }
    }

    /// All of them.
    static let runs: [Run] = {
        let file = Bundle.module.bundleURL.appendingPathComponent("Vectors/records.txt")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        var runs: [[RecordVector]] = []
        for vector in text.split(separator: "\n").compactMap({ RecordVector(line: $0) }) {
            if let last = runs.last?.last, last.secret == vector.secret, last.sender == vector.sender {
                runs[runs.count - 1].append(vector)
            } else {
                runs.append([vector])
            }
        }
        return runs.map { Run(vectors: $0) }
    }()
}

extension RecordVector: Sendable {}
