import Crypto
import Foundation
import TLS
import Testing
import Wire

@Suite struct RecordProtectionTests {
    @Test func vectorsAreThere() {
        #expect(RecordVector.runs.count == 76)
        #expect(RecordVector.runs.allSatisfy { $0.vectors.count == 7 })
    }

    @Test(arguments: RecordVector.runs) func opensRecordsOfOthers(run: RecordVector.Run) throws {
        var protection = try #require(run.vectors.first?.protection)
        for vector in run.vectors {
            let result = protection.open(vector.record.rawSpan, sequence: vector.sequence)
            let opened = try #require(result)
            let content = [UInt8](copying: opened.bytes)
            #expect(content == vector.content)
            #expect(opened.count == vector.content.count)
            #expect(opened.contentType == vector.contentType)
            #expect(opened.padding == vector.padding)
        }
    }

    /// Every bit of a record counts: of its header, nonce, ciphertext, padding, tag.
    @Test(arguments: RecordVector.runs) func opensNothingThatWasTouched(run: RecordVector.Run) throws {
        var protection = try #require(run.vectors.first?.protection)
        for vector in run.vectors.prefix(5) {
            var record = vector.record
            for bit in 0..<8 * record.count {
                record[bit >> 3] ^= 1 << UInt8(bit & 7)
                let opens = protection.opens(record, sequence: vector.sequence)
                #expect(!opens, "bit \(bit)")
                record[bit >> 3] ^= 1 << UInt8(bit & 7)
            }
            // None of that changed the keys' state.
            let still = protection.opens(record, sequence: vector.sequence)
            #expect(still)
        }
    }

    @Test(arguments: RecordVector.runs) func opensNoPart(run: RecordVector.Run) throws {
        var protection = try #require(run.vectors.first?.protection)
        for vector in run.vectors {
            for count in 0..<vector.record.count {
                var cut = Array(vector.record.prefix(count))
                let opens = protection.opens(cut, sequence: vector.sequence)
                #expect(!opens)
                guard count >= 5 else { continue }
                // The same with a header that speaks of what is there.
                cut[3] = UInt8((count - 5) >> 8)
                cut[4] = UInt8((count - 5) & 255)
                let fits = protection.opens(cut, sequence: vector.sequence)
                #expect(!fits)
            }
            let longer = vector.record + [0]
            let tooLong = protection.opens(longer, sequence: vector.sequence)
            #expect(!tooLong)
            let whole = protection.opens(vector.record, sequence: vector.sequence)
            #expect(whole)
        }
    }

    @Test(arguments: RecordVector.runs) func wantsTheRightSequenceNumber(run: RecordVector.Run) throws {
        var protection = try #require(run.vectors.first?.protection)
        for vector in run.vectors {
            // The nonce of GCM and CCM in TLS 1.2 stands in the record, but the number is authenticated.
            for wrong in [vector.sequence &+ 1, vector.sequence &- 1, vector.sequence ^ 1 << 63] {
                let opens = protection.opens(vector.record, sequence: wrong)
                #expect(!opens)
            }
            let right = protection.opens(vector.record, sequence: vector.sequence)
            #expect(right)
        }
    }
}

/// What records with the right keys must not do.
@Suite struct RecordProtectionRulesTests {
    private static let secret = Secret([UInt8](repeating: 5, count: 32))
    private static let suite = CipherSuite(rawValue: 0x1301)

    /// A record of TLS 1.3 with this inside, type and padding included.
    private static func seal(_ inner: [UInt8], sequence: UInt64 = 0, secret: Secret = secret) throws -> [UInt8] {
        let key = try #require(KeySchedule.expandLabel(secret, "key", count: 16, hash: .sha256))
        let iv = try #require(KeySchedule.expandLabel(secret, "iv", count: 12, hash: .sha256))
        var nonce = iv.revealed
        nonce[11] ^= UInt8(sequence)
        let length = inner.count + 16
        let header: [UInt8] = [23, 3, 3, UInt8(length >> 8), UInt8(length & 255)]
        let box = try AES.GCM.seal(
            inner, using: SymmetricKey(data: key.revealed), nonce: AES.GCM.Nonce(data: nonce), authenticating: header)
        return header + box.ciphertext + box.tag
    }

