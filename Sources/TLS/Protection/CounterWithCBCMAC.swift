import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// CCM (RFC 3610): counter mode for secrecy, CBC-MAC for authenticity.
///
/// The library has no CCM, but both modes that it is defined by; this only puts them together.
enum CounterWithCBCMAC {
    /// The plaintext, or nil if the tag does not fit.
    ///
    /// The nonce has 7 to 13 bytes, the tag an even number from 4 to 16.
    static func open(
        _ ciphertext: UnsafeRawBufferPointer, tag: UnsafeRawBufferPointer, key: SymmetricKey,
        nonce: UnsafeRawBufferPointer, authenticating additional: UnsafeRawBufferPointer
    ) -> Data? {
        let (nonce, tag) = unsafe (Array(nonce), Array(tag))
        // The counter begins with 0 for the tag, and each block takes the next: the tag, filled up to a block, goes first.
        guard (7...13).contains(nonce.count), tag.count >= 4, tag.count <= 16, tag.count % 2 == 0,
            let counter = try? AES._CTR.Nonce(nonceBytes: [UInt8(14 - nonce.count)] + nonce + zeros(15 - nonce.count)),
            let opened = unsafe try? AES._CTR.decrypt(
                tag + zeros(16 - tag.count) + ciphertext, using: key, nonce: counter)
        else { return nil }
        let plaintext = opened.dropFirst(16)
        guard
            let expected = unsafe mac(
                of: plaintext, tagLength: tag.count, key: key, nonce: nonce, additional: Array(additional))
        else { return nil }
        // All bytes are compared whatever the first ones are.
        let difference = zip(opened, expected).prefix(tag.count).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 ? plaintext : nil
    }

    /// The CBC-MAC over the message, whose first block holds tag length, nonce and message length (RFC 3610 §2.2).
    private static func mac(
        of message: Data, tagLength: Int, key: SymmetricKey, nonce: [UInt8], additional: [UInt8]
    ) -> Data? {
        // Longer ones are written in another way, and do not occur in TLS.
        guard additional.count < 0xFF00 else { return nil }
        let lengthSize = 15 - nonce.count
        var blocks = Data(capacity: 16 + 16 + additional.count + message.count + 32)
        blocks.append(UInt8((additional.isEmpty ? 0 : 64) + (tagLength - 2) / 2 * 8 + (lengthSize - 1)))
        blocks += nonce
        for index in (0..<lengthSize).reversed() {
            blocks.append(UInt8(truncatingIfNeeded: message.count >> (8 * index)))
        }
        if !additional.isEmpty {
            blocks += [UInt8(additional.count >> 8), UInt8(truncatingIfNeeded: additional.count)] + additional
            blocks += zeros(-blocks.count & 15)
        }
        blocks += message
        blocks += zeros(-blocks.count & 15)
        guard let iv = try? AES._CBC.IV(ivBytes: zeros(16)) else { return nil }
        return (try? AES._CBC.encrypt(blocks, using: key, iv: iv, noPadding: true))?.suffix(16)
    }

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}
