public import Wire

/// A message of the TLS handshake (RFC 8446 §4, RFC 5246 §7.4).
public enum HandshakeMessage: Hashable, Sendable {
    /// The server asks for a renegotiation (up to TLS 1.2).
    case helloRequest
    /// What the client can do.
    case clientHello(ClientHello)
    /// What the server has chosen, or that it wants another ClientHello.
    case serverHello(ServerHello)
    /// With it the session can be resumed.
    case newSessionTicket(NewSessionTicket)
    /// The early data ends.
    case endOfEarlyData
    /// What the server says to the client's extensions (TLS 1.3).
    case encryptedExtensions(EncryptedExtensions)
    /// A chain of certificates.
    case certificate(CertificateList)
    /// The server wants the client's certificate.
    case certificateRequest
    /// The proof that the sender has the certificate's key.
    case certificateVerify(CertificateVerify)
    /// The server's part of the key exchange (up to TLS 1.2).
    case serverKeyExchange(ServerKeyExchange)
    /// The server has said all (up to TLS 1.2).
    case serverHelloDone
    /// The client's part of the key exchange (up to TLS 1.2).
    case clientKeyExchange(ClientKeyExchange)
    /// The handshake is complete on the sender's side.
    case finished
    /// Whether the certificate is revoked, as its issuer says (RFC 6066 §8).
    case certificateStatus
    /// The sender changes its keys; whether the receiver must, too (TLS 1.3).
    case keyUpdate(requested: Bool)
    /// A chain of certificates, compressed (RFC 8879).
    case compressedCertificate(CompressedCertificate)
    /// A message that is passed over.
    case other(HandshakeType)
}

/// What earlier messages have settled, which the form of later ones depends on.
public struct HandshakeContext: Hashable, Sendable {
    /// The version of the connection, from the ServerHello.
    public var version: ProtocolVersion
    /// The cipher suite, from the ServerHello; nil if it is not known.
    public var suite: CipherSuite?

    /// A context with these facts; without them, as before the ServerHello.
    public init(version: ProtocolVersion = .tls12, suite: CipherSuite? = nil) {
        self.version = version
        self.suite = suite
    }
}

/// A handshake message with its fields, as far as its bytes can be read.
public struct DescribedHandshakeMessage: Sendable {
    /// The message; nil if it could not be read.
    public let message: HandshakeMessage?
    /// Its fields in the order of the wire, their bits counted from the message's first one.
    public let fields: [Field]
    /// What is wrong with it, or with the first extension that could not be read; nil if all is well.
    public let error: DecodeError?
}

extension HandshakeMessage {
    /// Reads a whole message without its fields: the fast way.
    ///
    /// - Parameter bytes: The message with its header; bytes behind it are left out.
    /// - Throws: `DecodeError.needMore` when the bytes end inside it, `invalid` when it cannot be read.
    public init(_ bytes: RawSpan, context: HandshakeContext) throws(DecodeError) {
        var reader = FieldReader(bytes, sink: NoFields(), limitedBy: .stream)
        try self.init(reading: &reader, context: context)
    }

    /// Reads a whole message with its fields.
    public static func describe(_ bytes: RawSpan, context: HandshakeContext) -> DescribedHandshakeMessage {
        var reader = FieldReader(bytes, sink: FieldRecorder(), limitedBy: .stream)
        var message: HandshakeMessage?
        var error: DecodeError?
        do {
            let read = try HandshakeMessage(reading: &reader, context: context)
            error = read.extensionDefect
            message = read
        } catch let reason {
            error = reason
        }
        return DescribedHandshakeMessage(message: message, fields: reader.finish().fields, error: error)
    }

    /// What is wrong with the first extension that could not be read.
    public var extensionDefect: DecodeError? { extensionLists.lazy.compactMap(\.defect).first }

    /// The extensions of the message, of a Certificate those of each certificate.
    var extensionLists: [HandshakeExtensions] {
        switch self {
        case .clientHello(let hello): [hello.extensions]
        case .serverHello(let hello): [hello.extensions]
        case .encryptedExtensions(let message): [message.extensions]
        case .newSessionTicket(let ticket): [ticket.extensions]
        case .certificate(let list): list.extensions
        default: []
        }
    }
}
