// The fields of the messages of a TLS handshake besides their extensions: hellos, tickets, certificates.

extension FieldDescription {
    static func handshake(
        _ key: String, _ title: String, _ label: String, _ category: FieldCategory, filter: String?, source: String,
        _ meaning: String
    ) -> FieldDescription {
        FieldDescription(
            header: .tlsHandshake, key: key, title: title, label: label, meaning: meaning, source: source,
            category: category, displayFilter: filter.map { "tls." + $0 })
    }

    static let tlsHandshakeType = handshake(
        "type", "Handshake type", "message type", .opcode, filter: "handshake.type", source: "RFC 8446 §4",
        "Says which message of the handshake this is.")
    static let tlsHandshakeLength = handshake(
        "length", "Length", "length", .extendedLength, filter: "handshake.length", source: "RFC 8446 §4",
        "Says how many bytes of this message follow; it may be spread over several records.")
    static let tlsHandshakeRest = handshake(
        "rest", "Further bytes", "further bytes", .payload, filter: nil, source: "RFC 8446 §4",
        "What the message holds after, or instead of, the fields that are known here.")
    static let tlsHelloVersion = handshake(
        "helloVersion", "Legacy version", "legacy version", .flags, filter: "handshake.version",
        source: "RFC 8446 §4.1.2",
        "The highest version offered, or the one chosen, up to TLS 1.2; in TLS 1.3 always 1.2, and the extension supported_versions counts."
    )
    static let tlsRandom = handshake(
        "random", "Random", "random", .maskingKey, filter: "handshake.random", source: "RFC 8446 §4.1.2",
        "Random bytes that are new in each connection and go into its keys; a key log finds the keys by the client's.")
    static let tlsSessionIDLength = handshake(
        "sessionIDLength", "Session ID length", "session ID length", .length, filter: "handshake.session_id_length",
        source: "RFC 8446 §4.1.2",
        "Says how many bytes of session ID follow, at most 32.")
    static let tlsSessionID = handshake(
        "sessionID", "Session ID", "session ID", .maskingKey, filter: "handshake.session_id", source: "RFC 8446 §4.1.2",
        "Names a session to resume up to TLS 1.2; in TLS 1.3 only a disguise for old devices on the way.")
    static let tlsCipherSuitesLength = handshake(
        "cipherSuitesLength", "Cipher suites length", "cipher suites length", .extendedLength,
        filter: "handshake.cipher_suites_length", source: "RFC 8446 §4.1.2",
        "Says how many bytes of cipher suites follow, two for each.")
    static let tlsCipherSuite = handshake(
        "cipherSuite", "Cipher suite", "cipher suite", .opcode, filter: "handshake.ciphersuite",
        source: "RFC 8446 §4.1.2",
        "Names a set of methods to encrypt with: the client offers several, its favourite first, and the server chooses one."
    )
    static let tlsCompressionMethodsLength = handshake(
        "compressionMethodsLength", "Compression methods length", "compression length", .length,
        filter: "handshake.comp_methods_length", source: "RFC 8446 §4.1.2",
        "Says how many compression methods follow.")
    static let tlsCompressionMethod = handshake(
        "compressionMethod", "Compression method", "compression", .flags, filter: "handshake.comp_method",
        source: "RFC 8446 §4.1.2",
        "A 0 means none: compressing what is encrypted gave secrets away, so nobody does it any more.")
    static let tlsTicketLifetime = handshake(
        "ticketLifetime", "Ticket lifetime", "ticket lifetime", .extendedLength,
        filter: "handshake.session_ticket_lifetime_hint", source: "RFC 8446 §4.6.1",
        "Says for how many seconds the client may resume the session with this ticket.")
    static let tlsTicketAgeAdd = handshake(
        "ticketAgeAdd", "Ticket age add", "ticket age add", .maskingKey, filter: "handshake.session_ticket_age_add",
        source: "RFC 8446 §4.6.1",
        "A random number that the client adds to the ticket's age, so that nobody else can read the age.")
    static let tlsTicketNonceLength = handshake(
        "ticketNonceLength", "Ticket nonce length", "nonce length", .length,
        filter: "handshake.session_ticket_nonce_length", source: "RFC 8446 §4.6.1",
        "Says how many bytes of nonce follow.")
    static let tlsTicketNonce = handshake(
        "ticketNonce", "Ticket nonce", "ticket nonce", .maskingKey, filter: "handshake.session_ticket_nonce",
        source: "RFC 8446 §4.6.1",
        "Makes the keys of each ticket of a connection differ.")
    static let tlsTicketLength = handshake(
        "ticketLength", "Ticket length", "ticket length", .extendedLength, filter: "handshake.session_ticket_length",
        source: "RFC 8446 §4.6.1",
        "Says how many bytes of ticket follow.")
    static let tlsTicket = handshake(
        "ticket", "Ticket", "ticket", .payload, filter: "handshake.session_ticket", source: "RFC 8446 §4.6.1",
        "What the client shows the server to resume the session: only the server can read it.")
    static let tlsRequestContextLength = handshake(
        "requestContextLength", "Request context length", "context length", .length,
        filter: "handshake.certificate_request_context_length", source: "RFC 8446 §4.4.2",
        "Says how many bytes of context follow, none in the handshake itself.")
    static let tlsRequestContext = handshake(
        "requestContext", "Request context", "request context", .maskingKey,
        filter: "handshake.certificate_request_context", source: "RFC 8446 §4.4.2",
        "Tells which request for a certificate this message belongs to.")
    static let tlsCertificatesLength = handshake(
        "certificatesLength", "Certificates length", "certificates length", .extendedLength,
        filter: "handshake.certificates_length", source: "RFC 8446 §4.4.2",
        "Says how many bytes of certificates follow.")
    static let tlsCertificateLength = handshake(
        "certificateLength", "Certificate length", "certificate length", .extendedLength,
        filter: "handshake.certificate_length", source: "RFC 8446 §4.4.2",
        "Says how many bytes this certificate takes.")
    static let tlsCertificate = handshake(
        "certificate", "Certificate", "certificate", .payload, filter: "handshake.certificate",
        source: "RFC 8446 §4.4.2",
        "Says whose key this is and who vouches for it, the sender's own certificate first, then those that it rests on."
    )
    static let tlsCertificateCompression = handshake(
        "certificateCompression", "Certificate compression", "compression", .flags,
        filter: "compress_certificate.algorithm", source: "RFC 8879 §3",
        "Names a method to compress certificates: 1 zlib, 2 Brotli, 3 Zstandard.")
    static let tlsUncompressedLength = handshake(
        "uncompressedLength", "Uncompressed length", "uncompressed length", .extendedLength,
        filter: "compress_certificate.uncompressed_length", source: "RFC 8879 §4",
        "Says how many bytes the certificates take when they are unpacked.")
    static let tlsCompressedLength = handshake(
        "compressedLength", "Compressed length", "compressed length", .extendedLength,
        filter: "compress_certificate.compressed_certificate_message.length", source: "RFC 8879 §4",
        "Says how many compressed bytes follow.")
    static let tlsCompressed = handshake(
        "compressed", "Compressed certificates", "compressed certificates", .payload,
        filter: "compress_certificate.compressed_certificate_message", source: "RFC 8879 §4",
        "The message with the certificates, compressed.")
}
