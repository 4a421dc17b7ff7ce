/// Addresses as a WebSocket client must be given them.
enum WebSocketAddress {
    /// The `ws:` or `wss:` URI that a Location header leads to from `base`, itself such a URI; nil if none follows.
    static func resolve(_ location: String, against base: String) -> String? {
        let schemes = [("https://", "wss://"), ("http://", "ws://"), ("wss://", "wss://"), ("ws://", "ws://")]
        for (scheme, own) in schemes where location.lowercased().hasPrefix(scheme) {
            let rest = location.dropFirst(scheme.count)
            return rest.isEmpty || rest.hasPrefix("/") ? nil : "\(own)\(withoutFragment(rest))"
        }
        guard let colon = base.firstRange(of: "://") else { return nil }
        let scheme = base[..<colon.upperBound]
        let rest = base[colon.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !location.isEmpty, !location.hasPrefix("?"), !location.hasPrefix("#") else { return nil }
        let target = withoutFragment(location[...])
        if location.hasPrefix("//") { return "\(scheme.dropLast(2))\(target)" }
        if location.hasPrefix("/") { return "\(scheme)\(authority)\(target)" }
        // A scheme that is none of ours leads to no WebSocket; a colon behind a slash is part of a path.
        if location.prefix(while: { $0 != "/" }).contains(":") { return nil }
        let path = rest.dropFirst(authority.count).prefix { $0 != "?" }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return "\(scheme)\(authority)\(folder)\(target)"
    }

    private static func withoutFragment(_ text: Substring) -> Substring { text.prefix { $0 != "#" } }
}
