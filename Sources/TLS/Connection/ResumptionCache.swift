import Synchronization

/// The master secrets of sessions that later connections may resume (RFC 5246 §7.3, RFC 5077), of all threads.
///
/// It matters only where a key log has no line for the connection that resumes: programs that log each connection need it
/// not.
public final class ResumptionCache: Sendable {
    /// Sessions that are kept; the oldest go first.
    static let limit = 4096

    private let masters = Mutex(BoundedTable<[UInt8], Secret>(limit: limit))

    /// An empty cache.
    public init() {}

    /// Keeps the master secret of the session that is called `name`: its id, or a ticket for it.
    func insert(_ master: Secret, for name: [UInt8]) {
        guard !name.isEmpty else { return }
        masters.withLock { $0.set(master, for: name) }
    }

    /// The master secret of the session that is called `name`.
    func master(for name: [UInt8]) -> Secret? {
        name.isEmpty ? nil : masters.withLock { $0[name] }
    }
}
