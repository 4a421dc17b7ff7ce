import Diagram
public import Dissection
import Wire

/// What waits, and since when as the clock on the wall goes: to say so once, after a while.
struct WaitingLines {
    private struct Entry {
        var since: Duration
        var isTold = false
        var isThere = true
    }

    /// By the number of what waits.
    private var entries: [Int: Entry] = [:]

    /// An upgrade request waits so long before a line says that it does.
    static let patienceForAnswers = Duration.seconds(1)
    /// So long do keys have to come.
    static let patienceForKeys = Duration.seconds(10)

    /// Those of `waiting` that are to be told of now, at the time `now` of the wall clock, each with how long it was there.
    mutating func due(_ waiting: [CaptureState.Waiting], at now: Duration) -> [(CaptureState.Waiting, Duration)] {
        var due: [(CaptureState.Waiting, Duration)] = []
        for key in entries.keys { entries[key]?.isThere = false }
        for item in waiting {
            var entry = entries[item.id] ?? Entry(since: now)
            entry.isThere = true
            let patience = item.kind == .answer ? Self.patienceForAnswers : Self.patienceForKeys
            if !entry.isTold, now - entry.since >= patience {
                entry.isTold = true
                due.append((item, now - entry.since))
            }
            entries[item.id] = entry
        }
        entries = entries.filter { $0.value.isThere }
        return due
    }

    /// Forgets a connection of which a session came.
    mutating func forget(_ tcpStream: Int) {
        for kind in CaptureState.Waiting.Kind.allCases {
            entries[CaptureState.Waiting.id(of: kind, in: tcpStream)] = nil
        }
    }
}

extension LiveWriter {
    /// Writes what has waited for long: upgrade requests without an answer, and TLS without its keys.
    ///
    /// `now` is the time that has passed since some moment, as the clock on the wall goes: what happens in no packet needs
    /// it. A later line says what became of it.
    public func note(_ state: CaptureState, at now: Duration) {
        for (item, waited) in waiting.due(state.waiting, at: now) {
            let nanoseconds = Int64(waited / .nanoseconds(1))
            let client = item.client.description
            let title = item.uri ?? item.server.description
            let time = Timestamp(
                nanoseconds: item.time.nanoseconds &+ nanoseconds, isNanosecond: item.time.isNanosecond)
            let span = Quantity.duration(nanoseconds, ascii: screen.ascii)
            switch item.kind {
            case .answer:
                line(
                    time, nil, sign: "?",
                    "pending: \(Printable.escaped(title, ascii: screen.ascii)) from \(client), no answer for \(span) so far",
                    .doubtful)
            case .keys:
                line(
                    time, nil, sign: "?",
                    "not decrypted yet: TLS to \(Printable.escaped(title, ascii: screen.ascii)) from \(client), no keys for it for \(span)",
                    .doubtful)
            }
        }
    }
}
