extension ExtensionType {
    /// What the extension is for, a sentence for a beginner; nil for those that hardly matter to a WebSocket.
    public var meaning: String? {
        switch self {
        case .serverName:
            "Tells the server which of its names the client wants, so that it shows the right certificate."
        case .maxFragmentLength: "Asks for short records, for clients with little memory."
        case .statusRequest, .statusRequests:
            "Asks the server for a fresh statement by its certificate's issuer that the certificate isn't revoked."
        case .supportedGroups: "Lists the curves and groups in which the sender can agree on a secret."
        case .pointFormats: "Tells how points on curves may be written; out of use from TLS 1.3 on."
        case .signatureAlgorithms: "Lists the ways to sign that the sender can check."
        case .certificateSignatureAlgorithms: "Lists the ways to sign that the sender can check in certificates."
        case .heartbeat: "Offers to answer heartbeats, which hardly anybody sends."
        case .protocolNegotiation:
            "Agrees on the protocol inside TLS (ALPN): http/1.1 or h2, which decides how a WebSocket is opened."
        case .certificateTimestamps: "Asks for, or brings, proof that the certificate is in public logs."
        case .padding: "Makes the message longer, because some old servers fail on certain lengths."
        case .encryptThenMAC: "Agrees to authenticate what is encrypted and not what is inside, with old CBC ciphers."
        case .extendedMasterSecret: "Ties the keys to the whole handshake, so that nobody can confuse two connections."
        case .compressCertificate: "Lists the compression methods for certificates that the sender can undo."
        case .recordSizeLimit: "Says how long records the sender can take."
        case .delegatedCredential: "Accepts certificates whose holder has delegated them for a few days."
        case .sessionTicket: "Asks for a ticket to resume the session with, or shows one, up to TLS 1.2."
        case .preSharedKey: "Shows tickets of earlier sessions to resume one of them; the server answers which one."
        case .earlyData: "Says that the client sends data at once, before the server has answered (0-RTT)."
        case .supportedVersions: "Tells the versions that the client offers, or the one that the server has chosen."
        case .cookie: "Brings back what the server has sent with its HelloRetryRequest."
        case .keyExchangeModes: "Says how the client would resume: with or without a new key exchange."
        case .certificateAuthorities: "Lists the issuers whose certificates the sender trusts."
        case ExtensionType(rawValue: 49): "Says that the client can show a certificate later, when it is asked."
        case .keyShare: "Brings public keys for the key exchange, which saves the handshake a round trip."
        case .oldApplicationSettings, .applicationSettings:
            "Agrees to send the settings of the protocol inside TLS as early as the handshake (ALPS, Chromium only)."
        case .encryptedClientHello:
            "Hides the real hello with the real server name inside (ECH); browsers without one send random bytes here, so that nobody can tell the difference."
        case .renegotiationInfo:
            "Protects a later handshake on the same connection against being mixed up with another."
        default:
            isGREASE ? "Means nothing: it keeps servers used to extensions that they do not know (RFC 8701)." : nil
        }
    }
}
