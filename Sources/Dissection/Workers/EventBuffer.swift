/// Events of one worker in one round, until they find their place among those of the others.
///
/// The numbers of their sessions are the slots of their connections: their places among all sessions are not known yet.
/// Whoever numbers them takes the large ones out: a copy would touch everything in them from another processor.
final class EventBuffer: EventReceiver {
    struct Entry {
        /// The delivery that it came of.
        var sequence: UInt32
        var event: Event
    }

    enum Event {
        /// The beginning of a session, by its index.
        case beginning(Int)
        /// The end of a session, by its index.
        case end(Int)
        case other(DissectionEvent)
    }

    /// The delivery under way.
    var sequence: UInt32 = 0
    private(set) var entries: ContiguousArray<Entry> = []
    private var beginnings: ContiguousArray<SessionEvent?> = []
    private var ends: ContiguousArray<CloseEvent?> = []

    func beginSession(in slot: Int) -> Int { slot }

    func begin(_ start: consuming SessionEvent) {
        entries.append(Entry(sequence: sequence, event: .beginning(beginnings.count)))
        beginnings.append(start)
    }

    func end(_ close: consuming CloseEvent) {
        entries.append(Entry(sequence: sequence, event: .end(ends.count)))
        ends.append(close)
    }

    func hear(_ event: consuming DissectionEvent) {
        entries.append(Entry(sequence: sequence, event: .other(event)))
    }

    /// Gives a session's beginning away, once.
    func takeBeginning(_ index: Int) -> SessionEvent? { beginnings[index].take() }

    /// Gives a session's end away, once.
    func takeEnd(_ index: Int) -> CloseEvent? { ends[index].take() }

    func removeAll() {
        let isUsual = entries.capacity <= 1 << 14
        entries.removeAll(keepingCapacity: isUsual)
        beginnings.removeAll(keepingCapacity: isUsual)
        ends.removeAll(keepingCapacity: isUsual)
    }
}
