import Dissection

/// Connections that were refused or never answered, in words.
enum FailedConnectionsText {
    /// How many places are named.
    private static let named = 3

    /// The phrases for a list of what else was in a capture.
    static func phrases(_ summary: SummaryEvent) -> [String] {
        [refused(summary.refusedConnections), unanswered(summary.unansweredConnections)].compactMap(\.self)
    }

    private static func refused(_ failed: FailedConnections) -> String? {
        guard let first = failed.targets.first else { return nil }
        let what = Quantity.count(failed.count, "connection") + " refused"
        if failed.targets.count == 1 {
            let syn = failed.count == 1 ? "the SYN" : "each SYN"
            return "\(what) (\(first.server) answered \(syn) with RST: nothing listens there, or a firewall refuses)"
        }
        return "\(what) (SYNs answered with RST: \(places(failed) { Quantity.count($0.connections, "connection") }))"
    }

    private static func unanswered(_ failed: FailedConnections) -> String? {
        guard !failed.targets.isEmpty else { return nil }
        let list = places(failed) { Quantity.count($0.attempts, "SYN") }
        return "\(Quantity.count(failed.count, "connection")) never answered (\(list))"
    }

    private static func places(_ failed: FailedConnections, _ count: (FailedConnections.Target) -> String) -> String {
        let shown = failed.targets.prefix(named).map { "\($0.server), \(count($0))" }
        let rest = failed.count - failed.targets.prefix(named).reduce(0) { $0 + $1.connections }
        return (shown + (rest > 0 ? ["\(Quantity.count(rest, "more connection"))"] : [])).joined(separator: "; ")
    }
}
