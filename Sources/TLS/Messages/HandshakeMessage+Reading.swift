public import Wire

extension HandshakeMessage {
    /// Reads a whole message, its header first; the reader stands behind it then.
    ///
    /// - Throws: `DecodeError.needMore` when the bytes end inside it, `invalid` when a length leads beyond what holds it.
    public init<Sink: FieldSink>(
        reading reader: inout FieldReader<Sink>, context: HandshakeContext
    ) throws(DecodeError) {
        let header = try HandshakeHeader(reading: &reader)
        let end = reader.byte + header.length
        self = try Self.body(of: header.type, &reader, context, within: end)
        try reader.rest(to: end, .tlsHandshakeRest)
    }

    private static func body<Sink: FieldSink>(
        of type: HandshakeType, _ reader: inout FieldReader<Sink>, _ context: HandshakeContext, within end: Int
    ) throws(DecodeError) -> HandshakeMessage {
        let version = context.version
        switch type {
        case .helloRequest: return .helloRequest
        case .clientHello: return .clientHello(try ClientHello(reading: &reader, within: end))
        case .serverHello: return .serverHello(try ServerHello(reading: &reader, within: end))
        case .newSessionTicket:
            return .newSessionTicket(try NewSessionTicket(reading: &reader, version: version, within: end))
        case .endOfEarlyData: return .endOfEarlyData
        case .encryptedExtensions:
            let extensions = try HandshakeExtensions(reading: &reader, in: .encryptedExtensions, within: end)
            return .encryptedExtensions(EncryptedExtensions(extensions: extensions))
        case .certificate: return .certificate(try CertificateList(reading: &reader, version: version, within: end))
        case .serverKeyExchange:
            return .serverKeyExchange(try ServerKeyExchange(reading: &reader, context, within: end))
        case .certificateRequest:
            try readRequest(&reader, version, within: end)
            return .certificateRequest
        case .serverHelloDone: return .serverHelloDone
        case .certificateVerify:
            return .certificateVerify(CertificateVerify(try readSignature(&reader, version, within: end)))
        case .clientKeyExchange:
            return .clientKeyExchange(try ClientKeyExchange(reading: &reader, context, within: end))
        case .finished:
            try reader.rest(to: end, .tlsVerifyData)
            return .finished
        case .certificateStatus:
            if try reader.uint8(.tlsStatusType, within: end) == 1 {
                _ = try reader.opaque(3, .tlsStatusLength, .tlsStatus, within: end)
            }
            return .certificateStatus
        case .keyUpdate: return .keyUpdate(requested: try reader.uint8(.tlsUpdateRequested, within: end) == 1)
        case .compressedCertificate:
            let algorithm = try reader.uint16(.tlsCertificateCompression, within: end)
            try reader.room(3, .tlsUncompressedLength, within: end)
            let length = Int(try reader.wideBits(24, .tlsUncompressedLength))
            let place = try reader.opaque(3, .tlsCompressedLength, .tlsCompressed, within: end)
            return .compressedCertificate(
                CompressedCertificate(algorithm: algorithm, uncompressedLength: length, compressed: place))
        default: return .other(type)
        }
    }

    private static func readRequest<Sink: FieldSink>(
        _ reader: inout FieldReader<Sink>, _ version: ProtocolVersion, within end: Int
    ) throws(DecodeError) {
        if version >= .tls13 {
            _ = try reader.opaque(1, .tlsRequestContextLength, .tlsRequestContext, within: end)
            _ = try HandshakeExtensions(reading: &reader, in: .certificateRequest, within: end)
            return
        }
        _ = try reader.list8(.tlsCertificateTypesLength, .tlsCertificateType, within: end)
        if version >= .tls12 { _ = try reader.list16(2, .tlsSchemesLength, .tlsScheme, within: end) }
        try HandshakeExtensions.readAuthorities(&reader, within: end)
    }

    /// Reads a signature, from TLS 1.2 on with its scheme before it.
    fileprivate static func readSignature<Sink: FieldSink>(
        _ reader: inout FieldReader<Sink>, _ version: ProtocolVersion, within end: Int
    ) throws(DecodeError) -> SignatureScheme? {
        let scheme =
            version >= .tls12 ? SignatureScheme(rawValue: try reader.uint16(.tlsScheme, within: end)) : nil
        _ = try reader.opaque(2, .tlsSignatureLength, .tlsSignature, within: end)
        return scheme
    }
}

/// How keys are exchanged up to TLS 1.2, as far as the form of the messages depends on it.
private enum ExchangeForm {
    case rsa, finiteField, curve, other

    init(_ suite: CipherSuite?) {
        self =
            switch suite?.parameters?.keyExchange {
            case .rsa: .rsa
            case .dhe, .other("DH_anon"): .finiteField
            case .ecdhe, .other("ECDH_anon"): .curve
            default: .other
            }
    }

    /// Whether the server signs its part.
    static func isSigned(_ suite: CipherSuite?) -> Bool {
        suite?.parameters?.keyExchange == .dhe || suite?.parameters?.keyExchange == .ecdhe
    }
}

extension ServerKeyExchange {
    fileprivate init<Sink: FieldSink>(
        reading reader: inout FieldReader<Sink>, _ context: HandshakeContext, within end: Int
    ) throws(DecodeError) {
        var group: NamedGroup?
        var prime: Range<Int>?
        switch ExchangeForm(context.suite) {
        case .curve:
            // Only named curves are in use; the other types describe a curve by its numbers.
            guard try reader.uint8(.tlsCurveType, within: end) == 3 else { break }
            group = NamedGroup(rawValue: try reader.uint16(.tlsNamedCurve, within: end))
            _ = try reader.opaque(1, .tlsServerPointLength, .tlsServerPoint, within: end)
        case .finiteField:
            prime = try reader.opaque(2, .tlsPrimeLength, .tlsPrime, within: end)
            _ = try reader.opaque(2, .tlsGeneratorLength, .tlsGenerator, within: end)
            _ = try reader.opaque(2, .tlsServerPublicLength, .tlsServerPublic, within: end)
        case .rsa, .other: break
        }
        self.group = group
        primeLength = prime?.count
        let isSigned = (group != nil || prime != nil) && ExchangeForm.isSigned(context.suite)
        signatureScheme =
            isSigned ? try HandshakeMessage.readSignature(&reader, context.version, within: end) : nil
    }
}

extension ClientKeyExchange {
    fileprivate init<Sink: FieldSink>(
        reading reader: inout FieldReader<Sink>, _ context: HandshakeContext, within end: Int
    ) throws(DecodeError) {
        switch ExchangeForm(context.suite) {
        case .rsa where context.version == .ssl30:
            // SSL 3.0 writes no length.
            encryptedPremaster = reader.copy(try reader.rest(to: end, .tlsPremaster))
        case .rsa:
            encryptedPremaster = reader.copy(
                try reader.opaque(2, .tlsPremasterLength, .tlsPremaster, within: end))
        case .curve:
            _ = try reader.opaque(1, .tlsClientPointLength, .tlsClientPoint, within: end)
            encryptedPremaster = nil
        case .finiteField:
            _ = try reader.opaque(2, .tlsClientPublicLength, .tlsClientPublic, within: end)
            encryptedPremaster = nil
        case .other: encryptedPremaster = nil
        }
    }
}

extension CertificateVerify {
    fileprivate init(_ scheme: SignatureScheme?) { signatureScheme = scheme }
}
