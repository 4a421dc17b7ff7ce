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

    /// One of them.
    public struct Failure: Hashable, Sendable {
        /// Who tried.
        public var client: Endpoint
        /// Who was to be connected to.
        public var server: Endpoint
        /// When its first SYN was captured.
        public var time: Timestamp
        /// The packet of that.
        public var packet: Int
    }

    /// So many places are kept.
    public static let limit = 16
    /// How many connections there were.
    public private(set) var count = 0
    /// The places that were tried first, in that order.
    public private(set) var targets: [Target] = []
    /// So many connections are kept.
    static let failureLimit = 64
    /// The first ones.
    private(set) var failures: [Failure] = []

    /// None.
    public init() {}

    /// Counts a connection with so many SYNs.
    mutating func add(_ failure: Failure, attempts: Int) {
        let (server, packet) = (failure.server, failure.packet)
        count += 1
        if failures.count < Self.failureLimit { failures.append(failure) }
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
        failures += other.failures.prefix(Self.failureLimit - failures.count)
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
