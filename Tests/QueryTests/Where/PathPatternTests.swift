import Testing

@testable import Query

@Suite struct PathPatternTests {
    @Test(arguments: [
        ("/chat", "/chat", true), ("/chat", "/chat/7", true), ("/chat", "/chatter", false), ("/chat", "/", false),
        ("/chat", "/a/chat", false), ("chat", "/chat", true), ("/", "/", true), ("/", "/anything", true),
        ("/chat/", "/chat/7", true), ("/chat/", "/chat", false), ("/chat*", "/chatter", true),
        ("/chat/*", "/chat/7", true),
        ("/chat/*", "/chat", false), ("*log", "/a/b/log", true), ("*log", "/a/b/logs", false), ("/a*a", "/a", false),
        ("/room/*/log", "/room/7/log", true), ("/room/*/log", "/room/log", false), ("/a*b*c", "/aXbYc", true),
        ("/a*b*c", "/acb", false), ("**", "/x", true), ("*", "/", true), ("/Chat", "/chat", false),
        ("/chat?room=1", "/chat?room=1", true), ("/chat?room=1", "/chat?room=12", false),
        ("/chat?room=*", "/chat?room=12", true), ("/chat?*x=1*", "/chat?a=2&x=1&b=3", true),
    ])
    func matches(pattern: String, path: String, expected: Bool) {
        #expect(PathPattern(pattern).matches(path) == expected)
    }

    @Test func theQueryIsPassedOverUnlessItIsAskedFor() throws {
        let session = try #require(try sample("demo").sessions.first).start
        for pattern in ["/chat", "/c*t", "/chat?room=101", "*?room=*", "/"] {
            #expect(PathPattern(pattern).matches(session), "\(pattern)")
        }
        for pattern in ["/chat?room=10", "/room", "/chat?"] {
            #expect(!PathPattern(pattern).matches(session), "\(pattern)")
        }
    }
}
