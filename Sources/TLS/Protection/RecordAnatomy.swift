import Wire

/// How a protected record is built, for pictures of it.
///
/// Ranges count the record's bytes, header included. Of the keys it shows no more than the fixed IV, which does not open anything alone.
public struct RecordAnatomy: Hashable, Sendable {
    /// The ways in which records are protected.
    public enum Form: Hashable, Sendable {
        /// TLS 1.3: the type and zeros are encrypted with the content (RFC 8446 §5.2).
        case tls13
        /// GCM and CCM in TLS 1.2: the record brings 8 bytes of the nonce (RFC 5288 §3).
        case explicitNonce
        /// ChaCha20-Poly1305 in TLS 1.2: the nonce comes from the sequence number (RFC 7905 §2).
        case sequenceNonce
        /// CBC, with the MAC inside of the ciphertext (RFC 5246 §6.2.3.2).
        case macThenEncrypt
        /// CBC, with the MAC behind the ciphertext (RFC 7366).
        case encryptThenMAC
        /// No encryption, only a MAC (RFC 5246 §6.2.3.1).
        case authenticatedOnly
    }

    /// How the record is protected.
    public let form: Form
    /// The number of the record under its keys, from 0.
    public let sequence: UInt64
    /// What the key derivation gave for nonces: 12 bytes, 4 with an explicit nonce; empty for CBC.
    public let fixedIV: [UInt8]
    /// The nonce of the cipher, 12 bytes; for CBC the IV, 16 bytes; empty without encryption.
    public let nonce: [UInt8]
    /// Where the record itself brings its nonce, or its IV; empty where it does not.
    public let explicit: Range<Int>
    /// What is authenticated besides the content: additional data, or what the MAC covers first.
    public let additionalData: [UInt8]
    /// The encrypted bytes, without a tag or MAC behind them.
    public let ciphertext: Range<Int>
    /// The part of the ciphertext that stands for the content.
    public let content: Range<Int>
    /// The byte of the ciphertext that stands for the inner content type (TLS 1.3).
    public let innerContentType: Int?
    /// The part of the ciphertext that stands for padding: zeros, or CBC padding with its length byte.
    public let padding: Range<Int>
    /// The authentication tag, or the MAC: with `macThenEncrypt` inside of the ciphertext.
    public let tag: Range<Int>
}

extension RecordProtection {
    /// How a record is built that these keys open; nil if they do not.
    ///
    /// In TLS 1.0 the record before decides: ask before the record is opened, or passed.
    public func anatomy(of record: RawSpan, sequence: UInt64) -> RecordAnatomy? {
        var copy = self
        guard let opened = copy.open(record, sequence: sequence) else { return nil }
        switch method {
        case .aead(let aead): return aead.anatomy(of: record, opened, sequence: sequence)
        case .block(let block): return block.anatomy(of: record, opened, sequence: sequence)
        }
    }
}

extension AEADProtection {
    func anatomy(of record: RawSpan, _ opened: OpenedRecord, sequence: UInt64) -> RecordAnatomy? {
        guard let (header, ciphertext, tag) = layout(of: record) else { return nil }
        let content = ciphertext.lowerBound..<ciphertext.lowerBound + opened.count
        return RecordAnatomy(
            form: isTLS13 ? .tls13 : explicitNonceLength > 0 ? .explicitNonce : .sequenceNonce, sequence: sequence,
            fixedIV: fixedIV, nonce: [UInt8](copying: nonce(of: record, sequence: sequence).rawSpan),
            explicit: header.body.lowerBound..<header.body.lowerBound + explicitNonceLength,
            additionalData: isTLS13
                ? [UInt8](copying: record.extracting(0..<RecordLayout.headerSize))
                : [UInt8](
                    copying: authenticatedHeader(of: header, sequence: sequence, length: ciphertext.count).rawSpan),
            ciphertext: ciphertext, content: content, innerContentType: isTLS13 ? content.upperBound : nil,
            padding: ciphertext.upperBound - opened.padding..<ciphertext.upperBound, tag: tag)
    }
}

extension BlockProtection {
    func anatomy(of record: RawSpan, _ opened: OpenedRecord, sequence: UInt64) -> RecordAnatomy? {
        guard let layout = layout(of: record) else { return nil }
        let ciphertext = layout.ciphertext
        let content = ciphertext.lowerBound..<ciphertext.lowerBound + opened.count
        let covered = encryptsThenMACs ? layout.iv.count + ciphertext.count : content.count
        return RecordAnatomy(
            form: key == nil ? .authenticatedOnly : encryptsThenMACs ? .encryptThenMAC : .macThenEncrypt,
            sequence: sequence, fixedIV: [],
            nonce: chainedIV.isEmpty ? [UInt8](copying: record.extracting(layout.iv)) : chainedIV,
            explicit: layout.iv,
            additionalData: [UInt8](
                copying: authenticatedHeader(of: layout.header, sequence: sequence, length: covered).rawSpan),
            ciphertext: ciphertext, content: content, innerContentType: nil,
            padding: ciphertext.upperBound - opened.padding..<ciphertext.upperBound,
            tag: layout.mac ?? content.upperBound..<content.upperBound + mac.length)
    }
}
