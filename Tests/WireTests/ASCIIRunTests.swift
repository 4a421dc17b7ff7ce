import Testing
import Wire

@Suite struct ASCIIRunTests {
    @Test(
        "The first byte beyond ASCII is found at every offset, from every start", arguments: [0, 1, 7, 8, 9, 72, 150])
    func everyOffset(length: Int) {
        for offset in 0...length {
            var bytes = [UInt8](repeating: 0x7f, count: length)
            if offset < length { bytes[offset] = 0x80 }
            for start in 0...offset {
                let end = bytes.rawSpan.endOfASCII(from: start)
                #expect(end == offset)
            }
        }
    }
}
