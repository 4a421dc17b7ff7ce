import Dissection
import HTTP
import Report
import Wire

/// One thing that passes by while a capture is read, as a predicate looks at it.
struct Thing {
    /// What kinds of things pass by.
    enum Kind: String, CaseIterable {
        /// A session as it begins.
        case session
        case frame
        case message
        case finding
        /// A session's end.
        case end = "end of a session"
        /// What has no names of its own: what TCP does, a TLS record.
        case other
    }

    var kind: Kind
    /// Its own properties; nil for what has no more than its session's.
    var item: Item?
    /// What is known of its session.
    var session: SessionFacts

    /// What `name` is of it: its own, or its session's where `isOfSession`.
    func lookup(_ name: String, isOfSession: Bool) -> Lookup {
        if isOfSession || kind == .session {
            if NameTable.endNames.contains(name) { return session.end?[name].map { .value($0) } ?? .missing }
            return session.values[name] ?? .missing
        }
        guard let item else { return .missing }
        return Property.lookup(name, of: item)
    }
}

/// What a predicate has to know of a session while things of it pass by.
struct SessionFacts {
    /// The values of the names that the predicate uses.
    var values: [String: Lookup] = [:]
    /// What the line of its end tells, once that is there.
    var end: [String: Value]?

    /// The values of `names`, and of the headers that are asked for, of a session that begins.
    init(_ start: SessionEvent, names: Set<String>, headers: Set<HeaderName>) {
        guard !names.isEmpty || !headers.isEmpty else { return }
        var session = RecordedSession(
            recording: "", start: start, moment: Moment(sinceSession: 0), findings: [], frameCount: 0, timeline: [])
        let areReported = names.contains { Key<RecordedSession>.byName[$0] == nil && $0 != "session" && $0 != "number" }
        if areReported { session.reported = ReportedObject.values(of: .session(start)) }
        for name in names { values[name] = Property.lookup(name, of: .session(session)) }
        for header in headers {
            let head = start.handshake
            let value = header.isOfRequest ? head?.request.value(header.name) : head?.response?.value(header.name)
            values[header.key] = .text(value)
        }
    }

    /// Takes in how the session ended.
    mutating func learn(_ close: CloseEvent) {
        end = ReportedObject.values(of: .close(close)).merging(["endTime": .text(close.time.rfc3339)]) { $1 }
    }
}

/// A header of a session's request or response that a predicate asks for.
struct HeaderName: Hashable {
    var isOfRequest: Bool
    var name: String

    /// The name under which its value is kept: no key has such a name.
    var key: String { (isOfRequest ? "request " : "response ") + name.lowercased() }
}
