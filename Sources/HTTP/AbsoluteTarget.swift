/// A request target in absolute form, `scheme://authority/path?query`: what a client sends to a proxy (RFC 9112 §3.2.2).
struct AbsoluteTarget {
    /// Host and, if it is not the default one, port.
    var authority: Substring
    /// The path, `/` where the target has none, and the query.
    var pathAndQuery: String
    /// Whether the scheme asks for TLS: `https` or `wss`.
    var isSecure: Bool

    /// Takes `target` apart; nil if it is in another form or of a scheme that is neither HTTP's nor WebSocket's.
    init?(_ target: String) {
        guard let colon = target.firstRange(of: "://") else { return nil }
        switch target[..<colon.lowerBound].lowercased() {
        case "http", "ws": isSecure = false
        case "https", "wss": isSecure = true
        default: return nil
        }
        let rest = target[colon.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard end > rest.startIndex else { return nil }
        // RFC 9110 §4.2.4: a name before the host is no part of it, and must not be shown as if it were.
        let afterUser = rest[..<end].lastIndex(of: "@").map(rest.index(after:)) ?? rest.startIndex
        authority = rest[afterUser..<end]
        pathAndQuery = (rest[end...].hasPrefix("/") ? "" : "/") + rest[end...]
    }
}
