import Diagram
import Dissection
import Wire

/// Short names of the sessions under way, each its own: the path that was asked for, or a port.
struct SessionNames {
    /// No name is longer, in columns.
    static let limit = 16

    private var taken: Set<String> = []

    /// The name of a session that begins: `/chat`; where that is taken, with the client's port, `/chat:50312`; without a
    /// path the server's port, `:8080`, or the client's.
    mutating func name(of start: SessionEvent, ascii: Bool) -> String {
        let client = ":\(start.client.port)"
        var candidates: [String] = []
        if let path = Self.path(of: start, ascii: ascii) {
            candidates.append(Self.tail(of: path, limit: Self.limit, ascii: ascii))
            candidates.append(Self.tail(of: path, limit: Self.limit - client.count, ascii: ascii) + client)
        } else {
            candidates.append(":\(start.server.port)")
            candidates.append(client)
        }
        // Two clients may have the same port; a number is always its own.
        let name = candidates.first { !taken.contains($0) } ?? "\(client)#\(start.session)"
        taken.insert(name)
        return name
    }

    /// Gives a name free that ended with its session.
    mutating func release(_ name: String) { taken.remove(name) }

    /// The path of the URI; nil for none, and for `/`, which names nothing.
    private static func path(of start: SessionEvent, ascii: Bool) -> String? {
        guard let path = start.path, path.count > 1 else { return nil }
        return Printable.escaped(path, ascii: ascii)
    }

    /// The end of a path, which says more than its beginning, in so many columns.
    static func tail(of path: String, limit: Int, ascii: Bool) -> String {
        guard displayWidth(of: path) > limit else { return path }
        let mark = ascii ? "..." : "…"
        var tail = path[...]
        while !tail.isEmpty, displayWidth(of: String(tail)) > limit - mark.count { tail.removeFirst() }
        return mark + tail
    }
}
