import Crypto
import CryptoExtras
import Wire

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Records under AES-CBC with an HMAC, or under an HMAC alone (RFC 5246 §6.2.3.2, RFC 7366).
///
///     MAC, then encrypt   header │ IV │ ciphertext of content, MAC, padding
///     encrypt, then MAC   header │ IV │ ciphertext of content, padding │ MAC
///
/// TLS 1.0 writes no IV: the last block of the record before is the IV (RFC 2246 §6.2.3.2).
struct BlockProtection: Sendable {
    static let blockSize = 16

    let version: ProtocolVersion
    /// nil: the records are not encrypted, and have neither IV nor padding.
    let key: SymmetricKey?
    let mac: MessageAuthentication
    let encryptsThenMACs: Bool
    /// The next record's IV in TLS 1.0; empty after.
    private(set) var chainedIV: [UInt8]

    init?(
        version: ProtocolVersion, key: SymmetricKey?, mac: MessageAuthentication, encryptThenMAC: Bool, iv: [UInt8]
    ) {
        let isChained = key != nil && version <= .tls10
        guard !isChained || iv.count == Self.blockSize else { return nil }
        self.version = version
        self.key = key
        self.mac = mac
        // RFC 7366 §3: only for block ciphers.
        encryptsThenMACs = encryptThenMAC && key != nil
        chainedIV = isChained ? iv : []
    }

    /// Where a record's parts are.
    struct Layout {
        let header: RecordLayout
        /// Empty where the IV is the block before, or where there is none.
        let iv: Range<Int>
        let ciphertext: Range<Int>
        /// The MAC outside of the ciphertext; nil if it is inside.
        let mac: Range<Int>?
    }

    /// Where the parts are; nil if the record cannot be one under this cipher.
    func layout(of record: RawSpan) -> Layout? {
        guard let header = RecordLayout(record, longestBody: RecordLayout.longestContent + 2048) else { return nil }
        guard key != nil else {
            guard header.body.count >= mac.length else { return nil }
            let end = header.body.upperBound - mac.length
            return Layout(
                header: header, iv: header.body.lowerBound..<header.body.lowerBound,
                ciphertext: header.body.lowerBound..<end, mac: end..<header.body.upperBound)
        }
        let start = header.body.lowerBound + (chainedIV.isEmpty ? Self.blockSize : 0)
        let end = header.body.upperBound - (encryptsThenMACs ? mac.length : 0)
        // Inside is a length of padding at least, and the MAC if it is not outside.
        let least = encryptsThenMACs ? 1 : mac.length + 1
        guard end - start >= least, (end - start) % Self.blockSize == 0 else { return nil }
        return Layout(
            header: header, iv: header.body.lowerBound..<start, ciphertext: start..<end,
            mac: encryptsThenMACs ? end..<header.body.upperBound : nil)
    }

    mutating func open(_ record: RawSpan, sequence: UInt64) -> OpenedRecord? {
        guard let layout = layout(of: record) else { return nil }
        guard let key else { return openUnencrypted(record, layout, sequence: sequence) }
        if let code = layout.mac {
            let covered = layout.iv.lowerBound..<layout.ciphertext.upperBound
            guard accepts(record.extracting(code), record.extracting(covered), layout.header, sequence) else {
                return nil
            }
        }
        let chained = chainedIV
        let plaintext: Data? = unsafe record.extracting(layout.ciphertext).withUnsafeBytes { ciphertext in
            // The pointers do not leave the closures.
            let iv =
                chained.isEmpty
                ? unsafe record.extracting(layout.iv).withUnsafeBytes { unsafe try? AES._CBC.IV(ivBytes: $0) }
                : try? AES._CBC.IV(ivBytes: chained)
            guard let iv else { return nil }
            return unsafe try? AES._CBC.decrypt(ciphertext, using: key, iv: iv, noPadding: true)
        }
        guard let plaintext else { return nil }
        let bytes = plaintext.bytes
        // An endpoint must not tell bad padding from a bad MAC, not even by its time; who reads a recording tells nobody.
        let padding = Int(bytes.byte(at: bytes.byteCount - 1)) + 1
        let macInside = layout.mac == nil ? mac.length : 0
        let end = bytes.byteCount - padding - macInside
        guard end >= 0, end <= RecordLayout.longestContent else { return nil }
        for offset in bytes.byteCount - padding..<bytes.byteCount where Int(bytes.byte(at: offset)) != padding - 1 {
            return nil
        }
        if macInside > 0 {
            guard
                accepts(bytes.extracting(end..<end + macInside), bytes.extracting(0..<end), layout.header, sequence)
            else { return nil }
        }
        pass(record)
        return OpenedRecord(layout.header.contentType, plaintext, content: 0..<end, padding: padding)
    }

    /// Notes the last block of a record that goes by.
    mutating func pass(_ record: RawSpan) {
        guard !chainedIV.isEmpty, let layout = layout(of: record) else { return }
        let end = layout.ciphertext.upperBound
        chainedIV = [UInt8](copying: record.extracting(end - Self.blockSize..<end))
    }

    private func openUnencrypted(_ record: RawSpan, _ layout: Layout, sequence: UInt64) -> OpenedRecord? {
        let content = record.extracting(layout.ciphertext)
        guard let code = layout.mac, content.byteCount <= RecordLayout.longestContent,
            accepts(record.extracting(code), content, layout.header, sequence)
        else { return nil }
        // The pointer does not leave the closure, which copies the bytes.
        let plaintext = unsafe content.withUnsafeBytes { unsafe Data($0) }
        return OpenedRecord(layout.header.contentType, plaintext, content: 0..<plaintext.count, padding: 0)
    }

    private func accepts(
        _ code: RawSpan, _ content: RawSpan, _ header: RecordLayout, _ sequence: UInt64
    ) -> Bool {
        let authenticated = authenticatedHeader(of: header, sequence: sequence, length: content.byteCount)
        return mac.accepts(code, header: authenticated.rawSpan, content: content)
    }
}
