#if os(Linux)
import Foundation
import Testing
import Wire

@testable import Processes

/// This process's own sockets, which it may always look at.
struct LocalSearchTests {
    /// Who has a connection.
    ///
    /// A program that another test starts has this process's files too, until it runs: then it is asked again.
    private func owners(of pair: SocketPair) throws -> ConnectionOwners {
        let search = try #require(LocalSearch())
        var owners = ConnectionOwners()
        for _ in 0..<200 {
            owners = search.owners(of: [pair], effort: .full).first ?? owners
            let pids = [owners.client, owners.server].compactMap { $0?.process?.pid }
            if pids.allSatisfy({ $0 == getpid() }) { break }
            usleep(10_000)
        }
        return owners
    }

    @Test func findsBothEndsOfAConnectionOfThisProcess() throws {
        let connection = try Loopback()
        let found = try owners(of: connection.pair)
        #expect(found.client?.process?.pid == getpid())
        #expect(found.server?.process?.pid == getpid())
        #expect(found.client?.uid == geteuid())
        #expect(!found.isHidden)
    }

    @Test func aConnectionThatIsNotAcceptedYetIsOfTheProcessThatListens() throws {
        let connection = try Loopback(isAccepted: false)
        #expect(try owners(of: connection.pair).server?.process?.pid == getpid())
    }

    @Test func whatListensHereIsNotTheServerOfAnotherHost() throws {
        // A socket that listens at any address, and a client that talked to the same port elsewhere.
        let connection = try Loopback(listeningAt: 0)
        var elsewhere = connection.pair
        elsewhere.server.address = IPAddress(ipv4: 0xc633_6407)
        let search = try #require(LocalSearch())
        #expect(search.owners(of: [elsewhere], effort: .full) == [ConnectionOwners()])
        var gone = connection.pair
        gone.client.port &+= 1
        let owners = try owners(of: gone)
        #expect(owners.server?.process?.pid == getpid())
        #expect(owners.client == nil)
    }
}

/// A connection over the loopback interface, both ends in this process.
final class Loopback {
    let pair: SocketPair
    private var descriptors: [CInt] = []

    init(isAccepted: Bool = true, listeningAt address: UInt32 = 0x7f00_0001) throws {
        func new() -> CInt { socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0) }
        let (listening, connecting) = (new(), new())
        descriptors = [listening, connecting]
        try unsafe Self.address(address, 0) { try #require(unsafe bind(listening, $0, $1) == 0) }
        try #require(listen(listening, 4) == 0)
        let port = try Self.port(of: listening)
        try unsafe Self.address(0x7f00_0001, port) { try #require(unsafe connect(connecting, $0, $1) == 0) }
        if isAccepted { descriptors.append(accept(listening, nil, nil)) }
        let host = IPAddress(ipv4: 0x7f00_0001)
        pair = SocketPair(
            client: Endpoint(address: host, port: try Self.port(of: connecting)),
            server: Endpoint(address: host, port: port))
    }

    deinit { for descriptor in descriptors { close(descriptor) } }

    private static func address(
        _ address: UInt32, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void
    ) throws {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = address.bigEndian
        // The structure is one of the kinds that `sockaddr` stands for, and lives during the call.
        try unsafe withUnsafePointer(to: &name) { name in
            try unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func port(of descriptor: CInt) throws -> UInt16 {
        var name = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // As above.
        let status = unsafe withUnsafeMutablePointer(to: &name) { name in
            unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(descriptor, $0, &size) }
        }
        try #require(status == 0)
        return UInt16(bigEndian: name.sin_port)
    }
}
#endif
