import Synchronization

/// The master secrets of sessions that later connections may resume (RFC 5246 §7.3, RFC 5077), of all threads.
///
/// It matters only where a key log has no line for the connection that resumes: programs that log each connection need it
/// not.
public final class ResumptionCache: Sendable {
    /// Sessions that are kept; the oldest go first.
    static let limit = 4096

    private struct Store {
        var masters: [[UInt8]: Secret] = [:]
        var order: [[UInt8]] = []
        var next = 0
    }

    private let store = Mutex(Store())

    /// An empty cache.
    public init() {}

    /// Keeps the master secret of the session that is called `name`: its id, or a ticket for it.
    func insert(_ master: Secret, for name: [UInt8]) {
        guard !name.isEmpty else { return }
        store.withLock { store in
            guard store.masters.updateValue(master, forKey: name) == nil else { return }
            if store.order.count < Self.limit {
                store.order.append(name)
            } else {
                store.masters[store.order[store.next]] = nil
                store.order[store.next] = name
                store.next = (store.next + 1) % Self.limit
            }
        }
    }

    /// The master secret of the session that is called `name`.
    func master(for name: [UInt8]) -> Secret? {
        name.isEmpty ? nil : store.withLock { $0.masters[name] }
    }
}
