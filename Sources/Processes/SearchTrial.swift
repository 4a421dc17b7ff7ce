import Wire

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Tries whether this system tells which process has a connection.
public enum SearchTrial {
    /// What came of it.
    public enum Outcome: Hashable, Sendable {
        /// Both ends of a connection of this process were found to be its own.
        case found
        /// They were not.
        case notFound
        /// The system does not tell who has a socket.
        case unsupported
        /// No connection could be made to try it with.
        case noConnection
    }

    /// Connects this process to itself, on loopback, and asks whose the connection is.
    public static func run() -> Outcome { run(OwnerSearches.make()) }

    /// The same, asking `search`.
    static func run(_ search: (any OwnerSearch)?) -> Outcome {
        guard let search else { return .unsupported }
        guard let connection = LoopbackConnection() else { return .noConnection }
        guard let owners = search.owners(of: [connection.pair], effort: .full).first else { return .notFound }
        let isFound = [owners.client, owners.server].allSatisfy { $0?.process?.pid == getpid() }
        return isFound ? .found : .notFound
    }
}

/// A TCP connection of this process to itself, until it is let go.
private final class LoopbackConnection {
    /// Its ends.
    let pair: SocketPair
    private let descriptors: [CInt]

    /// Makes one; nil where that is not possible.
    init?() {
        let (listener, client) = (LoopbackSocket.make(), LoopbackSocket.make())
        var server: CInt = -1
        defer { if listener >= 0 { close(listener) } }
        if let address = LoopbackSocket.bindToLoopback(listener), listen(listener, 1) == 0,
            Self.connect(client, to: address)
        {
            server = accept(listener, nil, nil)
        }
        guard server >= 0, let near = LoopbackSocket.address(of: client),
            let far = LoopbackSocket.address(of: server)
        else {
            if client >= 0 { close(client) }
            return nil
        }
        descriptors = [client, server]
        pair = SocketPair(client: Self.endpoint(near), server: Self.endpoint(far))
    }

    deinit { for descriptor in descriptors { close(descriptor) } }

    private static func connect(_ descriptor: CInt, to address: sockaddr_in) -> Bool {
        var address = address
        // The address outlives the call.
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                #if canImport(Darwin)
                unsafe Darwin.connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                #else
                unsafe Glibc.connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                #endif
            }
        }
    }

    private static func endpoint(_ address: sockaddr_in) -> Endpoint {
        Endpoint(
            address: IPAddress(ipv4: UInt32(bigEndian: address.sin_addr.s_addr)),
            port: UInt16(bigEndian: address.sin_port))
    }
}
