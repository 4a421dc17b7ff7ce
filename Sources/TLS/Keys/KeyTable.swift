import Wire

/// The secrets of many connections, as key logs and capture files tell them.
///
/// A copy shares its storage until one of both changes. Memory is bounded: the oldest connections go first.
public struct KeyTable: Sendable {
    /// How many connections a table remembers unless it is told otherwise.
    public static let usualLimit = 1 << 18

    private var connections: BoundedTable<HelloRandom, ConnectionSecrets>
    private var premasters: BoundedTable<UInt64, Secret>

    /// A number that grows with each change: who remembers it knows whether to look again.
    public private(set) var version = 0

    /// An empty table for as many connections as usual.
    public init() { self.init(limit: Self.usualLimit) }

    /// An empty table for at most `limit` connections (at least one).
    public init(limit: Int) {
        connections = BoundedTable(limit: limit)
        premasters = BoundedTable(limit: limit)
    }

    /// The number of connections with a secret; each `RSA` line counts as one.
    public var count: Int { connections.count + premasters.count }
    /// Whether there is no secret at all.
    public var isEmpty: Bool { count == 0 }

    /// The secrets of the connection whose ClientHello has this random.
    public func secrets(for random: HelloRandom) -> ConnectionSecrets? { connections[random] }

    /// The secrets of all connections, if there are no more than `limit` of them; otherwise none.
    func candidates(limit: Int) -> [(random: HelloRandom, secrets: ConnectionSecrets)] {
        connections.count <= limit ? connections.all.map { ($0.key, $0.value) } : []
    }

    /// The premaster secret whose encryption begins with these bytes; the first eight count (`RSA` lines).
    public func premaster(forEncrypted prefix: [UInt8]) -> Secret? {
        guard prefix.count >= 8, premasters.count > 0 else { return nil }
        return premasters[prefix.rawSpan.uint64(at: 0)]
    }

    /// Forgets everything.
    public mutating func removeAll() {
        connections.removeAll()
        premasters.removeAll()
        version += 1
    }

    /// Sets one secret of a connection; the newest wins, and says whether the connection is new.
    mutating func set(
        _ place: WritableKeyPath<ConnectionSecrets, Secret?>, of random: HelloRandom, to secret: Secret
    ) -> Bool {
        let known = connections[random]
        var secrets = known ?? ConnectionSecrets()
        guard secrets[keyPath: place] != secret else { return false }
        secrets[keyPath: place] = secret
        connections.set(secrets, for: random)
        version += 1
        return known == nil
    }

    /// Sets a premaster secret by the first eight bytes of its encryption, and says whether it is new.
    mutating func setPremaster(_ secret: Secret, forEncrypted prefix: UInt64) -> Bool {
        let known = premasters[prefix]
        guard known != secret else { return false }
        premasters.set(secret, for: prefix)
        version += 1
        return known == nil
    }
}
