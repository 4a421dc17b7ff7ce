import Testing

@testable import Dissection

@Suite struct WebSocketAddressTests {
    @Test(arguments: [
        ("https://a.example/chat/", "wss://a.example/chat/"), ("HTTP://a.example", "ws://a.example"),
        ("wss://a.example/", "wss://a.example/"), ("/ws?x=1#top", "ws://example.com:81/ws?x=1"),
        ("//b.example/ws", "ws://b.example/ws"), ("live", "ws://example.com:81/rooms/live"),
        ("live/a:b", "ws://example.com:81/rooms/live/a:b"), ("", nil), ("#top", nil), ("mailto:a@b.example", nil),
        ("https://", nil), ("https:///x", nil),
    ])
    func resolvesLocations(location: String, address: String?) {
        #expect(WebSocketAddress.resolve(location, against: "ws://example.com:81/rooms/chat?r=/1") == address)
    }

    @Test func keepsTheSchemeOfItsBase() {
        #expect(WebSocketAddress.resolve("//b.example/", against: "wss://a.example/") == "wss://b.example/")
        #expect(WebSocketAddress.resolve("x", against: "wss://a.example") == "wss://a.example/x")
        #expect(WebSocketAddress.resolve("x", against: "a.example") == nil)
    }
}