    @Test(arguments: [
        ([23], true), ([0], false), ([UInt8](repeating: 0, count: 300), false), ([1, 2, 3, 22], true),
        ([UInt8](repeating: 0, count: 1 << 14) + [23], true), ([UInt8](repeating: 7, count: 1 << 14) + [23, 0], true),
        ([UInt8](repeating: 7, count: 1 << 14 | 1) + [23], false),
    ]) func limitsAreThoseOfTheRFC(inner: [UInt8], opens: Bool) throws {
        var protection = try #require(RecordProtection(suite: Self.suite, trafficSecret: Self.secret))
        let record = try Self.seal(inner)
        let result = protection.opens(record, sequence: 0)
        #expect(result == opens)
    }

    @Test func updatesItsKeys() throws {
        let first = try #require(RecordProtection(suite: Self.suite, trafficSecret: Self.secret))
        var second = try #require(first.updated())
        let next = try #require(KeySchedule.nextTrafficSecret(after: Self.secret, hash: .sha256))
        let record = try Self.seal([1, 2, 23], secret: next)
        let opens = second.opens(record, sequence: 0)
        #expect(opens)
        var old = first
        let oldOpens = old.opens(record, sequence: 0)
        #expect(!oldOpens)
        // RFC 8446 §7.2, computed with Python's `cryptography`.
        #expect(next.revealed.hex == "bba12e2ce8f3533725b2da134473995408eb762866aed999795ac4614b5ae455")
    }

    /// TLS 1.0 chains records: one that is lost closes the next; one that is passed does not.
    @Test func chainsRecords() throws {
        let run = try #require(
            RecordVector.runs.first { $0.vectors.first?.version == .tls10 && $0.vectors.first?.suite.rawValue == 0x2F })
        let vectors = run.vectors
        var protection = try #require(vectors.first?.protection)
        let early = protection.opens(vectors[3].record, sequence: 3)
        #expect(!early)
        let lost = vectors[2].record
        protection.pass(lost.rawSpan)
        let passed = protection.opens(vectors[3].record, sequence: 3)
        #expect(passed)
        let next = protection.opens(vectors[4].record, sequence: 4)
        #expect(next)
    }

    @Test func wantsFittingKeys() throws {
        #expect(RecordProtection(suite: Self.suite, trafficSecret: Secret([UInt8](repeating: 5, count: 48))) == nil)
        #expect(RecordProtection(suite: CipherSuite(rawValue: 0xC02F), trafficSecret: Self.secret) == nil)
        let random = try #require(HelloRandom.repeating(1))
        func pair(_ version: ProtocolVersion, _ suite: UInt16) -> Bool {
            RecordProtection.pair(
                version: version, suite: CipherSuite(rawValue: suite), master: Secret([UInt8](repeating: 2, count: 48)),
                clientRandom: random, serverRandom: random, encryptThenMAC: false) != nil
        }
        #expect(pair(.tls10, 0x2F) && pair(.tls11, 0x2F) && pair(.tls12, 0x2F) && pair(.tls12, 0xC02F))
        // These suites came with TLS 1.2; SSL 3.0 is not opened.
        #expect(!pair(.tls11, 0xC02F) && !pair(.tls11, 0x3C) && !pair(.ssl30, 0x2F) && !pair(.tls13, 0x2F))
        #expect(!pair(.tls12, 0x1301))
    }
}

extension RecordProtection {
    /// Whether a record opens.
    mutating func opens(_ record: [UInt8], sequence: UInt64) -> Bool {
        open(record.rawSpan, sequence: sequence) != nil
    }
}
