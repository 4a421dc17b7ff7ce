import Dissection

/// Which paths of requests are wanted.
///
/// - `/chat`: that path and everything under it, with any query: `/chat`, `/chat?x=1`, `/chat/7`; not `/chatter`
/// - `/room/*/log`: with stars, each for any characters, the whole path, with any query
/// - with a `?` in it, path and query are matched together: `/chat?room=*`
public struct PathPattern: Sendable {
    private let parts: [String]
    private let includesQuery: Bool

    /// Reads a pattern; a slash at its beginning may be left out.
    public init(_ text: String) {
        let pattern = text.hasPrefix("/") || text.hasPrefix("*") ? text : "/" + text
        parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        includesQuery = pattern.contains("?")
    }

    /// Whether the request of a session asks for such a path; false where there is no request in the capture.
    func matches(_ start: SessionEvent) -> Bool {
        (includesQuery ? start.pathAndQuery : start.path).map { matches($0) } ?? false
    }

    /// Whether `path`, with its query if the pattern has one, fits.
    func matches(_ path: String) -> Bool {
        guard let first = parts.first, let last = parts.last, parts.count > 1 else { return isUnder(path) }
        guard path.hasPrefix(first) else { return false }
        var rest = path.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let place = rest.firstRange(of: part) else { return false }
            rest = rest[place.upperBound...]
        }
        return rest.count >= last.count && rest.hasSuffix(last)
    }

    private func isUnder(_ path: String) -> Bool {
        let prefix = parts[0]
        guard path.hasPrefix(prefix) else { return false }
        let rest = path.dropFirst(prefix.count)
        return rest.isEmpty || prefix.hasSuffix("/") || !includesQuery && rest.hasPrefix("/")
    }
}
