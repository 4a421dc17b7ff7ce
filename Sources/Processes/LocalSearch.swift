#if os(Linux)
import Glibc
import Wire

/// Asks the system with the rights of this process: sock_diag for the sockets, /proc for the processes.
final class LocalSearch: OwnerSearch, @unchecked Sendable {
    // Used by one thread at a time, as the protocol asks for.
    private let descriptor: CInt
    private let folder = ProcessFolder()
    /// The processes that had sockets asked for, the latest first: a server, a browser has the next one too.
    private var recent: [Int32] = []
    /// When all processes were looked through last, and how long that took.
    private var lastSearch: (end: ContinuousClock.Instant, duration: Duration) = (.now, .zero)
    /// The addresses of this host, and until when they are taken for that.
    private var addresses: (all: Set<IPAddress>, until: ContinuousClock.Instant) = ([], .now)

    private static let recentLimit = 32

    /// Whether the files of other users' processes can be looked at: root's can, to begin with.
    private let seesOthers = ProcessFolder().sockets(of: 1, among: [0]) != nil

    /// A search; nil where the system offers no socket for it.
    init?() {
        // 4 is NETLINK_SOCK_DIAG.
        descriptor = Glibc.socket(AF_NETLINK, CInt(SOCK_RAW.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 4)
        guard descriptor >= 0 else { return nil }
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        // The structure outlives the call, which copies it.
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func owners(of connections: [SocketPair], effort: SearchEffort) -> [ConnectionOwners] {
        let sockets = connections.map { (client: socket($0, isServer: false), server: socket($0, isServer: true)) }
        let all = sockets.flatMap { [$0.client, $0.server].compactMap(\.self) }.filter { $0.inode != 0 }
        // Those of others are not to be found without rights: all processes would be looked through in vain.
        let inodes = Set(all.filter { seesOthers || $0.uid == geteuid() }.map(\.inode))
        let (processes, isHidden) = search(for: inodes, effort: effort)
        func owner(_ socket: SocketDiagnosis.Socket?) -> SocketOwner? {
            socket.map { SocketOwner(uid: $0.uid, process: processes[$0.inode]) }
        }
        return sockets.map { pair in
            var owners = ConnectionOwners()
            owners.client = owner(pair.client)
            owners.server = owner(pair.server)
            owners.isHidden = [pair.client, pair.server].contains { socket in
                guard let socket, socket.inode != 0, processes[socket.inode] == nil else { return false }
                return isHidden || !inodes.contains(socket.inode)
            }
            return owners
        }
    }

    func prepare() {
        let nobody = Endpoint(address: IPAddress(ipv4: 0x7f00_0001), port: 0)
        _ = owners(of: [SocketPair(client: nobody, server: nobody)], effort: .full)
        // No socket has that number.
        _ = search(for: [.max], effort: .full)
        _ = folder.facts(of: getpid())
    }

    // MARK: Sockets

    /// The socket at one end of a connection; for a server's that is not accepted yet, or gone, the one that listens.
    private func socket(_ connection: SocketPair, isServer: Bool) -> SocketDiagnosis.Socket? {
        let (local, remote) = connection.end(isServer: isServer)
        if let socket = ask(SocketDiagnosis.question(local, remote)).first {
            // What listens has connected to nobody; and what listens at any address is not at one of another host.
            if !socket.isListening { return socket.inode != 0 || isServer ? listener(instead: socket, at: local) : nil }
            return isServer && isOfThisHost(local.address) ? socket : nil
        }
        guard local.address.isLinkLocal else { return nil }
        return ask(SocketDiagnosis.list(isIPv4: false)).first { $0.local == local && $0.remote == remote }
    }

    /// The socket itself; of one that no process has yet, or has any more, the one that it came to.
    private func listener(instead socket: SocketDiagnosis.Socket, at local: Endpoint) -> SocketDiagnosis.Socket? {
        guard socket.inode == 0 else { return socket }
        let nobody = Endpoint(address: local.address.isIPv4 ? IPAddress(ipv4: 0) : IPAddress(ipv6: 0, 0), port: 0)
        return ask(SocketDiagnosis.question(local, nobody)).first { $0.isListening }
    }

    private func ask(_ question: [UInt8]) -> [SocketDiagnosis.Socket] {
        // The kernel reads as many bytes as there are.
        let sent = unsafe question.withUnsafeBytes { unsafe send(descriptor, $0.baseAddress, $0.count, 0) }
        guard sent == question.count else { return [] }
        var sockets: [SocketDiagnosis.Socket] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 15)
        while true {
            // The kernel writes at most as many bytes as the buffer has.
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { return sockets }
            let answer = SocketDiagnosis.answer(Array(buffer[..<count]))
            sockets += answer.sockets
            if answer.isLast { return sockets }
        }
    }

    private func isOfThisHost(_ address: IPAddress) -> Bool {
        if address.isLoopback { return true }
        if ContinuousClock.now >= addresses.until {
            addresses = (HostAddresses.all(), .now + .seconds(10))
        }
        return addresses.all.contains(address)
    }

    // MARK: Processes

    /// The processes that have these sockets open, and whether the files of some process could not be looked at.
    private func search(
        for inodes: Set<UInt32>, effort: SearchEffort
    ) -> (processes: [UInt32: ProcessFacts], isHidden: Bool) {
        var (found, missing, isHidden): ([UInt32: ProcessFacts], Set<UInt32>, Bool) = ([:], inodes, false)
        func look(into process: Int32) {
            guard let sockets = folder.sockets(of: process, among: missing) else {
                isHidden = true
                return
            }
            guard !sockets.isEmpty else { return }
            // At once: while the others are looked through, it may end.
            let facts = folder.facts(of: process)
            for socket in sockets { found[socket] = facts }
            missing.subtract(sockets)
            recent.removeAll { $0 == process }
            recent.insert(process, at: 0)
            if recent.count > Self.recentLimit { recent.removeLast() }
        }
        for process in recent where !missing.isEmpty { look(into: process) }
        let start = ContinuousClock.now
        guard !missing.isEmpty, start >= lastSearch.end + lastSearch.duration * effort.rest else {
            return (found, isHidden)
        }
        isHidden = false
        for process in folder.processes() where !missing.isEmpty { look(into: process) }
        lastSearch = (.now, ContinuousClock.now - start)
        return (found, isHidden)
    }
}

extension IPAddress {
    /// Whether it is fe80::/10, which says something only together with an interface.
    fileprivate var isLinkLocal: Bool { !isIPv4 && high >> 54 == 0x3fa }
}
#endif
