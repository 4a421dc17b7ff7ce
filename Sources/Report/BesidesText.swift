import Capture
import Dissection

/// What was captured besides sessions, in phrases for a list.
enum BesidesText {
    /// The phrases: other TCP connections and what is known of them, packets that were no use.
    static func phrases(_ summary: SummaryEvent) -> [String] {
        var parts: [String] = []
        let failed = summary.refusedConnections.count + summary.unansweredConnections.count
        let others = summary.otherConnections - failed
        if others > 0 { parts.append(Quantity.count(others, "TCP connection") + " without WebSocket") }
        parts += FailedConnectionsText.phrases(summary)
        if summary.closedConnections > 0 {
            let count = summary.closedConnections
            parts.append(
                "\(Quantity.count(count)) of which \(count == 1 ? "is" : "are") TLS that stays closed and is for another "
                    + "protocol than HTTP/1.1")
        }
        for (name, count) in summary.turnedToTLS.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            let other = name == "unknown" ? "another protocol" : name == "STARTTLS" ? "a protocol with STARTTLS" : name
            parts.append("\(Quantity.count(count)) of which \(count == 1 ? "is" : "are") \(other) that turned to TLS")
        }
        // Damage of the file is no packet.
        let ofFile = summary.capture?.damage.unreadable ?? [:]
        let packets = summary.unreadable.filter { ofFile[$0.key] == nil }
        for (cause, count) in packets.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            parts.append(Quantity.count(count, "packet") + " skipped (\(SkipWords.phrase(cause)))")
        }
        if summary.duplicates > 0 {
            parts.append(Quantity.count(summary.duplicates, "packet") + " captured twice and used once")
        }
        return parts
    }
}
