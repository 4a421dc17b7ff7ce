import TLS
import TestKit
import Testing
import Wire

@Suite struct HandshakeMessageTests {
    private static let curve = HandshakeContext(version: .tls12, suite: CipherSuite(rawValue: 0xc02f))
    private static let rsa = HandshakeContext(version: .tls12, suite: CipherSuite(rawValue: 0x009c))

    private static let recorded: [(bytes: [UInt8], context: HandshakeContext)] = [
        (RecordedMessages.clientHello13, HandshakeContext()), (RecordedMessages.serverHello13, HandshakeContext()),
        (RecordedMessages.clientHello12, HandshakeContext()), (RecordedMessages.serverHello12, HandshakeContext()),
        (RecordedMessages.certificate12, curve), (RecordedMessages.serverKeyExchange, curve),
        (RecordedMessages.clientKeyExchange, curve), (RecordedMessages.ticket12, curve),
        (RecordedMessages.rsaKeyExchange, rsa),
    ]

    private func read(_ bytes: [UInt8], _ context: HandshakeContext = HandshakeContext()) throws -> HandshakeMessage {
        try HandshakeMessage(bytes.rawSpan, context: context)
    }

    @Test func readsAClientHelloOfTLS13() throws {
        guard case .clientHello(let hello) = try read(RecordedMessages.clientHello13) else {
            Issue.record("not a ClientHello")
            return
        }
        #expect(hello.legacyVersion == .tls12 && hello.highestVersion == .tls13 && hello.supportedVersions == [.tls13])
        #expect(hello.serverName == "echo.example" && hello.protocols == ["http/1.1"])
        #expect(hello.random.bytes == Array(RecordedMessages.clientHello13[6..<38]))
        #expect(hello.sessionID.count == 32 && hello.cipherSuites.contains(0x1301) && hello.compressionMethods == [0])
        #expect(hello.keyShareGroups.map(\.name) == ["x25519"] && hello.groups.first?.name == "x25519")
        #expect(hello.extendedMasterSecret && hello.encryptThenMAC && hello.ticket == [])
        #expect(!hello.offersEarlyData && hello.preSharedKeys == 0 && !hello.offersEncryptedClientHello)
        #expect(hello.extensions.defect == nil)
    }

    @Test func readsAServerHelloOfTLS13() throws {
        guard case .serverHello(let hello) = try read(RecordedMessages.serverHello13) else {
            Issue.record("not a ServerHello")
            return
        }
        #expect(hello.legacyVersion == .tls12 && hello.version == .tls13 && !hello.isHelloRetryRequest)
        #expect(hello.cipherSuite.name == "TLS_AES_256_GCM_SHA384" && hello.keyShareGroup?.name == "x25519")
        #expect(hello.preSharedKey == nil && hello.protocol == nil && hello.downgradedFrom == nil)
    }

    /// Before draft 22 there was no session id, and no compression method.
    @Test(arguments: [0x7f12, 0x7f15] as [UInt16]) func readsAServerHelloOfADraft(version: UInt16) throws {
        let body =
            [UInt8(version >> 8), UInt8(version & 0xff)] + [UInt8](repeating: 9, count: 32) + [0x13, 0x02, 0, 0]
        guard case .serverHello(let hello) = try read([2, 0, 0, UInt8(body.count)] + body) else {
            Issue.record("not a ServerHello")
            return
        }
        #expect(hello.version.rawValue == version && hello.version >= .tls13)
        #expect(hello.version.draft == Int(version & 0xff) && hello.version.whyUnsupported != nil)
        #expect(hello.cipherSuite.name == "TLS_AES_256_GCM_SHA384" && hello.sessionID.isEmpty)
    }

    @Test func readsAServerHelloOfTLS12() throws {
        guard case .serverHello(let hello) = try read(RecordedMessages.serverHello12) else {
            Issue.record("not a ServerHello")
            return
        }
        #expect(hello.version == .tls12 && hello.protocol == "http/1.1" && hello.promisesTicket)
        #expect(hello.cipherSuite.rawValue == 0xc02f && hello.extendedMasterSecret && !hello.encryptThenMAC)
    }

