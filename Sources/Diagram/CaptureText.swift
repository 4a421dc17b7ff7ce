public import Capture
public import Dissection
import Wire

// Words for what a capture says about packets and addresses. All of it may be hostile: it is cut and escaped.

extension SessionEvent {
    /// The endpoint of a side, and in brackets the name that the capture gives its address, safe to show:
    /// `198.51.100.7:443 (api.example)`.
    public func endpoint(of side: Side, ascii: Bool) -> String {
        let endpoint = side == .client ? client : server
        guard let name = side == .client ? clientName : serverName else { return "\(endpoint)" }
        return "\(endpoint) (\(truncated(Printable.escaped(name, ascii: ascii), to: 80, ascii: ascii)))"
    }
}

extension PacketComment {
    /// The columns that a comment is cut to.
    private static let shown = 600

    /// The comment, cut and safe to show.
    public func shown(ascii: Bool) -> String {
        truncated(Printable.escaped(text, ascii: ascii), to: Self.shown, ascii: ascii)
    }
}
