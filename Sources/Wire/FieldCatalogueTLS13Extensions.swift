// The fields of the extensions of TLS handshake messages that came with TLS 1.3 and later, and of renegotiation.

extension FieldDescription {
    static let tlsVersionsLength = handshakeExtension(
        "versionsLength", "Supported versions length", "list length", .length,
        filter: "handshake.extensions.supported_versions_len", source: "RFC 8446 §4.2.1",
        "Says how many bytes of versions follow, two for each.")
    static let tlsSupportedVersion = handshakeExtension(
        "supportedVersion", "Supported version", "version", .opcode, filter: "handshake.extensions.supported_version",
        source: "RFC 8446 §4.2.1",
        "A version that the client offers, or the one that the server has chosen: this is what counts from TLS 1.3 on.")
    static let tlsKeySharesLength = handshakeExtension(
        "keySharesLength", "Key shares length", "key shares length", .extendedLength,
        filter: "handshake.extensions_key_share_client_length", source: "RFC 8446 §4.2.8",
        "Says how many bytes of public keys follow.")
    static let tlsKeyShareGroup = handshakeExtension(
        "keyShareGroup", "Key share group", "group", .opcode, filter: "handshake.extensions_key_share_group",
        source: "RFC 8446 §4.2.8",
        "Names the curve or group of the public key that follows.")
    static let tlsKeyShareLength = handshakeExtension(
        "keyShareLength", "Key length", "key length", .extendedLength,
        filter: "handshake.extensions_key_share_key_exchange_length", source: "RFC 8446 §4.2.8",
        "Says how many bytes of public key follow.")
    static let tlsKeyShare = handshakeExtension(
        "keyShare", "Public key", "public key", .maskingKey, filter: "handshake.extensions_key_share_key_exchange",
        source: "RFC 8446 §4.2.8",
        "The sender's half of the key exchange, made for this connection: a listener who sees both halves still can't compute the secret."
    )
    static let tlsSelectedGroup = handshakeExtension(
        "selectedGroup", "Selected group", "selected group", .opcode,
        filter: "handshake.extensions_key_share_selected_group", source: "RFC 8446 §4.2.8",
        "The group in which the server wants a public key: the client must say hello again.")
    static let tlsModesLength = handshakeExtension(
        "modesLength", "Modes length", "modes length", .length, filter: "extension.psk_ke_modes_length",
        source: "RFC 8446 §4.2.9",
        "Says how many ways to resume follow.")
    static let tlsMode = handshakeExtension(
        "mode", "Key exchange mode", "mode", .flags, filter: "extension.psk_ke_mode", source: "RFC 8446 §4.2.9",
        "Says how the client would resume: with the old secret alone (0) or with a new key exchange, too (1).")
    static let tlsIdentitiesLength = handshakeExtension(
        "identitiesLength", "Identities length", "identities length", .extendedLength,
        filter: "handshake.extensions.psk.identities.length", source: "RFC 8446 §4.2.11",
        "Says how many bytes of tickets follow.")
    static let tlsIdentityLength = handshakeExtension(
        "identityLength", "Identity length", "identity length", .extendedLength,
        filter: "handshake.extensions.psk.identity.identity_length", source: "RFC 8446 §4.2.11",
        "Says how many bytes this ticket takes.")
    static let tlsIdentity = handshakeExtension(
        "identity", "Identity", "identity", .payload, filter: "handshake.extensions.psk.identity.identity",
        source: "RFC 8446 §4.2.11",
        "A ticket of an earlier session that the client wants to resume.")
    static let tlsTicketAge = handshakeExtension(
        "ticketAge", "Obfuscated ticket age", "ticket age", .extendedLength,
        filter: "handshake.extensions.psk.identity.obfuscated_ticket_age", source: "RFC 8446 §4.2.11.1",
        "How old the ticket is in milliseconds, hidden by adding the server's random number.")
    static let tlsBindersLength = handshakeExtension(
        "bindersLength", "Binders length", "binders length", .extendedLength,
        filter: "handshake.extensions.psk.binders_len", source: "RFC 8446 §4.2.11.2",
        "Says how many bytes of binders follow.")
    static let tlsBinderLength = handshakeExtension(
        "binderLength", "Binder length", "binder length", .length, filter: nil, source: "RFC 8446 §4.2.11.2",
        "Says how many bytes this binder takes.")
    static let tlsBinder = handshakeExtension(
        "binder", "Binder", "binder", .maskingKey, filter: nil, source: "RFC 8446 §4.2.11.2",
        "Proves that the client has the secret that belongs to the ticket.")
    static let tlsSelectedIdentity = handshakeExtension(
        "selectedIdentity", "Selected identity", "selected identity", .opcode,
        filter: "handshake.extensions.psk.identity.selected", source: "RFC 8446 §4.2.11",
        "Says which of the client's tickets the server accepts, counted from 0: the session is resumed.")
    static let tlsMaxEarlyData = handshakeExtension(
        "maxEarlyData", "Maximum early data", "max early data", .extendedLength,
        filter: "early_data.max_early_data_size", source: "RFC 8446 §4.2.10",
        "How many bytes the client may send at once when it resumes with this ticket.")
    static let tlsCookieLength = handshakeExtension(
        "cookieLength", "Cookie length", "cookie length", .extendedLength, filter: "handshake.extensions.cookie_len",
        source: "RFC 8446 §4.2.2",
        "Says how many bytes of cookie follow.")
    static let tlsCookie = handshakeExtension(
        "cookie", "Cookie", "cookie", .payload, filter: "handshake.extensions.cookie", source: "RFC 8446 §4.2.2",
        "Bytes that the server wants back in the next ClientHello, so that it need not remember the first one.")
    static let tlsRenegotiationLength = handshakeExtension(
        "renegotiationLength", "Renegotiation info length", "info length", .length,
        filter: "handshake.extensions_reneg_info_len", source: "RFC 5746 §3.2",
        "Says how many bytes of verify data follow: none in the first handshake of a connection.")
    static let tlsRenegotiation = handshakeExtension(
        "renegotiation", "Renegotiation info", "renegotiation", .maskingKey, filter: "handshake.extensions_reneg_info",
        source: "RFC 5746 §3.2",
        "The verify data of the handshake before, which ties this one to it.")
    static let tlsInnerOrOuter = handshakeExtension(
        "innerOrOuter", "ECH type", "ECH type", .opcode, filter: nil, source: "draft-ietf-tls-esni §5",
        "Tells the hello that all can see, whose server name is only the front's (0), from the real one inside (1).")
    static let tlsHelloKDF = handshakeExtension(
        "helloKDF", "ECH KDF", "KDF", .opcode, filter: nil, source: "draft-ietf-tls-esni §5",
        "Names the key derivation with which the real hello is encrypted.")
    static let tlsHelloAEAD = handshakeExtension(
        "helloAEAD", "ECH AEAD", "AEAD", .opcode, filter: nil, source: "draft-ietf-tls-esni §5",
        "Names the cipher with which the real hello is encrypted.")
    static let tlsHelloConfiguration = handshakeExtension(
        "helloConfiguration", "ECH configuration", "ECH config", .maskingKey, filter: nil,
        source: "draft-ietf-tls-esni §5",
        "Says which of the server's public keys the real hello is encrypted for.")
    static let tlsEncapsulatedLength = handshakeExtension(
        "encapsulatedLength", "ECH key length", "key length", .extendedLength, filter: nil,
        source: "draft-ietf-tls-esni §5",
        "Says how many bytes of the client's public key follow.")
    static let tlsEncapsulatedKey = handshakeExtension(
        "encapsulatedKey", "ECH key", "ECH key", .maskingKey, filter: nil, source: "draft-ietf-tls-esni §5",
        "The client's public key for the encryption of the real hello.")
    static let tlsInnerHelloLength = handshakeExtension(
        "innerHelloLength", "Inner hello length", "inner length", .extendedLength, filter: nil,
        source: "draft-ietf-tls-esni §5",
        "Says how many bytes of the encrypted real hello follow.")
    static let tlsInnerHello = handshakeExtension(
        "innerHello", "Encrypted inner hello", "inner hello", .payload, filter: nil, source: "draft-ietf-tls-esni §5",
        "The real ClientHello with the real server name, encrypted; or random bytes that only look like it.")
    static let tlsHelloConfirmation = handshakeExtension(
        "helloConfirmation", "ECH confirmation", "confirmation", .maskingKey, filter: nil,
        source: "draft-ietf-tls-esni §7.2.1",
        "Tells the client, and nobody else, that the server has read the real hello.")
    static let tlsRetryConfigurations = handshakeExtension(
        "retryConfigurations", "ECH retry configurations", "retry configurations", .payload, filter: nil,
        source: "draft-ietf-tls-esni §5",
        "The public keys that the client should have encrypted its real hello for.")
}
