import Testing
import Wire

@Suite struct RawBytesTests {
    @Test func bytesAsTheyLie() {
        let bytes: [UInt8] = [1, 2, 0xff]
        let span = bytes.rawSpan
        let count = span.byteCount
        #expect(count == 3)
        for index in bytes.indices {
            let byte = span.byte(at: index)
            #expect(byte == bytes[index])
        }
        let none: [UInt8] = []
        let isEmpty = none.rawSpan.isEmpty
        #expect(isEmpty)
    }
}
