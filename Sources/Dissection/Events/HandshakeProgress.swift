import TLS
public import Wire

/// How far a TLS handshake got that was never completed: what each side can have seen of the other.
public struct HandshakeProgress: Hashable, Sendable {
    /// Whether the server's certificate was sent.
    public enum Certificate: String, Hashable, Sendable {
        /// It was not: no record can have held it.
        case notSent
        /// It was: it was read, or only a certificate makes so many closed bytes.
        case sent
        /// Nobody can tell.
        case unknown
    }

    /// Whether TCP ended, and not only the capture.
    public var isEnded = true
    /// How many ClientHellos the client sent.
    public var clientHellos = 0
    /// Whether the server's TCP acknowledged the last of them; nil where that can't be told.
    public var isHelloAcknowledged: Bool?
    /// When the last of them was complete.
    public var helloTime: Timestamp?
    /// Whether the server sent anything at all, what the capture lacks included.
    public var hasServerSpoken = false
    /// Whether its certificate was sent.
    public var certificate = Certificate.unknown
    /// Whether the client's TCP had acknowledged the certificate, or all that may be it.
    public var isCertificateAcknowledged = false
    /// Whether the client's last record stays closed, and is as long as an alert.
    public var isClientAlertLikely = false
    /// How many bytes of the server's stream are missing from the capture.
    public var missing = 0
}

extension TLSLayer {
    /// A server's flight of TLS 1.3 that is longer than this, or shorter, has a certificate in it, or has none.
    ///
    /// Without one it is EncryptedExtensions and Finished; with one there are its key and two signatures besides.
    private static let flights = 180..<400

    /// How far its handshake got, the client's direction being `client`.
    func progress(client: Int) -> HandshakeProgress {
        let server = 1 - client
        var progress = HandshakeProgress()
        progress.isEnded = isEnded
        progress.missing = directions[server].missing
        let messages = connection.facts.messages
        progress.clientHellos = messages.count { $0.from == .client && $0.type == .clientHello }
        progress.helloTime = hello?.last.time
        if let hello, let acknowledged = acknowledgedAtEnd[server] {
            progress.isHelloAcknowledged = acknowledged >= hello.last.offset
        }
        let (sent, missing) = (directions[server].records, directions[server].missing)
        progress.hasServerSpoken =
            sent + missing + directions[server].assembler.pending > 0 || !strangeAnswer.isEmpty
        progress.isClientAlertLikely = directions[client].lastKind == .alertSized
        progress.certificate = certificate(of: server)
        if progress.certificate != .notSent, let acknowledged = acknowledgedAtEnd[client] {
            progress.isCertificateAcknowledged = acknowledged >= certificateEnd(of: server)
        }
        return progress
    }

    /// Where in the stream the certificate ends at the latest: what comes after it, as an alert, need not have arrived.
    private func certificateEnd(of server: Int) -> Int {
        // In records that stay closed it may be any that is too long for an alert.
        directions[server].certificateEnd ?? directions[server].closedEnd ?? directions[server].streamEnd
    }

    private func certificate(of server: Int) -> HandshakeProgress.Certificate {
        let facts = connection.facts
        let isRead = facts.messages.contains {
            $0.from == .server && ($0.type == .certificate || $0.type == .compressedCertificate)
        }
        if isRead { return .sent }
        if directions[server].missing > 0 { return .unknown }
        guard let hello = facts.serverHello else { return .notSent }
        guard hello.version >= .tls13 else { return .notSent }
        let hidden = directions[server].closedBytes + directions[server].assembler.pending
        if facts.resumption == .preSharedKey || hidden < Self.flights.lowerBound { return .notSent }
        return hidden >= Self.flights.upperBound ? .sent : .unknown
    }
}
