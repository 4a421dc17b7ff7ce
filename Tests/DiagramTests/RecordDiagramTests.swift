import Foundation
import TLS
import TestKit
import Testing
import Wire

@testable import Diagram

@Suite struct RecordDiagramTests {
    private static let closed: [UInt8] =
        [23, 3, 3, 0, 30] + (0..<14).map { 0xa0 + $0 } + [UInt8](repeating: 0xee, count: 16)

    @Test func showsAClosedRecord() {
        let text = RecordDiagram(bytes: Self.closed, title: "7 from the server")
            .text(on: Screen(width: 80, color: false, ascii: false))
        let difference = Golden.difference("diagram/record-closed-80.txt", text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test func showsARecordWithoutProtection() {
        let alert = RecordDiagram(bytes: [21, 3, 1, 0, 2, 2, 40], content: [2, 40], contentType: .alert)
        let text = alert.text(on: Screen(width: 80, color: false, ascii: false))
        #expect(text.contains("Content (alert): 2 bytes") && !text.contains("encrypted:"))
    }

    @Test func fitsEveryScreenAtEveryCut() {
        for count in 0...Self.closed.count {
            let diagram = RecordDiagram(bytes: Array(Self.closed.prefix(count)), title: "1")
            for width in [20, 39, 80] {
                for screen in screens(width: width) { expectFits(diagram.text(on: screen), screen, "\(count) bytes") }
            }
            expectGoodSVG(diagram.svg(), "\(count) bytes")
        }
    }

    @Test func hasARecordOfEachForm() {
        #expect(ProtectedRecord.all.map(\.anatomy.form).contains(.tls13) && ProtectedRecord.all.count >= 5)
    }

    @Test(arguments: [(80, false), (40, true)]) func showsAnOpenedRecord(width: Int, ascii: Bool) throws {
        let record = try #require(ProtectedRecord.all.first { $0.anatomy.form == .tls13 })
        let text = record.diagram.text(on: Screen(width: width, color: false, ascii: ascii))
        let difference = Golden.difference("diagram/record-\(width)\(ascii ? "-ascii" : "").txt", text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test func showsARecordWithAMACInside() throws {
        let record = try #require(ProtectedRecord.all.first { $0.anatomy.form == .macThenEncrypt })
        let text = record.diagram.text(on: Screen(width: 80, color: false, ascii: false))
        let difference = Golden.difference("diagram/record-cbc-80.txt", text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test(arguments: ProtectedRecord.all.indices) func fitsEveryScreenOpened(index: Int) {
        let record = ProtectedRecord.all[index]
        for width in sampleWidths {
            for screen in screens(width: width) {
                expectFits(record.diagram.text(on: screen), screen, "\(record.anatomy.form)")
            }
        }
        expectGoodSVG(record.diagram.svg(), "\(record.anatomy.form)")
    }

    @Test(arguments: ProtectedRecord.all.indices) func coversEachByteOnceAndShowsNoSecret(index: Int) {
        let record = ProtectedRecord.all[index]
        var end = 0
        for part in record.diagram.parts {
            #expect(part.range.lowerBound == end, "\(part.name)")
            end = part.range.upperBound
        }
        #expect(end == record.bytes.count)
        let text = record.diagram.text(on: Screen(width: 200, color: false, ascii: false))
        let start = record.secret.prefix(4).map { hexDigits($0, 2) }.joined(separator: " ")
        #expect(!text.contains(start))
    }
}

/// A protected record that was made without ws101 (Tests/TLSTests/Vectors/records.py), opened.
struct ProtectedRecord: Sendable {
    let bytes: [UInt8]
    let secret: [UInt8]
    let content: [UInt8]
    let contentType: ContentType
    let anatomy: RecordAnatomy

    var diagram: RecordDiagram {
        RecordDiagram(
            bytes: bytes, anatomy: anatomy, content: content, contentType: contentType, title: "3 from the client")
    }

    /// One for each way of protection.
    static let all: [ProtectedRecord] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "TLSTests/Vectors/records.txt")
        let lines = ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n")
        var seen: Set<RecordAnatomy.Form> = []
        return lines.compactMap { ProtectedRecord(line: $0) }.filter { seen.insert($0.anatomy.form).inserted }
    }()

    /// The third record of a run, which has content and in TLS 1.3 padding.
    private init?(line: Substring) {
        let words = line.split(separator: " ")
        guard words.count == 12, words[7] == "2", let suite = UInt16(words[0], radix: 16),
            let version = UInt16(words[1], radix: 16), let type = UInt8(words[8])
        else { return nil }
        let (secret, bytes) = (Self.bytes(words[3]), Self.bytes(words[10]))
        let cipherSuite = CipherSuite(rawValue: suite)
        var protection: RecordProtection?
        if let client = HelloRandom(Self.bytes(words[4]).rawSpan),
            let server = HelloRandom(Self.bytes(words[5]).rawSpan)
        {
            let pair = RecordProtection.pair(
                version: ProtocolVersion(rawValue: version), suite: cipherSuite, master: Secret(secret),
                clientRandom: client, serverRandom: server, encryptThenMAC: words[2] == "1")
            protection = words[6] == "client" ? pair?.client : pair?.server
        } else {
            protection = RecordProtection(suite: cipherSuite, trafficSecret: Secret(secret))
        }
        guard let anatomy = protection?.anatomy(of: bytes.rawSpan, sequence: 2) else { return nil }
        content = Self.bytes(words[11])
        contentType = ContentType(rawValue: type)
        self.secret = secret
        self.bytes = bytes
        self.anatomy = anatomy
    }

    private static func bytes(_ hex: Substring) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
