import TLS
import Testing
import Wire

@Suite struct HelloRandomTests {
    @Test func keepsTheBytes() {
        let bytes = [UInt8](100..<132)
        #expect(HelloRandom(bytes.rawSpan)?.bytes == bytes)
        #expect(HelloRandom(bytes.rawSpan) != HelloRandom([UInt8](101..<133).rawSpan))
    }

    @Test(arguments: [0, 31, 33]) func wantsThirtyTwo(count: Int) {
        #expect(HelloRandom([UInt8](repeating: 7, count: count).rawSpan) == nil)
    }
}
