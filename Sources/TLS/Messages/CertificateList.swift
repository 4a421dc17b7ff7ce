import Wire

/// A Certificate message (RFC 8446 §4.4.2, RFC 5246 §7.4.2): a chain, the sender's own certificate first.
public struct CertificateList: Hashable, Sendable {
    /// Where each certificate's DER stands, in bytes from the message's first one.
    public let certificates: [Range<Int>]
    /// The extensions of each certificate; empty up to TLS 1.2.
    public let extensions: [HandshakeExtensions]

    init<Sink: FieldSink>(
        reading reader: inout FieldReader<Sink>, version: ProtocolVersion, within end: Int
    ) throws(DecodeError) {
        if version >= .tls13 {
            _ = try reader.opaque(1, .tlsRequestContextLength, .tlsRequestContext, within: end)
        }
        let end = try reader.vector(3, .tlsCertificatesLength, within: end)
        var certificates: [Range<Int>] = []
        var extensions: [HandshakeExtensions] = []
        while reader.byte < end {
            certificates.append(try reader.opaque(3, .tlsCertificateLength, .tlsCertificate, within: end))
            guard version >= .tls13 else { continue }
            extensions.append(try HandshakeExtensions(reading: &reader, in: .certificate, within: end))
        }
        self.certificates = certificates
        self.extensions = extensions
    }
}
