import HTTP
import Testing

@Suite struct AcceptComputationTests {
    @Test("RFC 6455 §1.3, §4.2.2: the sample nonce, step by step")
    func sampleNonce() {
        let computation = AcceptComputation(key: "dGhlIHNhbXBsZSBub25jZQ==")
        #expect(computation.concatenation == "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
        #expect(
            computation.digest == [
                0xb3, 0x7a, 0x4f, 0x2c, 0xc0, 0x62, 0x4f, 0x16, 0x90, 0xf6,
                0x46, 0x06, 0xcf, 0x38, 0x59, 0x45, 0xb2, 0xbe, 0xc4, 0xea,
            ])
        #expect(computation.accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    // Each value was computed with Python's hashlib and base64.
    @Test(
        "What went wrong in a server is recognised",
        arguments: [
            ("dGhlIHNhbXBsZSBub25jZQ==", "the key came back as it is"),
            ("hHLtf2V1k8aDQZfNjw3Ia1hCwt0=", "the GUID was left out"),
            ("BXhwxM0SZasKmCD9S4BfpPmCnEw=", "the key was decoded"),
            ("WJfwerbIozKsJXHxxI0JTO1SQgU=", "small letters"),
            ("2OZf2Seed9yzIpkj+zvC9KS9Mjw=", "the GUID came before the key"),
            ("b37a4f2cc0624f1690f64606cf385945b2bec4ea", "in hexadecimal, not in base64"),
            ("YjM3YTRmMmNjMDYyNGYxNjkwZjY0NjA2Y2YzODU5NDViMmJlYzRlYQ==", "hexadecimal text"),
            ("BQgomKt49tqcGtJYe4ASzQz1IXI=", "a newline was hashed"),
            ("05082898ab78f6da9c1ad2587b8012cd0cf52172", "a newline was hashed"),
        ])
    func mistakes(observed: String, diagnosis: String) throws {
        let computation = AcceptComputation(key: "dGhlIHNhbXBsZSBub25jZQ==")
        #expect(try #require(computation.mistake(behind: observed)).contains(diagnosis))
    }

    @Test func unknownMistakesAreNotGuessed() {
        let computation = AcceptComputation(key: "dGhlIHNhbXBsZSBub25jZQ==")
        #expect(computation.mistake(behind: "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") == nil)
        #expect(computation.mistake(behind: "AAAAAAAAAAAAAAAAAAAAAAAAAAA=") == nil)
    }
}
