import Diagram
import Dissection
import Testing

struct ProcessTextTests {
    private typealias Owner = SessionProcesses.Owner

    @Test func namesBothSides() throws {
        let processes = try #require(
            SessionProcesses(
                client: Owner(pid: 4711, name: "chromium", uid: 1000, user: "mina"),
                server: Owner(pid: 4712, name: "node", script: "server.js", uid: 1000, user: "mina")))
        #expect(processes.text(ascii: true) == "client chromium 4711, server node 4712 (server.js)")
    }

    @Test func saysWhoseAProcessIsThatItMayNotName() throws {
        let processes = try #require(SessionProcesses(client: nil, server: Owner(uid: 33, user: "www-data")))
        #expect(processes.text(ascii: true) == "server a process of www-data")
        #expect(Owner(uid: 4242).text(ascii: true) == "a process of user 4242")
    }

    @Test func nobodyIsNothing() { #expect(SessionProcesses(client: nil, server: nil) == nil) }

    @Test func namesAreSafeToShow() {
        let owner = Owner(pid: 1, name: "a\u{1b}[2J\nb", script: String(repeating: "x", count: 500), uid: 0)
        let text = owner.text(ascii: true)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 })
        #expect(text.count < 160)
    }
}
