import TestKit
import Testing

@testable import Dissection

@Suite struct SessionPathTests {
    private func session(of target: String) throws -> SessionEvent {
        var play = Playbook()
        play.client(Array(Playbook.request.replacing("GET /chat HTTP", with: "GET \(target) HTTP").utf8))
        return try #require(play.trace().sessions.first).start
    }

    @Test(arguments: [
        ("/chat", "/chat", "/chat"), ("/chat?room=101", "/chat", "/chat?room=101"), ("/", "/", "/"),
        ("/a/b?to=/c", "/a/b", "/a/b?to=/c"), ("http://a.example/x?y", "/x", "/x?y"),
    ])
    func isWhatIsAskedFor(target: String, path: String, whole: String) throws {
        let session = try session(of: target)
        #expect(session.path == path && session.pathAndQuery == whole, "\(session.uri ?? "no URI")")
    }

    @Test("A slash in a query begins no path")
    func noPath() throws {
        let session = try session(of: "http://a.example?to=/c")
        #expect(session.path != "/c" && session.pathAndQuery != "/c")
    }
}
