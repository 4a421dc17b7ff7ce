import Playground
import Synchronization

/// The client on its way from endpoint to endpoint.
final class PlaygroundTour: Sendable {
    /// One visit.
    struct Stop: Sendable {
        var endpoint: PlaygroundEndpoint
        var visit: PlaygroundEndpoint.Visit
        /// Whether it goes there by wss.
        var isSecure = false
        /// Whether it is the first visit of the tour to this endpoint.
        var isFirst = true
    }

    private let state = Mutex((isOver: false, failure: String?.none))
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Sets out at once, and tells `journal` of every stop.
    init(_ stops: [Stop], _ server: PlaygroundServer, _ journal: PlaygroundJournal) {
        let task = Task {
            let visitor = PlaygroundVisitor(server)
            var seen: Set<String> = []
            do {
                for var stop in stops {
                    stop.isFirst = seen.insert(stop.endpoint.name).inserted
                    try Task.checkCancellation()
                    journal.add(.setOut(stop))
                    try await visitor.visit(stop.endpoint, stop.visit, isSecure: stop.isSecure) {
                        journal.add(.visit($0))
                    }
                    journal.add(.back(stop))
                }
            } catch {
                if !Task.isCancelled { self.state.withLock { $0.failure = "\(error)" } }
            }
            self.state.withLock { $0.isOver = true }
        }
        self.task.withLock { $0 = task }
    }

    /// Whether it is back, or gave up.
    var isOver: Bool { state.withLock { $0.isOver } }

    /// Why it gave up, if it did.
    var failure: String? { state.withLock { $0.failure } }

    /// Calls it back.
    func cancel() { task.withLock { $0?.cancel() } }
}
