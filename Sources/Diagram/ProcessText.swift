public import Dissection

extension SessionProcesses {
    /// Who is on either side, safe to show: `client chromium 4711, server node 4712 (server.js)`.
    public func text(ascii: Bool) -> String {
        let sides = [("client", client), ("server", server)]
        return sides.compactMap { side, owner in owner.map { "\(side) \($0.text(ascii: ascii))" } }
            .joined(separator: ", ")
    }
}

extension SessionProcesses.Owner {
    /// The process, safe to show: `node 4711 (server.js)`; where there is none, whose the socket is.
    public func text(ascii: Bool) -> String {
        func shown(_ text: String) -> String { truncated(Printable.escaped(text, ascii: ascii), to: 64, ascii: ascii) }
        guard let pid else { return "a process of " + (user.map(shown) ?? "user \(uid)") }
        return "\(shown(name ?? "process")) \(pid)" + (script.map { " (\(shown($0)))" } ?? "")
    }
}
