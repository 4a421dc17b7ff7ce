import TLS
import Testing
import Wire

@Suite struct RecordAnatomyTests {
    /// The parts cover a record's bytes once, and the content lies where it is said to.
    @Test(arguments: RecordVector.runs) func partsFit(run: RecordVector.Run) throws {
        var protection = try #require(run.vectors.first?.protection)
        for vector in run.vectors {
            let result = protection.anatomy(of: vector.record.rawSpan, sequence: vector.sequence)
            let anatomy = try #require(result)
            #expect(anatomy.sequence == vector.sequence)
            #expect(anatomy.content.count == vector.content.count)
            #expect(anatomy.padding.count == vector.padding)
            #expect(anatomy.explicit.lowerBound == 5)
            #expect(anatomy.explicit.upperBound == anatomy.ciphertext.lowerBound)
            #expect(anatomy.content.lowerBound == anatomy.ciphertext.lowerBound)
            var inside = anatomy.content.upperBound
            if let type = anatomy.innerContentType {
                #expect(type == inside)
                inside += 1
            }
            if anatomy.form == .macThenEncrypt {
                #expect(anatomy.tag.lowerBound == inside)
                inside = anatomy.tag.upperBound
            } else {
                #expect(anatomy.tag == anatomy.ciphertext.upperBound..<vector.record.count)
            }
            #expect(anatomy.padding == inside..<anatomy.ciphertext.upperBound)
            checkNonce(anatomy, vector)
            let opens = protection.opens(vector.record, sequence: vector.sequence)
            #expect(opens)
        }
    }

    private func checkNonce(_ anatomy: RecordAnatomy, _ vector: RecordVector) {
        switch anatomy.form {
        case .tls13, .sequenceNonce:
            var nonce = anatomy.fixedIV
            for index in 0..<8 { nonce[11 - index] ^= UInt8(truncatingIfNeeded: vector.sequence >> UInt64(8 * index)) }
            #expect(nonce == anatomy.nonce && anatomy.explicit.isEmpty)
        case .explicitNonce: #expect(anatomy.nonce == anatomy.fixedIV + vector.record[anatomy.explicit])
        case .macThenEncrypt, .encryptThenMAC:
            #expect(anatomy.nonce.count == 16 && anatomy.fixedIV.isEmpty)
            #expect(anatomy.explicit.isEmpty == (vector.version == .tls10))
            if !anatomy.explicit.isEmpty { #expect(anatomy.nonce == Array(vector.record[anatomy.explicit])) }
        case .authenticatedOnly: #expect(anatomy.nonce.isEmpty)
        }
        // RFC 8446 §5.2, RFC 5246 §6.2.3.3.
        if anatomy.form == .tls13 {
            #expect(anatomy.additionalData == Array(vector.record.prefix(5)))
        } else {
            #expect(anatomy.additionalData.count == 13)
            #expect(Array(anatomy.additionalData[8...10]) == Array(vector.record.prefix(3)))
        }
    }

    @Test func thereIsNoneOfWhatDoesNotOpen() throws {
        let vector = try #require(RecordVector.runs.first?.vectors.first)
        let protection = try #require(vector.protection)
        let anatomy = protection.anatomy(of: vector.record.rawSpan, sequence: vector.sequence + 1)
        #expect(anatomy == nil)
    }
}
