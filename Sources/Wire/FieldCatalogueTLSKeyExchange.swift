// The fields of the messages of a TLS handshake that exchange keys and prove who has them.

extension FieldDescription {
    static let tlsCertificateTypesLength = handshake(
        "certificateTypesLength", "Certificate types count", "types count", .length,
        filter: "handshake.cert_types_count", source: "RFC 5246 §7.4.4",
        "Says how many types of certificates follow.")
    static let tlsCertificateType = handshake(
        "certificateType", "Certificate type", "certificate type", .opcode, filter: "handshake.cert_type",
        source: "RFC 5246 §7.4.4",
        "Names a kind of key that the client's certificate may hold.")
    static let tlsAuthoritiesLength = handshake(
        "authoritiesLength", "Authorities length", "authorities length", .extendedLength,
        filter: "handshake.dnames_len", source: "RFC 8446 §4.2.4",
        "Says how many bytes of names of issuers follow.")
    static let tlsAuthorityLength = handshake(
        "authorityLength", "Authority length", "authority length", .extendedLength, filter: "handshake.dname_len",
        source: "RFC 8446 §4.2.4",
        "Says how many bytes this issuer's name takes.")
    static let tlsAuthority = handshake(
        "authority", "Authority", "authority", .payload, filter: nil, source: "RFC 8446 §4.2.4",
        "Names an issuer whose certificates the sender trusts.")
    static let tlsSignatureLength = handshake(
        "signatureLength", "Signature length", "signature length", .extendedLength, filter: "handshake.sig_len",
        source: "RFC 8446 §4.4.3",
        "Says how many bytes of signature follow.")
    static let tlsSignature = handshake(
        "signature", "Signature", "signature", .payload, filter: "handshake.sig", source: "RFC 8446 §4.4.3",
        "Proves that the sender has the private key of its certificate: it signs what both have said so far.")
    static let tlsCurveType = handshake(
        "curveType", "Curve type", "curve type", .opcode, filter: "handshake.server_curve_type",
        source: "RFC 8422 §5.4",
        "Says how the curve is told: 3 by its name, which is the only way in use.")
    static let tlsNamedCurve = handshake(
        "namedCurve", "Named curve", "named curve", .opcode, filter: "handshake.server_named_curve",
        source: "RFC 8422 §5.4",
        "Names the curve over which both ends agree on a secret.")
    static let tlsServerPointLength = handshake(
        "serverPointLength", "Server key length", "key length", .length, filter: "handshake.server_point_len",
        source: "RFC 8422 §5.4",
        "Says how many bytes of the server's public key follow.")
    static let tlsServerPoint = handshake(
        "serverPoint", "Server public key", "server public key", .maskingKey, filter: "handshake.server_point",
        source: "RFC 8422 §5.4",
        "The server's half of the key exchange, made for this connection.")
    static let tlsPrimeLength = handshake(
        "primeLength", "Prime length", "prime length", .extendedLength, filter: "handshake.p_len",
        source: "RFC 5246 §7.4.3",
        "Says how many bytes of the prime follow; fewer than 256 are weak.")
    static let tlsPrime = handshake(
        "prime", "Prime", "prime", .payload, filter: "handshake.p", source: "RFC 5246 §7.4.3",
        "The prime number that the key exchange calculates with.")
    static let tlsGeneratorLength = handshake(
        "generatorLength", "Generator length", "generator length", .extendedLength, filter: "handshake.g_len",
        source: "RFC 5246 §7.4.3",
        "Says how many bytes of the generator follow.")
    static let tlsGenerator = handshake(
        "generator", "Generator", "generator", .payload, filter: "handshake.g", source: "RFC 5246 §7.4.3",
        "The number whose powers the key exchange uses.")
    static let tlsServerPublicLength = handshake(
        "serverPublicLength", "Server value length", "value length", .extendedLength, filter: "handshake.ys_len",
        source: "RFC 5246 §7.4.3",
        "Says how many bytes of the server's public value follow.")
    static let tlsServerPublic = handshake(
        "serverPublic", "Server public value", "server public value", .maskingKey, filter: "handshake.ys",
        source: "RFC 5246 §7.4.3",
        "The server's half of the key exchange, made for this connection.")
    static let tlsPremasterLength = handshake(
        "premasterLength", "Premaster length", "premaster length", .extendedLength, filter: "handshake.epms_len",
        source: "RFC 5246 §7.4.7.1",
        "Says how many bytes of the encrypted premaster secret follow.")
    static let tlsPremaster = handshake(
        "premaster", "Encrypted premaster secret", "encrypted premaster", .payload, filter: "handshake.epms",
        source: "RFC 5246 §7.4.7.1",
        "The secret that all keys come from, encrypted for the server's certificate: whoever has its private key can read it."
    )
    static let tlsClientPointLength = handshake(
        "clientPointLength", "Client key length", "key length", .length, filter: "handshake.client_point_len",
        source: "RFC 8422 §5.7",
        "Says how many bytes of the client's public key follow.")
    static let tlsClientPoint = handshake(
        "clientPoint", "Client public key", "client public key", .maskingKey, filter: "handshake.client_point",
        source: "RFC 8422 §5.7",
        "The client's half of the key exchange, made for this connection.")
    static let tlsClientPublicLength = handshake(
        "clientPublicLength", "Client value length", "value length", .extendedLength, filter: "handshake.yc_len",
        source: "RFC 5246 §7.4.7.2",
        "Says how many bytes of the client's public value follow.")
    static let tlsClientPublic = handshake(
        "clientPublic", "Client public value", "client public value", .maskingKey, filter: "handshake.yc",
        source: "RFC 5246 §7.4.7.2",
        "The client's half of the key exchange, made for this connection.")
    static let tlsVerifyData = handshake(
        "verifyData", "Verify data", "verify data", .maskingKey, filter: "handshake.verify_data",
        source: "RFC 8446 §4.4.4",
        "A checksum over the whole handshake that only someone with the keys can make: it proves that nobody has changed anything."
    )
    static let tlsUpdateRequested = handshake(
        "updateRequested", "Request update", "request update", .flags, filter: "handshake.key_update.request_update",
        source: "RFC 8446 §4.6.3",
        "Says whether the receiver must change its own keys, too (1) or not (0).")
    static let tlsStatusType = handshake(
        "statusType", "Status type", "status type", .opcode, filter: "handshake.extensions_status_request_type",
        source: "RFC 6066 §8",
        "Names the way to learn whether a certificate is revoked: 1 is OCSP, an answer of the issuer.")
    static let tlsStatusLength = handshake(
        "statusLength", "Status length", "status length", .extendedLength, filter: "handshake.ocsp_response_len",
        source: "RFC 6066 §8",
        "Says how many bytes of the issuer's answer follow.")
    static let tlsStatus = handshake(
        "status", "Certificate status", "status", .payload, filter: nil, source: "RFC 6066 §8",
        "The issuer's signed answer whether the certificate is revoked.")
}
