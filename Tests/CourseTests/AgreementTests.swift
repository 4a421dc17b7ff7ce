import Testing

@testable import Course

@Suite struct AgreementTests {
    @Test(arguments: [
        (" bytes", " byte"), (" bytes.", " byte."), (" Messages came", " Message came"), (" more bytes", " more byte"),
        (" whole text frames, and", " whole text frame, and"), (" bytes of two frames", " byte of two frames"),
        (" of two frames", " of two frames"), ("bytes", "bytes"), (" bytesize", " bytesize"), ("", ""), (" ", " "),
        ("-byte frames", "-byte frames"),
    ])
    func afterOne(text: String, expected: String) {
        #expect(Agreement.afterOne(text) == expected)
    }
}
