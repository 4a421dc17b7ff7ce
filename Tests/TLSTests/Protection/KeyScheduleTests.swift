import TLS
import Testing
import Wire

/// The secrets of TLS 1.0 to 1.2, compared with what OpenSSL computes (`openssl kdf … TLS1-PRF`).
@Suite struct KeyScheduleTests {
    private static let premaster = Secret([UInt8](0..<48))
    private static let sha256Suite = CipherSuite(rawValue: 0xC02F)
    private static let sha384Suite = CipherSuite(rawValue: 0xC030)

    @Test(arguments: [
        (
            ProtocolVersion.tls10, sha256Suite,
            "0fd812873de292060f2396bc59d227ae1921d81c6285499b16ce5254ea17b0e49cd3d1830f68e8c63e1d48b8eb532b19"
        ),
        (
            .tls11, sha384Suite,
            "0fd812873de292060f2396bc59d227ae1921d81c6285499b16ce5254ea17b0e49cd3d1830f68e8c63e1d48b8eb532b19"
        ),
        (
            .tls12, sha256Suite,
            "abddcc8f84003ba92af9f3190966dae3be0ea0c70176959028017ee7fa024fb8189e6bb9ba7bb419a9c568138b1df421"
        ),
        (
            .tls12, sha384Suite,
            "1f03b967db011826d1bdf043fe981c6a9c05363b54c6109a2230f65d7192fa59a8fd6415c27fa71f435fae0335c07818"
        ),
    ]) func masterSecret(version: ProtocolVersion, suite: CipherSuite, expected: String) throws {
        let client = try #require(HelloRandom.repeating(10))
        let server = try #require(HelloRandom.repeating(11))
        let master = KeySchedule.master(
            fromPremaster: Self.premaster, version: version, suite: suite, clientRandom: client, serverRandom: server)
        #expect(master?.revealed.hex == expected)
    }

    @Test(arguments: [
        (
            ProtocolVersion.tls10, sha256Suite,
            "6670745ad86958d55165d7fca6f3fabc526b7c21f11f8229e7e7d973634039338083cc80",
            "ebb38bb7584019bd0c6f790486c3f924b98058020b8c24e56aaa44df0deccd49168b9e191bbcf759cfe67034d75fb050"
        ),
        (
            .tls12, sha256Suite, "6d4be27c78263a4b9f84342bc2b709b5563e8821d7ce26ceca6a10968e0c1418",
            "23ecae301858b0e5d6ad90992f2e46d44082a508368c518ae60d86bc304babc41258e7c04c437bed57248a2de3b2be66"
        ),
        (
            .tls12, sha384Suite,
            "838d957d407c00dec78ba322c6159a3e5adfea64e0acf5895b1ba6a0bd1888836eac83b722d1626290e7f9872e7a4ce5",
            "51fb7f5cfb31789e73ec7baa6e40db6edfa88da396f8cfb1e14dea949e623d0aebb8b315c27927b050fb76a0829a399c"
        ),
    ]) func extendedMasterSecret(version: ProtocolVersion, suite: CipherSuite, hash: String, expected: String) throws {
        var transcript = Transcript()
        for message in [[1, 0, 0, 5] + Array("hello".utf8), [2, 0, 0, 5] + Array("wor".utf8), Array("ld".utf8)] {
            transcript.update(message.rawSpan)
        }
        transcript.update([UInt8]([16, 0, 0, 2, 1, 2]).rawSpan)
        let digest = try #require(transcript.digest(version: version, suite: suite))
        #expect(digest.hex == hash)
        let master = KeySchedule.extendedMaster(
            fromPremaster: Self.premaster, version: version, suite: suite, sessionHash: digest)
        #expect(master?.revealed.hex == expected)
    }

    @Test(arguments: [
        (ProtocolVersion.tls13, UInt16(0xC02F)), (.ssl30, 0xC02F), (.tls12, 0x1301), (.tls12, 0xFFFE),
    ])
    func hasNoMasterSecret(version: ProtocolVersion, suite: UInt16) throws {
        let random = try #require(HelloRandom.repeating(10))
        #expect(
            KeySchedule.master(
                fromPremaster: Self.premaster, version: version, suite: CipherSuite(rawValue: suite),
                clientRandom: random, serverRandom: random) == nil)
    }
}
