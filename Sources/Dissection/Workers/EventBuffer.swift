/// Events of one worker in one round, until they find their place among those of the others.
///
/// The numbers of their sessions are the slots of their connections: their places among all sessions are not known yet.
final class EventBuffer: EventReceiver {
    struct Entry {
        /// The delivery that it came of.
        var sequence: UInt32
        var event: DissectionEvent
    }

    /// The delivery under way.
    var sequence: UInt32 = 0
    private(set) var entries: ContiguousArray<Entry> = []

    func beginSession(in slot: Int) -> Int { slot }

    func hear(_ event: consuming DissectionEvent) {
        entries.append(Entry(sequence: sequence, event: event))
    }

    func removeAll() {
        entries.removeAll(keepingCapacity: entries.capacity <= 1 << 14)
    }
}
