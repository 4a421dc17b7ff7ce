import Dissection
import Testing

@testable import Playground

struct PlaygroundEndpointTests {
    @Test func hasEachNameOnce() {
        let names = PlaygroundEndpoint.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.allSatisfy { $0.isLowercase || $0.isNumber || "-.".contains($0) } })
    }

    @Test(arguments: PlaygroundEndpoint.all.map(\.name))
    func isFoundByItsPaths(name: String) throws {
        let endpoint = try #require(PlaygroundEndpoint.all.first { $0.name == name })
        #expect(!endpoint.visits.isEmpty)
        #expect(endpoint.summary.hasSuffix("."))
        for visit in endpoint.visits {
            let found = try #require(PlaygroundEndpoint.find(endpoint.path(of: visit)))
            #expect(found.endpoint.name == name)
            #expect(found.argument == visit.argument ?? endpoint.argument?.standard ?? 0)
        }
    }

    @Test(arguments: [
        ("/close/4001", "close", 4001), ("/close", "close", 4001), ("/close/", "close", 4001),
        ("/close/0?x=/1", "close", 0), ("/echo?room=1", "echo", 0), ("/refuse/599", "refuse", 599),
    ])
    func readsPaths(path: String, name: String, argument: Int) throws {
        let found = try #require(PlaygroundEndpoint.find(path))
        #expect(found.endpoint.name == name)
        #expect(found.argument == argument)
    }

    @Test(arguments: [
        "", "/", "echo", "/nothing", "/echo/1", "/echo/", "//echo", "/close/65536", "/close/-1", "/close/x",
        "/close/1/2", "/refuse/199", "/close/٤٠٠١",
    ])
    func knowsNothingElse(path: String) {
        #expect(PlaygroundEndpoint.find(path) == nil)
    }

    @Test func breaksARuleInEveryGroupThatSaysSo() {
        for group in [PlaygroundEndpoint.Group.frames, .messages] {
            for endpoint in PlaygroundEndpoint.all(in: group) {
                #expect(endpoint.rules.contains { $0.severity != .note }, "\(endpoint.name)")
            }
        }
        #expect(PlaygroundEndpoint.all(in: .behaving).flatMap(\.rules).isEmpty)
    }
}
