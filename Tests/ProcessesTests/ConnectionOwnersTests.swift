import Testing

@testable import Processes

struct ConnectionOwnersTests {
    private func owner(_ pid: Int32?) -> SocketOwner {
        SocketOwner(uid: 1, process: pid.map { ProcessFacts(pid: $0, name: "x") })
    }

    private func owners(_ client: SocketOwner?, _ server: SocketOwner?) -> ConnectionOwners {
        var owners = ConnectionOwners()
        owners.client = client
        owners.server = server
        return owners
    }

    @Test func whatIsKnownNowCountsMoreThanWhatWasKnownBefore() {
        let now = owners(owner(2), nil)
        let before = owners(owner(1), owner(3))
        #expect(now.completed(by: before) == owners(owner(2), owner(3)))
    }

    @Test func aProcessCountsMoreThanAUser() {
        #expect(owners(owner(nil), owner(nil)).completed(by: owners(owner(1), nil)) == owners(owner(1), owner(nil)))
        #expect(owners(nil, nil).completed(by: owners(owner(nil), nil)) == owners(owner(nil), nil))
    }
}
