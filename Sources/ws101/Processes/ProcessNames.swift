import Dissection
import Foundation
import Processes
import Wire

/// Finds out whose connections are captured, on a thread of its own.
///
/// A connection is asked about twice: as soon as its first packet is seen, because short ones are gone when their session
/// is told of, and once more then, because a server accepts after the first packet. Packets cost nothing.
final class ProcessNames: @unchecked Sendable {
    // `condition` guards everything below it.
    private let search: any OwnerSearch
    private let condition = NSCondition()
    /// What is asked early, in order; more than `waitingLimit` are not asked.
    private var waiting: [SocketPair] = []
    /// What somebody waits for.
    private var urgent: [SocketPair] = []
    /// What may be spent on that.
    private let effort: SearchEffort
    /// The answers that nobody took yet, and in which order they came.
    private var known: [SocketPair: ConnectionOwners] = [:]
    private var order: [SocketPair] = []
    /// What somebody waits for still, and the answers to it.
    private var expected: Set<SocketPair> = []
    private var answers: [SocketPair: ConnectionOwners] = [:]
    private var hasBegun = false
    private var hasEnded = false

    private static let waitingLimit = 256
    private static let knownLimit = 4096
    private static let batch = 32

    /// Names with the rights that the process has now; nil where the system does not tell.
    convenience init?(effort: SearchEffort = .usual) {
        guard let search = OwnerSearches.make() else { return nil }
        self.init(search, effort: effort)
    }

    /// Names that `search` finds.
    init(_ search: any OwnerSearch, effort: SearchEffort = .usual) {
        self.search = search
        self.effort = effort
    }

    /// Begins its thread; to be called once rights are given up: the thread never has them then.
    func begin() {
        condition.withLock {
            guard !hasBegun else { return }
            hasBegun = true
            Thread.detachNewThread { [weak self] in
                self?.search.prepare()
                while let names = self, names.work() {}
            }
        }
    }

    /// Ends its thread.
    func end() {
        condition.withLock {
            hasEnded = true
            condition.broadcast()
        }
    }

    /// Notes that a connection began; waits for nothing.
    func note(_ connection: SocketPair) {
        condition.withLock {
            guard waiting.count < Self.waitingLimit else { return }
            waiting.append(connection)
            condition.broadcast()
        }
    }

    /// The owners of a session's sockets, as far as they are found in time.
    func owners(of connection: SocketPair, within patience: TimeInterval) -> ConnectionOwners {
        condition.withLock {
            urgent.append(connection)
            expected.insert(connection)
            condition.broadcast()
            let end = Date(timeIntervalSinceNow: patience)
            while answers[connection] == nil, !hasEnded, condition.wait(until: end) {}
            expected.remove(connection)
            let early = takeEarly(connection)
            guard let answer = answers.removeValue(forKey: connection) else { return early ?? ConnectionOwners() }
            return early.map(answer.completed) ?? answer
        }
    }

    /// What was found early; whoever sent the first packet that was captured may be the server.
    private func takeEarly(_ connection: SocketPair) -> ConnectionOwners? {
        if let owners = known.removeValue(forKey: connection) { return owners }
        let turned = SocketPair(client: connection.server, server: connection.client)
        guard var owners = known.removeValue(forKey: turned) else { return nil }
        swap(&owners.client, &owners.server)
        return owners
    }

    /// Answers what is asked now, or waits for a question; false at the end.
    private func work() -> Bool {
        let (connections, isUrgent) = condition.withLock { () -> ([SocketPair], Bool) in
            while waiting.isEmpty, urgent.isEmpty, !hasEnded { condition.wait() }
            if hasEnded { return ([], false) }
            if !urgent.isEmpty {
                defer { urgent = [] }
                return (urgent, true)
            }
            defer { waiting.removeFirst(min(waiting.count, Self.batch)) }
            return (Array(waiting.prefix(Self.batch)), false)
        }
        guard !connections.isEmpty else { return false }
        let owners = search.owners(of: connections, effort: isUrgent ? effort : .little)
        condition.withLock {
            for (connection, owners) in zip(connections, owners) {
                if isUrgent, expected.contains(connection) {
                    answers[connection] = owners
                } else {
                    keep(owners, of: connection)
                }
            }
            condition.broadcast()
        }
        return true
    }

    private func keep(_ owners: ConnectionOwners, of connection: SocketPair) {
        guard owners.client != nil || owners.server != nil else { return }
        known[connection] = owners
        order.append(connection)
        if order.count > 2 * Self.knownLimit { order = Array(order.suffix(Self.knownLimit)) }
        while known.count > Self.knownLimit, !order.isEmpty { known[order.removeFirst()] = nil }
    }
}
