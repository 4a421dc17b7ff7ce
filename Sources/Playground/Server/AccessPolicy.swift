import HTTP

/// Who may use a server that listens on loopback.
///
/// A page from anywhere runs in a browser on this machine. It can reach the server by a name of its own that resolves to
/// 127.0.0.1 (DNS rebinding), which Host shows; or open a WebSocket across origins, which the same-origin policy doesn't
/// keep it from, and Origin shows (RFC 6455 §10.2).
enum AccessPolicy {
    /// The names under which this machine knows itself.
    static let names = ["localhost", "127.0.0.1", "[::1]"]

    /// Why the request's Host is none of this machine: a sentence; nil if it is one.
    static func hostProblem(_ head: RequestHead) -> String? {
        let hosts = head.values("Host")
        guard hosts.count == 1, let host = hosts.first else { return "A request names one Host." }
        return isLocal(host)
            ? nil
            : "Host is not localhost, 127.0.0.1 or [::1]. That keeps out foreign names that lead here (DNS rebinding)."
    }

    /// Why the page that the request comes from may not open a session: a sentence; nil if it may.
    static func originProblem(_ head: RequestHead) -> String? {
        let origins = head.values("Origin")
        // Programs that are no browsers send none.
        guard let origin = origins.first else { return nil }
        guard origins.count == 1, let scheme = origin.firstRange(of: "://"),
            ["http", "https"].contains(origin[..<scheme.lowerBound]), isLocal(String(origin[scheme.upperBound...]))
        else {
            return "Origin is not a page of this machine. /open-origin doesn't mind; a server should."
        }
        return nil
    }

    /// Whether `authority`, as `localhost:8101`, is this machine.
    static func isLocal(_ authority: String) -> Bool {
        let text = authority.lowercased()
        return names.contains { name in
            guard text.hasPrefix(name) else { return false }
            let rest = text.dropFirst(name.count)
            return rest.isEmpty || rest.first == ":" && !rest.dropFirst().isEmpty && UInt16(rest.dropFirst()) != nil
        }
    }
}
