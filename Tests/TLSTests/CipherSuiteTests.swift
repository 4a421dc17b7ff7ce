import TLS
import Testing

@Suite struct CipherSuiteTests {
    typealias Parameters = CipherSuite.Parameters

    @Test(
        arguments: [
            (0x1301, .tls13, .aesGCM(keyLength: 16), nil, .sha256),
            (0x1302, .tls13, .aesGCM(keyLength: 32), nil, .sha384),
            (0x1303, .tls13, .chaCha20Poly1305, nil, .sha256),
            (0x1304, .tls13, .aesCCM(keyLength: 16, tagLength: 16), nil, .sha256),
            (0x1305, .tls13, .aesCCM(keyLength: 16, tagLength: 8), nil, .sha256),
            (0x009D, .rsa, .aesGCM(keyLength: 32), nil, .sha384),
            (0xC02B, .ecdhe, .aesGCM(keyLength: 16), nil, .sha256),
            (0xC0A3, .dhe, .aesCCM(keyLength: 32, tagLength: 8), nil, .sha256),
            (0xC09E, .dhe, .aesCCM(keyLength: 16, tagLength: 16), nil, .sha256),
            (0xC0AB, .dhePSK, .aesCCM(keyLength: 32, tagLength: 8), nil, .sha256),
            (0xD005, .ecdhePSK, .aesCCM(keyLength: 16, tagLength: 16), nil, .sha256),
            (0xCCAE, .rsaPSK, .chaCha20Poly1305, nil, .sha256), (0x002F, .rsa, .aesCBC(keyLength: 16), .sha1, .sha256),
            (0xC028, .ecdhe, .aesCBC(keyLength: 32), .sha384, .sha384), (0x0001, .rsa, .null, .md5, .sha256),
            (0x00B1, .psk, .null, .sha384, .sha384),
            (0x006D, .other("DH_anon"), .aesCBC(keyLength: 32), .sha256, .sha256),
            (0x0005, .rsa, .other("RC4_128"), nil, .sha256), (0x000A, .rsa, .other("3DES_EDE_CBC"), nil, .sha256),
            (0xC0B4, .tls13, .other("SHA256"), nil, .sha256),
        ]
            as [(
                UInt16, CipherSuite.KeyExchange, CipherSuite.Cipher, CipherSuite.HashAlgorithm?,
                CipherSuite.HashAlgorithm
            )])
    func consistsOf(
        number: UInt16, keyExchange: CipherSuite.KeyExchange, cipher: CipherSuite.Cipher,
        mac: CipherSuite.HashAlgorithm?, hash: CipherSuite.HashAlgorithm
    ) throws {
        let parameters = try #require(CipherSuite(rawValue: number).parameters)
        #expect(parameters.keyExchange == keyExchange)
        #expect(parameters.cipher == cipher)
        #expect(parameters.mac == mac)
        #expect(parameters.hash == hash)
        #expect(parameters.prfHash(for: .tls12) == hash && parameters.prfHash(for: .tls11) == nil)
    }

    @Test(
        arguments: [
            (0x1301, nil), (0xC0A0, nil), (0x0002, nil),
            (
                0x0005,
                "ws101 does not open the cipher RC4_128, only AES (GCM, CCM, CBC) and ChaCha20-Poly1305"
            ), (0x00FF, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV is a signal, not a cipher suite"),
            (0x0A0A, "cipher suite 0x0a0a is not registered"),
            (0xFF, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV is a signal, not a cipher suite"),
            (0x1307, "ws101 does not open the cipher AEGIS_128L, only AES (GCM, CCM, CBC) and ChaCha20-Poly1305"),
        ] as [(UInt16, String?)])
    func saysWhyItStaysClosed(number: UInt16, reason: String?) {
        #expect(CipherSuite(rawValue: number).whyUnsupported == reason)
    }

    /// A suite is either opened or said not to be: with keys for both ends, whatever its number.
    @Test func opensWhatItSays() throws {
        let random = try #require(HelloRandom.repeating(1))
        var named = 0
        for number in 0...UInt16.max {
            let suite = CipherSuite(rawValue: number)
            named += suite.name == nil ? 0 : 1
            let pair = RecordProtection.pair(
                version: .tls12, suite: suite, master: Secret([UInt8](repeating: 2, count: 48)), clientRandom: random,
                serverRandom: random, encryptThenMAC: false)
            let secret = Secret([UInt8](repeating: 3, count: suite.parameters?.hash.length ?? 32))
            let single = RecordProtection(suite: suite, trafficSecret: secret)
            #expect((pair != nil || single != nil) == (suite.whyUnsupported == nil), "\(suite.name ?? "?")")
            #expect(pair == nil || single == nil)
        }
        #expect(named == 352)
    }
}
