import TLS
import Wire

/// A certificate in a sentence, with what may be the reason that it is not accepted.
struct CertificateText {
    private let summary: CertificateSummary
    private let isFirst: Bool
    private let host: String?
    private let seconds: Int64

    /// The certificate of a chain; `host` is the server that the client wanted, `time` when it was shown.
    init(_ summary: CertificateSummary, isFirst: Bool, host: String?, time: Timestamp) {
        self.summary = summary
        self.isFirst = isFirst
        self.host = host
        // Rounded down, for times before 1970, too.
        let (whole, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        seconds = rest < 0 ? whole - 1 : whole
    }

    /// Whether something about it may be the reason that a client refuses it.
    var isDoubtful: Bool { !summary.isValid(at: seconds) || isForAnotherHost }

    private var isForAnotherHost: Bool {
        // A name that is not among those that were kept may be among the others.
        guard isFirst, let host, summary.names.count == summary.nameCount else { return false }
        return !summary.covers(host: host)
    }

    func sentence(_ safe: (String) -> String) -> String {
        var parts = [summary.subject.isEmpty ? "no subject" : safe(summary.subject)]
        if isFirst {
            let shown = summary.names.prefix(6).map(safe).joined(separator: ", ")
            let more = summary.nameCount - min(6, summary.names.count)
            parts.append(
                summary.names.isEmpty ? "for no name" : "for \(shown)\(more > 0 ? " and \(more) more" : "")")
            if isForAnotherHost, let host { parts.append("NOT for \(safe(host))") }
        }
        parts.append(validity)
        parts.append(summary.isSelfSigned ? "self-signed" : "issued by \(safe(summary.issuer))")
        parts.append("key \(summary.publicKey)")
        return parts.joined(separator: "; ")
    }

    private var validity: String {
        if seconds > summary.notAfter.secondsSince1970 { return "EXPIRED \(summary.notAfter.description)" }
        if seconds < summary.notBefore.secondsSince1970 { return "NOT VALID before \(summary.notBefore.description)" }
        return "valid \(summary.notBefore.date) to \(summary.notAfter.date)"
    }
}
