import Diagram
public import Dissection

/// What is said where a live capture shows no session for a while: what came instead, and what to check.
public struct NothingText: Sendable {
    /// What was looked at.
    public struct Source: Sendable {
        /// Where packets come from, as `lo`; it must be safe to show.
        public var name: String
        /// Which packets count, safe to show: `TCP port 80`, or a filter; nil: all.
        public var filter: String?
        /// Whether they come from an interface of this host.
        public var isInterface: Bool

        /// A source of that name.
        public init(name: String, filter: String?, isInterface: Bool) {
            self.name = name
            self.filter = filter
            self.isInterface = isInterface
        }
    }

    /// What was seen, without how often: something new is told again.
    private let kinds: Set<String>
    /// The sentences.
    public let text: String

    /// What to say of a capture that has come so far in `seconds`; nil where there is, or was, a session.
    public init?(_ state: CaptureState, of source: Source, after seconds: Int) {
        let summary = state.summary
        guard summary.sessions == 0 else { return nil }
        guard summary.packets > 0 else {
            kinds = ["none"]
            let what = source.filter.map { " (\($0))" } ?? ""
            text =
                "No packet came from \(source.name)\(what) in \(seconds) s. "
                + (source.isInterface
                    ? "Check that the programs are talking now, over this interface (-i; ws101 capture --list-interfaces) and this port "
                        + "(--port). ws101 doctor tests what else may be in the way."
                    : "Check that whatever writes it has begun, and hands each packet on at once (tcpdump -U).")
            return
        }
        var kinds: Set<String> = ["packets"]
        var parts = [Quantity.count(summary.packets, "packet")] + BesidesText.phrases(summary)
        if summary.refusedConnections.count > 0 { kinds.insert("refused") }
        if summary.unansweredConnections.count > 0 { kinds.insert("unanswered") }
        if summary.otherConnections > summary.refusedConnections.count + summary.unansweredConnections.count {
            kinds.insert("other")
        }
        if summary.closedConnections > 0 { kinds.insert("closed") }
        kinds.formUnion(summary.turnedToTLS.keys)
        if state.http2Connections > 0 {
            kinds.insert("http2")
            parts.append("\(Quantity.count(state.http2Connections)) of them for HTTP/2")
        }
        if state.undecrypted > 0 {
            kinds.insert("keys")
            parts.append(Quantity.count(state.undecrypted, "TLS connection") + " whose keys are not known so far")
        }
        if state.pendingUpgrades > 0 {
            kinds.insert("pending")
            parts.append(Quantity.count(state.pendingUpgrades, "upgrade request") + " without an answer so far")
        }
        self.kinds = kinds
        text =
            "No WebSocket session in \(seconds) s. Seen instead: \(parts.joined(separator: ", "))."
            + Self.advice(state, source)
    }

    private static func advice(_ state: CaptureState, _ source: Source) -> String {
        let summary = state.summary
        var advice: [String] = []
        if state.undecrypted > 0 || summary.closedConnections > 0 {
            advice.append("A session in TLS (wss://) needs its keys: ws101 explain keylog.")
        }
        if summary.otherConnections + state.undecrypted + state.pendingUpgrades == 0 {
            advice.append("No TCP connection was among them: check the interface and the port.")
        } else if state.undecrypted + state.pendingUpgrades + summary.refusedConnections.count == 0 {
            advice.append(
                "A session that began before the capture shows with its next frames, or with --decode-as PORT=websocket."
            )
        }
        return advice.isEmpty ? "" : " " + advice.joined(separator: " ")
    }

    /// Whether it says something that `earlier` did not.
    public func isNews(after earlier: NothingText) -> Bool { !kinds.isSubset(of: earlier.kinds) }
}
