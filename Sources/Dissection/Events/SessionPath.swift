extension SessionEvent {
    /// The path and the query that the request asks for; nil where the capture has no request, or that names no path.
    ///
    /// It must be escaped before it is shown.
    public var pathAndQuery: String? {
        guard handshake != nil, let uri, let scheme = uri.firstRange(of: "://") else { return nil }
        let rest = uri[scheme.upperBound...]
        guard let end = rest.firstIndex(where: { "/?#".contains($0) }), rest[end] == "/" else { return nil }
        return String(rest[end...])
    }

    /// The path that the request asks for, without the query; nil where the capture has no request, or that names no path.
    ///
    /// It must be escaped before it is shown.
    public var path: String? { pathAndQuery.map { String($0.prefix { $0 != "?" && $0 != "#" }) } }
}
