import Testing

@testable import HTTP

@Suite struct Base64Tests {
    @Test(
        "RFC 4648 §10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test func allBytes() {
        for length in 0...256 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }

    @Test("Unused bits may have any value (RFC 4648 §3.5)") func unusedBits() {
        #expect(Base64.decode("Zh==") == [0x66])
        #expect(Base64.decode("Zm9=") == [0x66, 0x6f])
    }

    @Test(
        "What is no base64",
        arguments: ["Z", "Zg", "Zg=", "Zg===", "====", "Z===", "=Zg=", "Zg==Zg==", "Zm9-", "Zm9_", "Zm 9", "Zmé"])
    func malformed(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
