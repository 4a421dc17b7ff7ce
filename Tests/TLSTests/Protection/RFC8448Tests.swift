import Foundation
import TLS
import Testing
import Wire

/// The handshakes that RFC 8448 prints: secrets, the keys that come of them, and every protected record.
@Suite struct RFC8448Tests {
    struct Line: CustomTestStringConvertible, Sendable {
        let words: [String]
        /// Section, sender, epoch.
        var place: [String] { Array(words[1...3]) }
        var testDescription: String { words[1...4].joined(separator: " ") }
    }

    private static let lines: [Line] = {
        let file = Bundle.module.bundleURL.appendingPathComponent("Vectors/rfc8448.txt")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map { Line(words: $0.split(separator: " ").map(String.init)) }
    }()
    static let keys = lines.filter { $0.words[0] == "keys" }
    static let records = lines.filter { $0.words[0] == "record" }

    @Test func allAreThere() {
        #expect(Self.keys.count == 21)
        #expect(Self.records.count == 27)
    }

    @Test(arguments: keys) func derivesKeys(line: Line) throws {
        let secret = Secret([UInt8](hex: line.words[4]))
        let key = try #require(KeySchedule.expandLabel(secret, "key", count: 16, hash: .sha256))
        let iv = try #require(KeySchedule.expandLabel(secret, "iv", count: 12, hash: .sha256))
        if line.words[5] != "-" {
            #expect(key.revealed.hex == line.words[5])
            #expect(iv.revealed.hex == line.words[6])
        }
    }

    @Test(arguments: records) func opensRecord(line: Line) throws {
        let secret = try #require(Self.keys.first { $0.place == line.place }?.words[4])
        let sequence = try #require(UInt64(line.words[4]))
        let suite = CipherSuite(rawValue: 0x1301)
        var protection = try #require(RecordProtection(suite: suite, trafficSecret: Secret([UInt8](hex: secret))))
        let record = [UInt8](hex: line.words[6])
        let result = protection.open(record.rawSpan, sequence: sequence)
        let opened = try #require(result)
        let content = [UInt8](copying: opened.bytes)
        #expect(content.hex == line.words[7])
        #expect(opened.contentType.rawValue == UInt8(line.words[5]))
        #expect(opened.padding == 0)
    }
}