    @Test func knowsAHelloRetryRequestByItsRandom() throws {
        var bytes = RecordedMessages.serverHello13
        bytes.replaceSubrange(6..<38, with: HelloRetryRequest.random)
        // The wanted group stands where the public key was.
        let share = try #require(
            HandshakeMessage.describe(bytes.rawSpan, context: .init()).fields.first { $0.id == .tlsSelectedGroup })
        #expect(share.value == 29)
        guard case .serverHello(let hello) = try read(bytes) else {
            Issue.record("not a ServerHello")
            return
        }
        #expect(hello.isHelloRetryRequest && hello.keyShareGroup?.name == "x25519")
        // The public key is too much for a HelloRetryRequest: that is said, and the rest is read.
        #expect(hello.extensions.defectiveType == .keyShare && hello.version == .tls13)
    }

    @Test func findsTheCertificates() throws {
        guard case .certificate(let list) = try read(RecordedMessages.certificate12, Self.curve) else {
            Issue.record("not a Certificate")
            return
        }
        #expect(list.certificates == [10..<876] && list.extensions.isEmpty)
    }

    @Test func readsTheMessagesThatTheSuiteDecides() throws {
        guard case .serverKeyExchange(let server) = try read(RecordedMessages.serverKeyExchange, Self.curve),
            case .clientKeyExchange(let client) = try read(RecordedMessages.clientKeyExchange, Self.curve),
            case .clientKeyExchange(let encrypted) = try read(RecordedMessages.rsaKeyExchange, Self.rsa),
            case .newSessionTicket(let ticket) = try read(RecordedMessages.ticket12, Self.curve)
        else {
            Issue.record("another message")
            return
        }
        #expect(server.group?.name == "x25519" && server.signatureScheme?.name == "rsa_pss_rsae_sha256")
        #expect(
            client.encryptedPremaster == nil
                && encrypted.encryptedPremaster == Array(RecordedMessages.rsaKeyExchange[6...]))
        #expect(ticket.lifetime == 7200 && ticket.ticket.count == 192 && ticket.ageAdd == nil)
    }

    @Test(arguments: recorded.indices) func tilesItsBytes(index: Int) throws {
        let (bytes, context) = Self.recorded[index]
        let described = HandshakeMessage.describe(bytes.rawSpan, context: context)
        #expect(described.error == nil)
        var end = 0
        for field in described.fields {
            #expect(field.range.lower == end, "\(field)")
            end = field.range.upper
        }
        #expect(end == bytes.count * 8)
        #expect(described.fields.allSatisfy { $0.id != .tlsHandshakeRest }, "something is not known")
        #expect(try described.message == read(bytes, context))
    }

    @Test(arguments: recorded.indices) func waitsForTheRestAtEveryCut(index: Int) {
        let (bytes, context) = Self.recorded[index]
        for count in 0..<bytes.count {
            let described = HandshakeMessage.describe(Array(bytes.prefix(count)).rawSpan, context: context)
            guard case .needMore? = described.error else {
                Issue.record("\(count) bytes give \(String(describing: described.error))")
                return
            }
        }
    }

    @Test(arguments: recorded.indices) func survivesEveryWrongByte(index: Int) {
        var (bytes, context) = Self.recorded[index]
        for place in bytes.indices {
            let right = bytes[place]
            for wrong: UInt8 in [0, 1, 0x7f, 0xff, right ^ 1, right &+ 1] {
                bytes[place] = wrong
                let described = HandshakeMessage.describe(bytes.rawSpan, context: context)
                #expect((described.fields.last?.range.upper ?? 0) <= bytes.count * 8)
            }
            bytes[place] = right
        }
    }

    /// Where a length stands in a ClientHello with one suite and the extensions of its own, and whose it is.
    @Test(arguments: [
        (38, FieldID.tlsSessionIDLength), (39, .tlsCipherSuitesLength), (43, .tlsCompressionMethodsLength),
        (45, .tlsExtensionsLength), (49, .tlsExtensionLength),
    ]) func blamesALengthThatLeadsBeyondWhatHoldsIt(place: Int, field: FieldID) {
        var hello = Messages.clientHello(extensions: [0, 23, 0, 0])
        hello[place] = 200
        #expect(throws: DecodeError.invalid(field: field, atBit: place * 8)) { try read(hello) }
    }

    @Test func readsOnBehindABrokenExtension() throws {
        let name: [UInt8] = [0, 0, 0, 5, 0, 9, 0, 0, 1]
        let secret: [UInt8] = [0, 23, 0, 0]
        let hello = Messages.clientHello(extensions: name + secret)
        guard case .clientHello(let read) = try read(hello) else { return }
        #expect(read.extensions.defect == .invalid(field: .tlsNamesLength, atBit: 51 * 8))
        #expect(read.extensions.defectiveType == .serverName && read.serverName == nil && read.extendedMasterSecret)
    }

    @Test func countsARepeatedExtensionOnce() throws {
        func versions(_ low: UInt8) -> [UInt8] { [0, 43, 0, 3, 2, 3, low] }
        guard case .clientHello(let hello) = try read(Messages.clientHello(extensions: versions(4) + versions(3)))
        else { return }
        #expect(hello.supportedVersions == [.tls13] && hello.extensions.entries.count == 2)
        #expect(hello.extensions.defect == nil)
    }

    /// As many as fit, all different: none may be looked for among all the others.
    @Test func readsThousandsOfExtensions() throws {
        let extensions = (0..<16_000).flatMap { [UInt8($0 >> 8 | 0x80), UInt8($0 & 0xff), 0, 0] as [UInt8] }
        guard case .clientHello(let hello) = try read(Messages.clientHello(extensions: extensions)) else { return }
        #expect(hello.extensions.entries.count == 16_000 && hello.extensions.defect == nil)
    }

    @Test func leavesOutWhatMeansNothing() throws {
        let versions: [UInt8] = [0, 43, 0, 7, 6, 0x7a, 0x7a, 3, 4, 3, 3]
        guard case .clientHello(let hello) = try read(Messages.clientHello(extensions: versions + [0xfa, 0xfa, 0, 0]))
        else { return }
        #expect(hello.supportedVersions == [.tls13, .tls12] && hello.highestVersion == .tls13)
        #expect(hello.extensions.entries.last?.type.name == "GREASE")
    }

    @Test(arguments: [(UInt8(0), false), (1, true)]) func readsAKeyUpdate(byte: UInt8, requested: Bool) throws {
        #expect(try read([24, 0, 0, 1, byte]) == .keyUpdate(requested: requested))
    }

    @Test func readsATicketOfTLS13() throws {
        let extensions: [UInt8] = [0, 8, 0, 42, 0, 4, 0, 0, 0x40, 0]
        let body: [UInt8] = [0, 0, 0x1c, 0x20, 1, 2, 3, 4, 2, 0, 7, 0, 3, 9, 8, 7] + extensions
        guard
            case .newSessionTicket(let ticket) = try read([4, 0, 0, UInt8(body.count)] + body, .init(version: .tls13))
        else { return }
        #expect(ticket.ticket == [9, 8, 7] && ticket.lifetime == 7200 && ticket.ageAdd == 0x0102_0304)
        #expect(ticket.mostEarlyData == 16384)
    }

    @Test func readsAChainOfTLS13() throws {
        let entry: [UInt8] = [0, 0, 2, 0x30, 0, 0, 0]
        let body: [UInt8] = [0, 0, 0, 14] + entry + entry
        guard case .certificate(let list) = try read([11, 0, 0, UInt8(body.count)] + body, .init(version: .tls13))
        else { return }
        #expect(list.certificates == [11..<13, 18..<20] && list.extensions.count == 2)
    }

    @Test func keepsWhatItDoesNotKnow() throws {
        let described = HandshakeMessage.describe([99, 0, 0, 2, 1, 2].rawSpan, context: .init())
        #expect(described.message == .other(HandshakeType(rawValue: 99)))
        #expect(
            described.fields.last == Field(id: .tlsHandshakeRest, range: BitRange(lower: 32, count: 16), value: nil))
    }
}

/// The random of a HelloRetryRequest.
private enum HelloRetryRequest {
    static let random: [UInt8] = [
        0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2,
        0x11,
        0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
    ]
}

/// Messages made by hand.
enum Messages {
    /// A ClientHello of TLS 1.2 with one suite and these extensions, which begin at byte 45.
    static func clientHello(extensions: [UInt8]) -> [UInt8] {
        var body: [UInt8] = [3, 3] + [UInt8](repeating: 7, count: 32) + [0, 0, 2, 0x13, 0x01, 1, 0]
        body += [UInt8(extensions.count >> 8), UInt8(extensions.count & 0xff)] + extensions
        return [1, 0, UInt8(body.count >> 8), UInt8(body.count & 0xff)] + body
    }
}
