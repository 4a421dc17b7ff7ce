import Testing
import WebSocket

@testable import Playground

struct InboxTests {
    /// What doesn't inflate is 1007, what inflates too far 1009 (RFC 6455 §7.4.1).
    @Test(
        arguments: [
            (Deflater().message([UInt8](repeating: 0, count: Session.mostOfAMessage + 1)), 1009), ([0x07, 0xff], 1007),
            (Deflater().message([0xff]), 1007),
        ] as [([UInt8], Int)])
    func failsCompressedMessages(payload: [UInt8], code: Int) async throws {
        let answer = try await answer(to: RawClient.masked(.text, payload, rsv1: true))
        #expect(answer.first == 0x88)
        #expect(answer.count >= 4 && Int(answer[2]) << 8 | Int(answer[3]) == code)
    }

    @Test func takesTheLongestMessage() async throws {
        let payload = Deflater().message([UInt8](repeating: 0, count: Session.mostOfAMessage))
        #expect(try await answer(to: RawClient.masked(.binary, payload, rsv1: true)).first == 0xc2)
    }

    /// What `/deflate` sends after the 101.
    private func answer(to frame: [UInt8]) async throws -> [UInt8] {
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { _ in }
        let bytes = try await RawClient.exchange(
            server, RawClient.upgrade("/deflate", "Sec-WebSocket-Extensions: permessage-deflate"),
            then: frame + RawClient.masked(.close, [0x03, 0xe8]))
        await server.stop()
        let head = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8)))
        return Array(bytes[head.upperBound...])
    }
}
