public import TLS
import Wire

/// The certificates of one end of a TLS connection, its own first.
public struct CertificateChain: Sendable {
    /// What each says, or why it can't be read; at most `CertificateSummary.mostCertificates`.
    public let certificates: [Result<CertificateSummary, CertificateError>]
    /// Whether there may be one that stays encrypted.
    public let isHidden: Bool

    /// The chain that `role` has sent, as far as it is in clear text or was opened.
    public init(_ facts: HandshakeFacts, of role: ConnectionRole) {
        var certificates: [Result<CertificateSummary, CertificateError>] = []
        if let index = facts.certificates[role.index], facts.messages.indices.contains(index) {
            let message = facts.messages[index]
            if case .certificate(let list)? = try? HandshakeMessage(message.bytes.rawSpan, context: message.context) {
                certificates = list.certificates.prefix(CertificateSummary.mostCertificates).map { place in
                    Result { () throws(CertificateError) in
                        try CertificateSummary(der: message.bytes.rawSpan.extracting(place))
                    }
                }
            }
        }
        self.certificates = certificates
        isHidden =
            certificates.isEmpty && facts.version.map { $0 >= .tls13 } == true && facts.encryptedExtensions == nil
            && facts.resumption == .none
    }
}
