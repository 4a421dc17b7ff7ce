/// Finds out who has the sockets of connections.
public protocol OwnerSearch: AnyObject, Sendable {
    /// The owners of the sockets of these connections, in their order.
    ///
    /// It may take some milliseconds: never to be called for a packet. Not to be called by two threads at a time.
    ///
    /// - Parameter effort: how soon all processes are looked through again for what is not found quickly.
    func owners(of connections: [SocketPair], effort: SearchEffort) -> [ConnectionOwners]

    /// Does once what only the first search needs time for: the first connection may be a short one.
    func prepare()
}

extension OwnerSearch {
    /// Does nothing.
    public func prepare() {}
}

/// What a search may cost: looking through all processes takes milliseconds.
public enum SearchEffort: UInt8, CaseIterable, Sendable {
    /// At most a fifth of the time goes into looking through all processes.
    case little
    /// At most half of the time.
    case usual
    /// As much time as it takes.
    case full

    /// After looking through all processes, so many times as long goes by before it is done again.
    var rest: Int {
        switch self {
        case .little: 4
        case .usual: 1
        case .full: 0
        }
    }
}

/// How owners are found on this system.
public enum OwnerSearches {
    /// A search that still finds the processes of all users once this process has given up root's rights, if it has
    /// them; nil where the system does not tell who has a socket.
    ///
    /// To be called before rights are given up.
    public static func make() -> (any OwnerSearch)? {
        #if os(Linux)
        SearchHelper() ?? LocalSearch()
        #else
        nil
        #endif
    }
}
