import Crypto
import Foundation
import Testing

@testable import TLS

@Suite struct CounterWithCBCMACTests {
    /// Packet vector 1 of RFC 3610 §8.
    private static let key = SymmetricKey(data: [UInt8](0xC0..<0xD0))
    private static let nonce = [UInt8](hex: "00000003020100a0a1a2a3a4a5")
    private static let additional = [UInt8](0..<8)
    private static let sealed = [UInt8](hex: "588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0")

    private static func open(_ sealed: [UInt8], nonce: [UInt8], additional: [UInt8]) -> Data? {
        unsafe sealed.withUnsafeBytes { sealed in
            unsafe nonce.withUnsafeBytes { nonce in
                unsafe additional.withUnsafeBytes { additional in
                    unsafe CounterWithCBCMAC.open(
                        UnsafeRawBufferPointer(rebasing: sealed.dropLast(8)),
                        tag: UnsafeRawBufferPointer(rebasing: sealed.suffix(8)), key: key, nonce: nonce,
                        authenticating: additional)
                }
            }
        }
    }

    @Test func opensTheVectorOfTheRFC() {
        #expect(Self.open(Self.sealed, nonce: Self.nonce, additional: Self.additional) == Data(8..<0x1F))
    }

    @Test func opensNothingElse() {
        for bit in 0..<8 * Self.sealed.count {
            var sealed = Self.sealed
            sealed[bit >> 3] ^= 1 << UInt8(bit & 7)
            #expect(Self.open(sealed, nonce: Self.nonce, additional: Self.additional) == nil)
        }
        #expect(Self.open(Self.sealed, nonce: Self.nonce.dropLast() + [0], additional: Self.additional) == nil)
        #expect(Self.open(Self.sealed, nonce: Self.nonce, additional: Self.additional + [0]) == nil)
        #expect(Self.open(Self.sealed, nonce: Array(Self.nonce.prefix(6)), additional: Self.additional) == nil)
    }
}
