#if os(Linux)
internal import CLinux
import Glibc
import Wire

/// Asks a process of its own, which keeps the right to look at the files of all processes.
///
/// Reading the traffic of strangers is no work for a process with rights, and /proc/PID/fd of other users is no
/// directory for one without. So the two are apart: the helper is started before rights are given up, keeps two
/// capabilities, runs as the user nobody, and understands nothing but questions of fixed length, which hold addresses and
/// ports. It ends when this process does.
final class SearchHelper: OwnerSearch, @unchecked Sendable {
    /// What ws101 is started with as the helper.
    static let argument = "answer-questions-about-sockets"

    // Used by one thread at a time, as the protocol asks for.
    private var descriptor: CInt
    /// What answers once the helper does not.
    private lazy var fallback = LocalSearch()

    /// Starts the helper; nil where it cannot be started.
    ///
    /// Without root's rights it looks at the caller's own processes: what reads packets may not look at those either.
    init?() {
        var ends: [CInt] = [-1, -1]
        // The system writes two descriptors.
        let made = unsafe socketpair(AF_UNIX, CInt(SOCK_SEQPACKET.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0, &ends)
        guard made == 0 else { return nil }
        descriptor = ends[0]
        let started = try? ChildProgram.start(
            ChildProgram.own, ["ws101", Self.argument], environment: [:], input: ends[1], isSilent: true)
        close(ends[1])
        guard started != nil else {
            close(descriptor)
            descriptor = -1
            return nil
        }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        // The structure outlives the call, which copies it.
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func owners(of connections: [SocketPair], effort: SearchEffort) -> [ConnectionOwners] {
        var owners: [ConnectionOwners] = []
        while owners.count < connections.count {
            let part = Array(connections[owners.count...].prefix(SearchMessages.limit))
            owners +=
                ask(part, effort: effort) ?? fallback?.owners(of: part, effort: effort)
                ?? part.map { _ in ConnectionOwners() }
        }
        return owners
    }

    func prepare() {
        let nobody = Endpoint(address: IPAddress(ipv4: 0x7f00_0001), port: 0)
        _ = ask([SocketPair(client: nobody, server: nobody)], effort: .little)
    }

    private func ask(_ connections: [SocketPair], effort: SearchEffort) -> [ConnectionOwners]? {
        guard descriptor >= 0 else { return nil }
        let question = SearchMessages.question(connections, effort: effort)
        if Datagram.send(question, to: descriptor), let answer = Datagram.receive(from: descriptor),
            let owners = SearchMessages.owners(answer, count: connections.count)
        {
            return owners
        }
        // A late answer would be taken for that to the next question.
        close(descriptor)
        descriptor = -1
        return nil
    }
}

/// What the helper does.
public enum SearchHelperProgram {
    /// Answers questions on standard input until nobody asks any more, if this process was started for that.
    ///
    /// - Returns: whether it was.
    public static func runIfAsked(_ arguments: [String]) -> Bool {
        guard arguments.count == 2, arguments[1] == SearchHelper.argument else { return false }
        for descriptor: CInt in 3..<1024 { close(descriptor) }
        // Ctrl-C is for the others: this one ends when they have.
        for number in [SIGINT, SIGQUIT, SIGTERM, SIGHUP] { _ = signal(number, SIG_IGN) }
        giveUpRights()
        guard let search = LocalSearch() else { return true }
        search.prepare()
        while let question = Datagram.receive(from: 0) {
            guard let (connections, effort) = SearchMessages.connections(question) else { break }
            let answer = SearchMessages.answer(search.owners(of: connections, effort: effort))
            guard Datagram.send(answer, to: 0) else { break }
        }
        return true
    }

    /// CAP_DAC_READ_SEARCH lists the folders of others, CAP_SYS_PTRACE follows the links in them.
    private static let needed: Capabilities = [.dacReadSearch, .sysPtrace]

    /// Keeps what the search needs, and nothing else, as a user who owns nothing.
    ///
    /// Where root lacks one of these, as in many containers, it has nothing but being root to look at files of root: it
    /// stays that.
    private static func giveUpRights() {
        // The string is a C string during the call.
        _ = unsafe chdir("/")
        _ = linux_set_no_new_privileges()
        guard Capabilities.held?.permitted.isSuperset(of: needed) ?? false else {
            // What the program's file gives, to capture.
            if geteuid() != 0 { _ = Capabilities.hold(permitted: [], effective: []) }
            return
        }
        _ = linux_keep_capabilities(1)
        let nobody: UInt32 = 65534
        // No groups: nothing is read.
        guard setgroups(0, nil) == 0, setgid(nobody) == 0, setuid(nobody) == 0,
            Capabilities.hold(permitted: needed, effective: needed) == 0
        else { exit(1) }
    }
}

/// Datagrams on a socket.
private enum Datagram {
    static func send(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
        // The kernel reads as many bytes as there are.
        let sent = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
        }
        return sent == bytes.count
    }

    /// The next one; nil when there are no more, or none came in time.
    static func receive(from descriptor: CInt) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: SearchMessages.longest)
        while true {
            // The kernel writes at most as many bytes as the buffer has.
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count > 0 { return Array(buffer[..<count]) }
            if count == 0 || errno != EINTR { return nil }
        }
    }
}
#else
/// What the helper does, where there is one.
public enum SearchHelperProgram {
    /// Nothing on this system.
    public static func runIfAsked(_ arguments: [String]) -> Bool { false }
}
#endif
