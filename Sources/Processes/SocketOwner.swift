/// Who has a socket, as far as this system tells.
public struct SocketOwner: Hashable, Sendable {
    /// The number of the user whose socket it is.
    public var uid: UInt32
    /// The process that has it open; nil where it is gone or its files may not be looked at.
    public var process: ProcessFacts?

    /// An owner of whom this is known.
    public init(uid: UInt32, process: ProcessFacts? = nil) {
        self.uid = uid
        self.process = process
    }
}

/// What /proc says of a process.
public struct ProcessFacts: Hashable, Sendable {
    /// Its number.
    public var pid: Int32
    /// The program's name, as `node`; it must be escaped before it is shown.
    public var name: String
    /// What an interpreter runs, as `server.js`: the last part of its path; it must be escaped before it is shown.
    public var script: String?
    /// Its parent, the parent's parent, and so on, at most `ancestorLimit` of them.
    public var ancestors: [Int32]

    /// So many ancestors are looked up.
    public static let ancestorLimit = 64

    /// A process of which this is known.
    public init(pid: Int32, name: String, script: String? = nil, ancestors: [Int32] = []) {
        self.pid = pid
        self.name = name
        self.script = script
        self.ancestors = ancestors
    }
}

/// Who has the sockets of a connection that are on this host.
public struct ConnectionOwners: Hashable, Sendable {
    /// Who has the socket that connected; nil where it is not on this host, or gone.
    public var client: SocketOwner?
    /// Who has the socket that was connected to; nil where it is not on this host, or gone.
    public var server: SocketOwner?
    /// Whether a process could not be named because this one may not look at the files of others.
    public var isHidden = false

    /// Owners of whom nothing is known.
    public init() {}

    /// What is known now, and what was known before of what is not.
    public func completed(by earlier: ConnectionOwners) -> ConnectionOwners {
        var result = self
        result.client = Self.better(client, earlier.client)
        result.server = Self.better(server, earlier.server)
        return result
    }

    private static func better(_ now: SocketOwner?, _ earlier: SocketOwner?) -> SocketOwner? {
        if now?.process != nil { return now }
        return earlier?.process != nil ? earlier : now ?? earlier
    }
}
