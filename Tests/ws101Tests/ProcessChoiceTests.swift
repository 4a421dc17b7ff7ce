import Processes
import Testing

@testable import ws101

struct ProcessChoiceTests {
    private let owners: ConnectionOwners = {
        var owners = ConnectionOwners()
        owners.client = SocketOwner(uid: 1, process: ProcessFacts(pid: 40, name: "chromium", ancestors: [30, 20, 1]))
        owners.server = SocketOwner(uid: 1, process: ProcessFacts(pid: 50, name: "node", script: "server.js"))
        return owners
    }()

    @Test(arguments: ["40", "30", "20", "50", "node", "server.js", "chromium"])
    func matches(text: String) { #expect(ProcessChoice(text).matches(owners)) }

    @Test(arguments: ["4", "41", "nod", "Node", "server", "-1"])
    func doesNotMatch(text: String) { #expect(!ProcessChoice(text).matches(owners)) }

    @Test func childrenAreNotTheProcessItself() {
        #expect(ProcessChoice.children(30).matches(owners))
        #expect(!ProcessChoice.children(40).matches(owners))
        #expect(!ProcessChoice.children(50).matches(owners))
    }

    @Test func nobodyIsNotMeant() {
        var unknown = ConnectionOwners()
        #expect(!ProcessChoice("node").matches(unknown))
        unknown.client = SocketOwner(uid: 1)
        #expect(!ProcessChoice("1").matches(unknown))
    }
}
