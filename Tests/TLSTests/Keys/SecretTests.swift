import TLS
import Testing
import Wire

@Suite struct SecretTests {
    private static let bytes = [UInt8](65..<97)

    @Test func keepsTheBytes() {
        #expect(Secret(Self.bytes).count == 32)
        #expect(Secret(Self.bytes.rawSpan).revealed == Self.bytes)
        #expect(Secret(Self.bytes) != Secret([UInt8](66..<98)))
    }

    /// Neither text nor dumps show a byte, in numbers or characters; not even of what holds a secret.
    @Test func showsNothing() throws {
        let secret = Secret(Self.bytes)
        var dumped = ""
        dump(
            (secret, [secret], RecordProtection(suite: CipherSuite(rawValue: 0x1301), trafficSecret: secret)),
            to: &dumped)
        for text in ["\(secret)", secret.debugDescription, "\([secret])", dumped] {
            #expect(!text.contains("65") && !text.contains("41") && !text.contains("ABC"))
        }
        #expect("\(secret)" == "secret of 32 bytes")
        let protection = try #require(RecordProtection(suite: CipherSuite(rawValue: 0x1301), trafficSecret: secret))
        #expect("\(protection)" == "keys of TLS_AES_128_GCM_SHA256")
    }
}
