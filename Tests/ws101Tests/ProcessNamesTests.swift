import Foundation
import Processes
import Testing
import Wire

@testable import ws101

struct ProcessNamesTests {
    private static func pair(_ port: UInt16) -> SocketPair {
        let host = IPAddress(ipv4: 0x7f00_0001)
        return SocketPair(
            client: Endpoint(address: host, port: port), server: Endpoint(address: host, port: 80))
    }

    private static func owners(client: Int32?, server: Int32?) -> ConnectionOwners {
        func owner(_ pid: Int32) -> SocketOwner { SocketOwner(uid: 0, process: ProcessFacts(pid: pid, name: "x")) }
        var owners = ConnectionOwners()
        owners.client = client.map(owner)
        owners.server = server.map(owner)
        return owners
    }

    /// What is there early is gone later.
    private final class ShortLived: OwnerSearch {
        let asked = DispatchSemaphore(value: 0)

        func owners(of connections: [SocketPair], effort: SearchEffort) -> [ConnectionOwners] {
            defer { for _ in connections { asked.signal() } }
            return connections.map { _ in
                effort != .little
                    ? ProcessNamesTests.owners(client: nil, server: 9) : ProcessNamesTests.owners(client: 7, server: 8)
            }
        }
    }

    @Test func whatWasSeenEarlyIsRememberedOnce() {
        let search = ShortLived()
        let names = ProcessNames(search)
        names.begin()
        defer { names.end() }
        names.note(Self.pair(1))
        search.asked.wait()
        let found = names.owners(of: Self.pair(1), within: 60)
        #expect(found == Self.owners(client: 7, server: 9))
        #expect(names.owners(of: Self.pair(1), within: 60) == Self.owners(client: nil, server: 9))
    }

    @Test func whoSentTheFirstPacketMayBeTheServer() {
        let search = ShortLived()
        let names = ProcessNames(search)
        names.begin()
        defer { names.end() }
        let pair = Self.pair(1)
        names.note(SocketPair(client: pair.server, server: pair.client))
        search.asked.wait()
        #expect(names.owners(of: pair, within: 60) == Self.owners(client: 8, server: 9))
    }

    /// Never answers before it is told to.
    private final class Stuck: OwnerSearch {
        let goOn = DispatchSemaphore(value: 0)

        func owners(of connections: [SocketPair], effort: SearchEffort) -> [ConnectionOwners] {
            goOn.wait()
            return connections.map { _ in ConnectionOwners() }
        }
    }

    @Test func nobodyWaitsForEver() {
        let search = Stuck()
        let names = ProcessNames(search)
        names.begin()
        defer {
            names.end()
            search.goOn.signal()
        }
        #expect(names.owners(of: Self.pair(1), within: 0.01) == ConnectionOwners())
        // However many connections begin meanwhile.
        for port in 0..<UInt16(10_000) { names.note(Self.pair(port)) }
    }
}
