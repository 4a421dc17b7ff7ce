extension TLSNames {
    /// The name of an alert: `handshake_failure`.
    public static func alert(_ number: UInt8) -> String? { alerts[number]?.name }
    /// What an alert means, a sentence.
    public static func alertMeaning(_ number: UInt8) -> String? { alerts[number]?.meaning }
    /// What is most often behind an alert, a sentence; nil where its meaning says all.
    public static func alertCause(_ number: UInt8) -> String? { alerts[number]?.cause }
    /// The numbers of all alerts that have a name, in order.
    public static var alertNumbers: [UInt8] { alerts.keys.sorted() }

    /// IANA: TLS Alerts.
    private static let alerts: [UInt8: (name: String, meaning: String, cause: String?)] = [
        0: ("close_notify", "The sender has no more to send: this is how TLS ends when all is well.", nil),
        10: (
            "unexpected_message", "A message came that has no place at this point of the handshake.",
            "Usually the peer does not speak TLS here, or one of the two programs has a defect."
        ),
        20: (
            "bad_record_mac", "A record did not pass its check: its bytes or its keys are not those of the sender.",
            "Usually something on the way has changed the bytes, or one of the two programs has a defect."
        ),
        21: (
            "decryption_failed", "A record could not be decrypted (an old alert: now bad_record_mac).",
            "Usually something on the way has changed the bytes, or one of the two programs has a defect."
        ),
        22: (
            "record_overflow", "A record was longer than TLS allows.",
            "Usually the peer does not speak TLS here, or one of the two programs has a defect."
        ),
        30: ("decompression_failure", "Compressed data could not be unpacked.", nil),
        40: (
            "handshake_failure", "The two ends have no set of security parameters in common.",
            "Usually they share no cipher suite, group or signature algorithm; after the hellos, the server may miss a client certificate."
        ),
        41: (
            "no_certificate", "The client has no certificate to show (SSL 3.0).",
            "Usually the server asks for a client certificate, and none is configured."
        ),
        42: (
            "bad_certificate", "The certificate is damaged, or its signature does not hold.",
            "Usually the client does not trust a self-signed certificate, or the name does not match; some programs say this for any reason."
        ),
        43: (
            "unsupported_certificate", "The certificate is of a kind that the receiver can't use.",
            "Usually its key or purpose is wrong: a client's certificate on a server, or the other way round."
        ),
        44: ("certificate_revoked", "The issuer has revoked the certificate.", nil),
        45: (
            "certificate_expired", "The certificate is not valid at this time.",
            "Usually it has run out and must be renewed, or the clock of the receiver is wrong."
        ),
        46: (
            "certificate_unknown", "The certificate was not accepted, for a reason that has no alert of its own.",
            "Usually the client does not trust its issuer, as with self-signed certificates; browsers also say this when the user has not allowed it."
        ),
        47: (
            "illegal_parameter", "A field of the handshake had a value that is not allowed there.",
            "Usually one of the two programs has a defect, or a device on the way has changed the handshake."
        ),
        48: (
            "unknown_ca", "The issuer of the certificate is not among those that the receiver trusts.",
            "Usually the certificate is self-signed, or the server does not send the intermediate certificates."
        ),
        49: (
            "access_denied", "The certificate is valid, but its holder has no access.",
            "Usually the server has a list of the client certificates that it allows."
        ),
        50: (
            "decode_error", "A message could not be read: a field was out of range, or a length was wrong.",
            "Usually one of the two programs has a defect, or the peer does not speak TLS here."
        ),
        51: (
            "decrypt_error", "A signature or the checksum over the handshake did not hold.",
            "Usually the certificate and the private key do not belong together, or the handshake was changed on the way."
        ),
        52: ("too_many_cids_requested", "More connection IDs were asked for than the peer gives.", nil),
        60: ("export_restriction", "The parameters break old export rules (an old alert, no longer in use).", nil),
        70: (
            "protocol_version", "The version of TLS that the peer offers is known but not allowed.",
            "Usually one end speaks only TLS 1.0 or 1.1, and the other wants at least TLS 1.2."
        ),
        71: (
            "insufficient_security", "The server wants stronger ciphers than the client offers.",
            "Usually an old client, or a server that is configured strictly."
        ),
        80: (
            "internal_error", "The sender failed for a reason that has nothing to do with the peer.",
            "Usually its configuration is broken, as with a missing certificate: its own log tells more."
        ),
        86: (
            "inappropriate_fallback", "The client came back with an older version than the server can speak.",
            "Usually the client has tried again after an error that was not about the version."
        ),
        90: ("user_canceled", "The user or the program cancelled the handshake.", nil),
        100: ("no_renegotiation", "The sender does not want to renegotiate.", nil),
        109: (
            "missing_extension", "The handshake lacks an extension that must be there.",
            "Usually one of the two programs has a defect."
        ),
        110: (
            "unsupported_extension", "The peer has answered with an extension that was not offered.",
            "Usually one of the two programs has a defect."
        ),
        111: ("certificate_unobtainable", "The certificate could not be fetched from the address given.", nil),
        112: (
            "unrecognized_name", "The server has no certificate for the name that the client asked for.",
            "Usually the server name is misspelt, or this host is not configured on the server."
        ),
        113: (
            "bad_certificate_status_response", "The issuer's answer about the certificate is not valid.",
            "Usually the server has stapled an old answer."
        ),
        114: ("bad_certificate_hash_value", "A certificate that was fetched is not the one that was meant.", nil),
        115: (
            "unknown_psk_identity", "The server does not know the shared key that the client names.",
            "Usually the two are configured with different keys."
        ),
        116: (
            "certificate_required", "The server wants a client certificate, and none came.",
            "Usually no client certificate is configured on the client."
        ),
        117: ("general_error", "The sender failed for a reason that it does not tell.", nil),
        120: (
            "no_application_protocol", "The server speaks none of the protocols that the client offers (ALPN).",
            "Usually the client offers only h2, or only http/1.1, and the server has only the other."
        ),
        121: (
            "ech_required", "The server can't read the encrypted ClientHello, and the client won't go on without it.",
            "Usually the client has old keys of the server."
        ),
    ]
}
