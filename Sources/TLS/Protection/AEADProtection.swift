import Crypto
import Wire

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Records under a cipher that encrypts and authenticates at once.
///
///     TLS 1.3      header │ ciphertext of content, type, zeros │ tag     nonce: IV XOR sequence number
///     GCM, CCM 1.2 header │ 8 bytes of nonce │ ciphertext │ tag          nonce: 4 bytes of IV, 8 of the record
///     ChaCha20 1.2 header │ ciphertext │ tag                             nonce: IV XOR sequence number
struct AEADProtection: Sendable {
    enum Algorithm: Sendable {
        case aesGCM
        case chaCha20Poly1305
        case aesCCM(tagLength: Int)
    }

    let algorithm: Algorithm
    let isTLS13: Bool
    let key: SymmetricKey
    /// 12 bytes that are combined with the sequence number, or 4 before the 8 that each record brings.
    let fixedIV: [UInt8]
    private let ivHigh: UInt32
    private let ivLow: UInt64

    init?(_ cipher: CipherSuite.Cipher, isTLS13: Bool, key: SymmetricKey, fixedIV: [UInt8]) {
        switch cipher {
        case .aesGCM: algorithm = .aesGCM
        case .chaCha20Poly1305: algorithm = .chaCha20Poly1305
        case .aesCCM(_, let tagLength): algorithm = .aesCCM(tagLength: tagLength)
        case .aesCBC, .null, .other: return nil
        }
        guard key.bitCount == 8 * cipher.keyLength,
            fixedIV.count == Self.fixedIVLength(of: cipher, isTLS13: isTLS13)
        else { return nil }
        self.isTLS13 = isTLS13
        self.key = key
        self.fixedIV = fixedIV
        ivHigh = fixedIV.rawSpan.uint32(at: 0)
        ivLow = fixedIV.count == 12 ? fixedIV.rawSpan.uint64(at: 4) : 0
    }

    /// How many bytes of IV come from the key derivation.
    static func fixedIVLength(of cipher: CipherSuite.Cipher, isTLS13: Bool) -> Int {
        isTLS13 || cipher == .chaCha20Poly1305 ? 12 : 4
    }

    /// How many bytes of nonce a record brings itself.
    var explicitNonceLength: Int { fixedIV.count == 12 ? 0 : 8 }

    var tagLength: Int {
        switch algorithm {
        case .aesGCM, .chaCha20Poly1305: 16
        case .aesCCM(let length): length
        }
    }

    /// Where ciphertext and tag are; nil if the record cannot be one under this cipher.
    func layout(of record: RawSpan) -> (header: RecordLayout, ciphertext: Range<Int>, tag: Range<Int>)? {
        let overhead = explicitNonceLength + tagLength
        // RFC 8446 §5.2, RFC 5246 §6.2.3.
        guard let header = RecordLayout(record, longestBody: RecordLayout.longestContent + (isTLS13 ? 256 : 2048)),
            // TLS 1.3 always shows application_data, and encrypts a type at least.
            header.body.count >= overhead + (isTLS13 ? 1 : 0),
            !isTLS13 || header.contentType == .applicationData
        else { return nil }
        let tag = header.body.upperBound - tagLength
        return (header, header.body.lowerBound + explicitNonceLength..<tag, tag..<header.body.upperBound)
    }

    func nonce(of record: RawSpan, sequence: UInt64) -> [12 of UInt8] {
        let low = explicitNonceLength == 0 ? ivLow ^ sequence : record.uint64(at: RecordLayout.headerSize)
        var nonce: [12 of UInt8] = .init(repeating: 0)
        for index in 0..<4 { nonce[index] = UInt8(truncatingIfNeeded: ivHigh >> UInt32(24 - 8 * index)) }
        for index in 0..<8 { nonce[4 + index] = UInt8(truncatingIfNeeded: low >> UInt64(56 - 8 * index)) }
        return nonce
    }

    func open(_ record: RawSpan, sequence: UInt64) -> OpenedRecord? {
        guard let (header, ciphertext, tag) = layout(of: record) else { return nil }
        let nonce = nonce(of: record, sequence: sequence)
        let plaintext: Data?
        if isTLS13 {
            plaintext = decrypt(
                record, ciphertext, tag, nonce: nonce.rawSpan,
                authenticating: record.extracting(0..<RecordLayout.headerSize))
        } else {
            let additional = authenticatedHeader(of: header, sequence: sequence, length: ciphertext.count)
            plaintext = decrypt(record, ciphertext, tag, nonce: nonce.rawSpan, authenticating: additional.rawSpan)
        }
        guard let plaintext else { return nil }
        guard isTLS13 else {
            guard plaintext.count <= RecordLayout.longestContent else { return nil }
            return OpenedRecord(header.contentType, plaintext, content: 0..<plaintext.count, padding: 0)
        }
        // The last byte that is not zero is the content's type (RFC 8446 §5.4).
        let bytes = plaintext.bytes
        var end = bytes.byteCount
        while end > 0, bytes.byte(at: end - 1) == 0 { end -= 1 }
        guard end > 0, end - 1 <= RecordLayout.longestContent else { return nil }
        return OpenedRecord(
            ContentType(rawValue: bytes.byte(at: end - 1)), plaintext, content: 0..<end - 1,
            padding: bytes.byteCount - end)
    }

    private func decrypt(
        _ record: RawSpan, _ ciphertext: Range<Int>, _ tag: Range<Int>, nonce: RawSpan,
        authenticating additional: RawSpan
    ) -> Data? {
        // The library takes pointers; none of them leaves these closures.
        unsafe record.extracting(ciphertext).withUnsafeBytes { ciphertext in
            unsafe record.extracting(tag).withUnsafeBytes { tag in
                unsafe nonce.withUnsafeBytes { nonce in
                    unsafe additional.withUnsafeBytes { additional in
                        switch algorithm {
                        case .aesGCM:
                            guard let nonce = try? unsafe AES.GCM.Nonce(data: nonce),
                                let box = try? unsafe AES.GCM.SealedBox(
                                    nonce: nonce, ciphertext: ciphertext, tag: tag)
                            else { return nil }
                            return try? unsafe AES.GCM.open(box, using: key, authenticating: additional)
                        case .chaCha20Poly1305:
                            guard let nonce = try? unsafe ChaChaPoly.Nonce(data: nonce),
                                let box = try? unsafe ChaChaPoly.SealedBox(
                                    nonce: nonce, ciphertext: ciphertext, tag: tag)
                            else { return nil }
                            return try? unsafe ChaChaPoly.open(box, using: key, authenticating: additional)
                        case .aesCCM:
                            return unsafe CounterWithCBCMAC.open(
                                ciphertext, tag: tag, key: key, nonce: nonce, authenticating: additional)
                        }
                    }
                }
            }
        }
    }
}
