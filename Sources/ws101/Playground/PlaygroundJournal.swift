import Foundation
import Playground
import Synchronization

/// What happens at the playground, on its way from the threads that see it to the one that prints.
final class PlaygroundJournal: Sendable {
    /// Something to print.
    enum Entry: Sendable {
        /// What the server tells, and when.
        case news(PlaygroundNews, Date)
        /// The client sets out.
        case setOut(PlaygroundTour.Stop)
        /// What the client tells.
        case visit(VisitNews)
        /// The client is back.
        case back(PlaygroundTour.Stop)
    }

    /// Entries that may wait; a flood beyond them is not printed.
    private static let most = 100_000

    private let entries = Mutex<[Entry]>([])

    /// Adds an entry.
    func add(_ entry: Entry) {
        entries.withLock { if $0.count < Self.most { $0.append(entry) } }
    }

    /// All entries since the last time.
    func take() -> [Entry] {
        entries.withLock { entries in
            defer { entries.removeAll() }
            return entries
        }
    }
}
