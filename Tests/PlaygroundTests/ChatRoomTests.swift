import Testing
import WebSocket

@testable import Playground

struct ChatRoomTests {
    /// Sessions at other endpoints have no number in the chat, and nobody gets the number of a guest who left.
    @Test func countsItsGuestsFromOne() async throws {
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { _ in }
        let leave = RawClient.masked(.close, [0x03, 0xe8])
        _ = try await RawClient.exchange(server, RawClient.upgrade("/echo"), then: leave)
        for guest in 1...2 {
            let hello = RawClient.masked(.text, Array("hello".utf8))
            let bytes = try await RawClient.exchange(server, RawClient.upgrade("/chat"), then: hello + leave)
            let frames = FrameEncoder.text("guest \(guest) came; 1 here") + FrameEncoder.text("guest \(guest): hello")
            #expect(bytes.firstRange(of: frames) != nil, "\(String(decoding: bytes, as: UTF8.self))")
        }
        await server.stop()
    }
}
