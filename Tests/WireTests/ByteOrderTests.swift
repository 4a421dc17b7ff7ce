import Testing
import Wire

@Suite struct ByteOrderTests {
    private let bytes: [UInt8] = [0xff, 1, 2, 3, 4, 5, 6, 7, 0xf8]

    @Test func readsNetworkByteOrderAtAnyOffset() {
        let span = bytes.rawSpan
        let numbers = [
            UInt64(span.byte(at: 8)), UInt64(span.uint16(at: 1)), UInt64(span.uint32(at: 1)), span.uint64(at: 1),
        ]
        #expect(numbers == [0xf8, 0x0102, 0x0102_0304, 0x0102_0304_0506_07f8])
    }

    @Test(
        arguments: [
            (true, [0x0201, 0x0403_0201, 0xf807_0605_0403_0201]),
            (false, [0x0102, 0x0102_0304, 0x0102_0304_0506_07f8]),
        ] as [(Bool, [UInt64])])
    func readsTheByteOrderOfTheWriter(littleEndian: Bool, expected: [UInt64]) {
        let span = bytes.rawSpan
        let numbers = [
            UInt64(span.uint16(at: 1, littleEndian: littleEndian)),
            UInt64(span.uint32(at: 1, littleEndian: littleEndian)), span.uint64(at: 1, littleEndian: littleEndian),
        ]
        #expect(numbers == expected)
    }
}
