import TLS
import TestKit
import Testing
import Wire

@Suite struct CertificateSummaryTests {
    private func read(_ bytes: [UInt8]) throws -> CertificateSummary { try CertificateSummary(der: bytes.rawSpan) }

    @Test func readsTheCertificateOfAHandshake() throws {
        let summary = try read(Array(RecordedMessages.certificate12[10...]))
        #expect(summary.subject == "O=Test,CN=echo.example" && summary.issuer == summary.subject)
        #expect(summary.names == ["echo.example", "*.echo.example", "127.0.0.1"] && summary.nameCount == 3)
        #expect(summary.notBefore.description == "2026-11-21 20:01:00 UTC")
        #expect(summary.notAfter.description == "2026-12-21 20:01:00 UTC")
        #expect(summary.notAfter.secondsSince1970 - summary.notBefore.secondsSince1970 == 30 * 86400)
        #expect(summary.serial == "0c:09:b4:8e:bd:d1:87:c6:bb:18:ed:be:60:bc:aa:20:31:8b:68:a5")
        #expect(summary.publicKey == "RSA, 2048 bits" && summary.signatureAlgorithm == "RSA with SHA-256")
        #expect(summary.isSelfSigned)
    }

    @Test func readsAnAuthority() throws {
        let summary = try read(RecordedCertificates.authority)
        #expect(summary.subject.contains("Example & Söhne") && summary.isAuthority && summary.names.isEmpty)
        #expect(summary.publicKey == "ECDSA on secp384r1" && summary.signatureAlgorithm == "ECDSA with SHA-256")
    }

    @Test func readsNamesOfAllKinds() throws {
        let summary = try read(RecordedCertificates.edwards)
        #expect(
            summary.names == [
                "*.old.example", "2001:db8::1", "email:a@old.example", "URI:wss://old.example/",
            ])
        #expect(summary.publicKey == "Ed25519" && summary.signatureAlgorithm == "Ed25519")
    }

    @Test func readsKeysThatFewUse() throws {
        let pss = try read(RecordedCertificates.pss)
        #expect(pss.publicKey == "RSA-PSS, 1024 bits" && pss.signatureAlgorithm == "RSA-PSS")
        #expect(pss.notAfter.description == "2136-05-28 20:17:34 UTC" && pss.notAfter.secondsSince1970 == 5_251_292_254)
        let dsa = try read(RecordedCertificates.dsa)
        #expect(dsa.publicKey == "DSA" && dsa.subject.isEmpty && dsa.isSelfSigned)
    }

    @Test(arguments: [
        ("echo.example", true), ("ECHO.example.", true), ("a.echo.example", true), ("a.b.echo.example", false),
        ("xecho.example", false), ("127.0.0.1", true), ("127.0.0.2", false), ("", false), (".echo.example", false),
    ]) func tellsWhetherItCoversAHost(host: String, covers: Bool) throws {
        #expect(try read(Array(RecordedMessages.certificate12[10...])).covers(host: host) == covers)
    }

    @Test func isValidFromTheFirstToTheLastSecond() throws {
        let summary = try read(RecordedCertificates.edwards)
        let (first, last) = (summary.notBefore.secondsSince1970, summary.notAfter.secondsSince1970)
        #expect(summary.isValid(at: first) && summary.isValid(at: last) && last - first == 86400)
        #expect(!summary.isValid(at: first - 1) && !summary.isValid(at: last + 1))
    }

    @Test func givesAReasonAtEveryCut() {
        let der = RecordedCertificates.edwards
        for count in 0..<der.count {
            do {
                _ = try read(Array(der.prefix(count)))
                Issue.record("\(count) bytes are read")
            } catch let error as CertificateError {
                #expect(!error.reason.isEmpty)
            } catch {
                Issue.record("\(error)")
            }
        }
    }

    @Test(arguments: [RecordedCertificates.edwards, RecordedCertificates.authority, RecordedCertificates.pss])
    func survivesEveryWrongByte(der: [UInt8]) {
        var bytes = der
        for place in bytes.indices {
            for wrong: UInt8 in [0, 0x30, 0x80, 0xff, der[place] ^ 1, der[place] &+ 1] {
                bytes[place] = wrong
                if let summary = try? read(bytes) { _ = summary.covers(host: "old.example") }
            }
            bytes[place] = der[place]
        }
    }

    @Test func refusesWhatIsTooLong() {
        #expect(throws: CertificateError(reason: "it is longer than 65536 bytes")) {
            try read([UInt8](repeating: 0x30, count: 65537))
        }
    }

    @Test func survivesDeepNesting() {
        #expect(throws: CertificateError.self) {
            try read((0..<8000).flatMap { _ in [0x30, 0x80] as [UInt8] })
        }
        // Definite lengths, innermost last.
        var nested: [UInt8] = []
        for _ in 0..<200 {
            nested =
                [0x30]
                + (nested.count < 128
                    ? [UInt8(nested.count)] : [0x82, UInt8(nested.count >> 8), UInt8(nested.count & 0xff)]) + nested
        }
        #expect(throws: CertificateError.self) { try read(nested) }
    }
}
