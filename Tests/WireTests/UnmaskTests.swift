import TestKit
import Testing
import Wire

@Suite struct UnmaskTests {
    /// RFC 6455 §5.3, byte by byte: what the vectors must give.
    private static func reference(_ bytes: [UInt8], _ key: MaskingKey, from index: Int) -> [UInt8] {
        bytes.enumerated().map { $1 ^ UInt8(truncatingIfNeeded: key.bits >> UInt32(24 - 8 * (($0 + index) % 4))) }
    }

    @Test func helloOfTheRFC() {
        var bytes: [UInt8] = [0x7f, 0x9f, 0x4d, 0x51, 0x58]
        bytes.unmask(with: MaskingKey(0x37fa_213d))
        #expect(bytes == Array("Hello".utf8))
    }

    @Test(arguments: 0...100) func everyLengthAndEveryPlaceInTheKey(length: Int) {
        var random = SplitMix(seed: UInt64(length))
        let masked = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
        let key = MaskingKey(UInt32.random(in: 0...(.max), using: &random))
        for index in 0..<9 {
            let expected = Self.reference(masked, key, from: index)
            var inPlace = masked
            inPlace.unmask(with: key, from: index)
            #expect(inPlace == expected)
            var copy = [UInt8](repeating: 0xee, count: length + 3)
            copy.replaceFirst(unmasking: masked.rawSpan, with: key, from: index)
            #expect(copy == expected + [0xee, 0xee, 0xee])
        }
    }

    @Test func maskingTwiceChangesNothing() {
        let original = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var bytes = original
        bytes.unmask(with: MaskingKey(0xdead_beef), from: 3)
        #expect(bytes != original)
        bytes.unmask(with: MaskingKey(0xdead_beef), from: 3)
        #expect(bytes == original)
    }
}
