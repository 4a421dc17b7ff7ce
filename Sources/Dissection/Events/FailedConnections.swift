public import Wire

/// TCP connections that never came about, by where they were to lead: all of them counted, the first places kept.
public struct FailedConnections: Hashable, Sendable {
    /// A place, and how often it was tried in vain.
    public struct Target: Hashable, Sendable {
        /// Who was to be connected to.
        public var server: Endpoint
        /// How many connections failed.
        public var connections: Int
        /// How many SYNs they had together.
        public var attempts: Int
        /// The first packet of the first of them.
        public var packet: Int
    }

    /// So many places are kept.
    public static let limit = 16
    /// How many connections there were.
    public private(set) var count = 0
    /// The places that were tried first, in that order.
    public private(set) var targets: [Target] = []

    /// None.
    public init() {}

    /// Counts a connection to `server` with so many SYNs, the first of them being `packet`.
    mutating func add(_ server: Endpoint, attempts: Int, packet: Int) {
        count += 1
        if let index = targets.firstIndex(where: { $0.server == server }) {
            targets[index].connections += 1
            targets[index].attempts += attempts
        } else if targets.count < Self.limit {
            targets.append(Target(server: server, connections: 1, attempts: attempts, packet: packet))
        }
    }

    /// Adds what another part counted.
    mutating func add(_ other: FailedConnections) {
        count += other.count
        for target in other.targets {
            if let index = targets.firstIndex(where: { $0.server == target.server }) {
                targets[index].connections += target.connections
                targets[index].attempts += target.attempts
            } else if targets.count < Self.limit {
                targets.append(target)
            }
        }
    }
}
