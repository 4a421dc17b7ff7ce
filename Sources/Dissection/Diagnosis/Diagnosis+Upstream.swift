import HTTP
import Wire

// Connections that failed, beside an answer that says that a proxy reached nobody.
extension Diagnosis {
    /// Weighs connections that the proxy's host tried in vain between the request and the answer.
    mutating func weighUpstream(_ evidence: SessionEvidence) {
        guard let index = causes.firstIndex(where: { $0.kind == .gatewayFailed }),
            [502, 503, 504].contains(evidence.start.handshake?.status)
        else { return }
        for (failures, isRefused) in [(evidence.refused, true), (evidence.unconnected, false)] {
            guard let first = failures.first, failures.allSatisfy({ $0.server == first.server }) else { continue }
            let proxy = evidence.start.server.address
            // On one host many programs have that address.
            let isCertain = proxy != evidence.start.client.address
            let what =
                isRefused
                ? "was refused (SYN in packet \(first.packet)): nothing listens there, or a firewall refuses."
                : "was not answered (SYN in packet \(first.packet)): no such host is there, or a firewall drops it."
            causes[index].evidence.append(
                isCertain
                    ? "Between the request and the answer, a connection from \(proxy), the address that sent the answer, to "
                        + "\(first.server) \(what)"
                    : "At about the same time, a connection from \(proxy) to \(first.server) \(what) That may be the server "
                        + "behind the proxy.")
            if isCertain { causes[index].strengthen(to: 92) }
            causes[index].remedies.insert(
                Remedy(
                    .server,
                    isCertain
                        ? "Start what is to listen at \(first.server), or correct that address in the proxy's configuration."
                        : "If that is the server behind the proxy: start it, or correct its address in the proxy's "
                            + "configuration."),
                at: 0)
            return
        }
    }
}
