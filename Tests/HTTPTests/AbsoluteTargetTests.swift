import Testing

@testable import HTTP

@Suite struct AbsoluteTargetTests {
    @Test(
        "RFC 9112 §3.2.2",
        arguments: [
            ("http://a.example/p?q", "a.example", "/p?q", false), ("HTTP://a.example:81", "a.example:81", "/", false),
            ("ws://[::1]:81/", "[::1]:81", "/", false), ("wss://a?to=http://b/c", "a", "/?to=http://b/c", true),
            ("https://a/", "a", "/", true), ("http://name:secret@a/p@q", "a", "/p@q", false),
        ] as [(String, String, String, Bool)])
    func absolute(target: String, authority: String, path: String, isSecure: Bool) throws {
        let parts = try #require(AbsoluteTarget(target))
        #expect(parts.authority == authority)
        #expect(parts.pathAndQuery == path)
        #expect(parts.isSecure == isSecure)
    }

    @Test(
        "Other forms", arguments: ["/", "*", "/to?http://b/", "a.example:80", "http://", "http:///p", "ftp://a/p", ""])
    func others(target: String) {
        #expect(AbsoluteTarget(target) == nil)
    }
}
