// What the values of the fields of TLS say.

extension FieldCatalogue {
    static func tlsInterpretation(_ id: FieldID, _ value: UInt64) -> String? {
        let byte = UInt8(truncatingIfNeeded: value)
        let number = UInt16(truncatingIfNeeded: value)
        return switch id {
        case .tlsContentType: TLSNames.contentType(byte)
        case .tlsRecordVersion, .tlsHelloVersion, .tlsSupportedVersion:
            TLSNames.version(number).map { $0 == "GREASE" ? grease : $0 }
        case .tlsAlertLevel: value == 1 ? "warning" : value == 2 ? "fatal" : "not a level"
        case .tlsAlertDescription: TLSNames.alert(byte)
        case .tlsHandshakeType: TLSNames.handshakeType(byte)
        case .tlsExtensionType: named(number, TLSNames.extensionType)
        case .tlsGroup, .tlsKeyShareGroup, .tlsSelectedGroup, .tlsNamedCurve: named(number, TLSNames.group)
        case .tlsScheme: named(number, TLSNames.signatureScheme)
        case .tlsCertificateCompression: named(number, TLSNames.certificateCompression)
        case .tlsCipherSuite: TLSNames.isGREASE(number) ? grease : suiteSignal(number)
        case .tlsCompressionMethod: value == 0 ? "none" : value == 1 ? "DEFLATE" : "not known"
        case .tlsUpdateRequested:
            value == 1 ? "the receiver must change its keys, too" : "only the sender's keys change"
        case .tlsNameType: value == 0 ? "a host name" : "not known"
        case .tlsPointFormat: value == 0 ? "uncompressed" : value <= 2 ? "compressed (out of use)" : "not known"
        case .tlsMode: keyExchangeMode(value)
        case .tlsHeartbeatMode: value == 1 ? "heartbeats are welcome" : "no heartbeats, please"
        case .tlsMaxFragmentLength: (1...4).contains(value) ? "at most \(256 << value) bytes" : "not allowed"
        case .tlsStatusType: value == 1 ? "OCSP" : value == 2 ? "OCSP for the whole chain" : "not known"
        case .tlsCurveType: value == 3 ? "by its name" : "by its numbers (out of use)"
        case .tlsCertificateType: certificateType(value)
        case .tlsInnerOrOuter:
            value == 0 ? "outer: the server name is only a cover" : value == 1 ? "inner" : "not known"
        case .tlsHelloKDF: keyDerivation(value)
        case .tlsHelloAEAD: hybridCipher(value)
        case .tlsTicketLifetime: lifetime(value)
        case .tlsChangeCipherSpec: value == 1 ? nil : "not allowed: must be 1"
        default: nil
        }
    }

    /// What a value says that means nothing.
    private static let grease = "GREASE: means nothing, keeps servers used to unknown values (RFC 8701)"

    private static func named(_ number: UInt16, _ names: (UInt16) -> String?) -> String {
        switch names(number) {
        case "GREASE"?: grease
        case let name?: name
        case nil: "not registered"
        }
    }

    private static func suiteSignal(_ number: UInt16) -> String? {
        switch number {
        case 0x00ff: "a signal: the client can renegotiate safely (RFC 5746)"
        case 0x5600: "a signal: the client has tried a newer version before (RFC 7507)"
        default: nil
        }
    }

    private static func keyExchangeMode(_ mode: UInt64) -> String {
        switch mode {
        case 0: "the old secret alone"
        case 1: "the old secret and a new key exchange"
        default: UInt8(exactly: mode).map { $0 % 31 == 11 } == true ? grease : "not known"
        }
    }

    private static func certificateType(_ type: UInt64) -> String {
        switch type {
        case 1: "an RSA key to sign with"
        case 2: "a DSA key to sign with"
        case 64: "an ECDSA or EdDSA key to sign with"
        default: "out of use"
        }
    }

    private static func keyDerivation(_ number: UInt64) -> String {
        switch number {
        case 1: "HKDF-SHA256"
        case 2: "HKDF-SHA384"
        case 3: "HKDF-SHA512"
        default: "not known"
        }
    }

    private static func hybridCipher(_ number: UInt64) -> String {
        switch number {
        case 1: "AES-128-GCM"
        case 2: "AES-256-GCM"
        case 3: "ChaCha20-Poly1305"
        default: "not known"
        }
    }

    private static func lifetime(_ seconds: UInt64) -> String? {
        switch seconds {
        case 0: "not told"
        case ..<120: nil
        case ..<7200: "about \(seconds / 60) minutes"
        case ..<172_800: "about \(seconds / 3600) hours"
        default: "about \(seconds / 86400) days"
        }
    }
}
