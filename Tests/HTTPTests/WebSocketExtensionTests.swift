import HTTP
import Testing

@Suite struct WebSocketExtensionTests {
    @Test("RFC 6455 §9.1: extensions with their parameters")
    func extensions() throws {
        let request = try HeaderListsTests.request([
            "Sec-WebSocket-Extensions: deflate-stream",
            "Sec-WebSocket-Extensions: mux; max-channels=4; flow-control, permessage-deflate; a=\"1\\0\" ; b = 2",
        ])
        let extensions = request.webSocketExtensions
        #expect(extensions.map(\.name) == ["deflate-stream", "mux", "permessage-deflate"])
        #expect(
            extensions.map(\.description) == [
                "deflate-stream", "mux; max-channels=4; flow-control", "permessage-deflate; a=10; b=2",
            ])
        #expect(request.text(extensions[1].range) == "mux; max-channels=4; flow-control")
        #expect(extensions.allSatisfy { $0.syntaxError == nil })
    }

    @Test(
        arguments: ["a b", "a;", "a; =1", "a; b=", "a; b=\"\"", "a; b=\"c d\"", "a; b=c d", "a; b=\"c", "@; b"])
    func malformedExtensions(value: String) throws {
        let request = try HeaderListsTests.request(["Sec-WebSocket-Extensions: \(value)"])
        #expect(request.webSocketExtensions.count == 1)
        #expect(request.webSocketExtensions[0].syntaxError != nil)
    }
}
