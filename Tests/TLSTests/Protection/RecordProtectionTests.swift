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

extension RecordProtection {
    /// Whether a record opens.
    mutating func opens(_ record: [UInt8], sequence: UInt64) -> Bool {
        open(record.rawSpan, sequence: sequence) != nil
    }
}
