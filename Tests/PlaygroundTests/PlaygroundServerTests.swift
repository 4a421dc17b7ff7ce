import Foundation
import NIOCore
import NIOPosix
import Synchronization
import Testing
import WebSocket
import Wire

@testable import Playground

struct PlaygroundServerTests {
    @Test func listensOnLoopbackOnly() async throws {
        let server = try PlaygroundServer(.init(port: 0, tlsPort: 0)) { _ in }
        #expect(server.addresses.first == "127.0.0.1")
        #expect(server.addresses.allSatisfy { ["127.0.0.1", "::1"].contains($0) })
        #expect(server.port != 0 && server.tlsPort != 0 && server.tlsPort != server.port)
        await server.stop()
    }

    @Test func saysThatAPortIsInUse() async throws {
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { _ in }
        let error = #expect(throws: PlaygroundError.self) {
            try PlaygroundServer(.init(port: server.port, tlsPort: nil)) { _ in }
        }
        #expect(error == .portInUse(server.port))
        // The one that was opened before the other failed is closed again.
        #expect(throws: PlaygroundError.portInUse(server.port)) {
            try PlaygroundServer(.init(port: 0, tlsPort: server.port)) { _ in }
        }
        await server.stop()
    }

    @Test(arguments: [
        (["GET / HTTP/1.1", "Host: localhost"], "HTTP/1.1 200 OK"),
        (["HEAD / HTTP/1.1", "Host: localhost"], "HTTP/1.1 200 OK"),
        (["POST / HTTP/1.1", "Host: localhost", "Content-Length: 0"], "HTTP/1.1 405 "),
        (["GET / HTTP/1.1", "Host: evil.example"], "HTTP/1.1 421 "),
        (["GET /nothing HTTP/1.1", "Host: localhost"], "HTTP/1.1 404 "),
        (["GET /echo HTTP/1.1", "Host: localhost"], "HTTP/1.1 426 "),
        (upgrade("/nothing"), "HTTP/1.1 404 "), (upgrade("/refuse/418"), "HTTP/1.1 418 "),
        (upgrade("/refuse"), "HTTP/1.1 403 Forbidden"),
        (upgrade("/echo", "Origin: http://evil.example"), "HTTP/1.1 403 "),
        (upgrade("/echo", "Origin: http://localhost:3000"), "HTTP/1.1 101 "),
        (upgrade("/open-origin", "Origin: http://evil.example"), "HTTP/1.1 101 "),
        (upgrade("/echo", host: "evil.example"), "HTTP/1.1 421 "),
        (upgrade("/open-origin", host: "evil.example"), "HTTP/1.1 421 "),
    ])
    func answersRequests(lines: [String], status: String) async throws {
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { _ in }
        let answer = String(decoding: try await exchange(server, lines), as: UTF8.self)
        #expect(answer.hasPrefix(status), "\(answer)")
        await server.stop()
    }

    @Test func namesTheEndpointsWhereNothingIs() async throws {
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { _ in }
        let answer = String(decoding: try await exchange(server, Self.upgrade("/nothing")), as: UTF8.self)
        for endpoint in PlaygroundEndpoint.all { #expect(answer.contains("  \(endpoint.pattern)\n")) }
        await server.stop()
    }

    /// Frames that come with the request, before the 101, are neither lost nor taken for HTTP.
    @Test func takesFramesThatComeWithTheRequest() async throws {
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { _ in }
        let key = MaskingKey(0x0102_0304)
        let frames =
            FrameEncoder.encode(opcode: .text, payload: Array("early".utf8), maskingKey: key)
            + FrameEncoder.close(code: 1000, maskingKey: key)
        let answer = try await exchange(server, Self.upgrade("/echo"), then: frames)
        #expect(answer.suffix(11) == [0x81, 5] + Array("early".utf8) + [0x88, 2, 0x03, 0xe8])
        await server.stop()
    }

    @Test(
        arguments: [
            (FrameEncoder.encode(opcode: .text, payload: [0x61]), 1002),
            (masked(.text, [0xff]), 1007), (masked(.text, [0x61], rsv1: true), 1002),
            (masked(.continuation, [0x61]), 1002), (masked(Opcode(rawValue: 3), []), 1002),
            (masked(.text, [], fin: false) + masked(.text, []), 1002), (masked(.close, [0x03]), 1002),
            (masked(.close, [0x03, 0xed]), 1002), (masked(.ping, [], fin: false), 1002),
            (masked(.ping, [UInt8](repeating: 0, count: 126)), 1002),
            ([0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4], 1009), (masked(.close, [0x03, 0xe8, 0xff]), 1007),
        ] as [([UInt8], Int)])
    func failsClientsThatBreakRules(frames: [UInt8], code: Int) async throws {
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { _ in }
        let answer = try await exchange(
            server, Self.upgrade("/echo"), then: frames + Self.masked(.close, [0x03, 0xe8]))
        let head = try #require(answer.firstRange(of: Array("\r\n\r\n".utf8)))
        let rest = Array(answer[head.upperBound...])
        #expect(rest.first == 0x88)
        #expect(rest.count >= 4 && Int(rest[2]) << 8 | Int(rest[3]) == code)
        await server.stop()
    }

    @Test func closesEverySessionWith1001AtItsEnd() async throws {
        let news = Mutex<[String]>([])
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { piece in
            news.withLock { $0.append("\(piece)") }
        }
        let exchange = Task { try await self.exchange(server, Self.upgrade("/echo")) }
        while !news.withLock({ $0.contains { $0.hasPrefix("opened") } }) { try await Task.sleep(for: .milliseconds(5)) }
        await server.stop(grace: .milliseconds(200))
        let answer = try await exchange.value
        #expect(answer.firstRange(of: FrameEncoder.close(code: 1001, reason: "the playground ends")) != nil)
        #expect(news.withLock { $0.contains { $0.contains("closed by the playground, 1001") } })
    }

    @Test func isVisitedByWSSWithKeysThatAreLogged() async throws {
        let log = try KeyLogWriter(nil)
        let server = try PlaygroundServer(.init(port: 0, tlsPort: 0, keyLog: log)) { _ in }
        let endpoint = PlaygroundEndpoint.all[0]
        let told = Mutex<[VisitNews]>([])
        try await PlaygroundVisitor(server).visit(endpoint, endpoint.visits[0], isSecure: true) { news in
            told.withLock { $0.append(news) }
        }
        #expect(told.withLock { $0.contains(VisitNews(.received, "text, 5 B \"Hello\"")) })
        #expect(told.withLock { $0.contains(VisitNews(.received, "close, 1000")) })
        let keys = try String(contentsOfFile: log.path, encoding: .utf8)
        #expect(keys.contains("CLIENT_TRAFFIC_SECRET_0 ") && keys.contains("SERVER_TRAFFIC_SECRET_0 "))
        await server.stop()
        log.close()
    }

    // MARK: A raw client

    private static func upgrade(_ path: String, _ more: String..., host: String = "localhost") -> [String] {
        [
            "GET \(path) HTTP/1.1", "Host: \(host)", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ] + more
    }

    private static func masked(_ opcode: Opcode, _ payload: [UInt8], fin: Bool = true, rsv1: Bool = false) -> [UInt8] {
        FrameEncoder.encode(
            fin: fin, rsv1: rsv1, opcode: opcode, payload: payload, maskingKey: MaskingKey(0x0a0b_0c0d))
    }

    /// Sends a request and frames at once; everything that comes until the server ends TCP, or for a second after a 101.
    private func exchange(
        _ server: PlaygroundServer, _ lines: [String], then frames: [UInt8] = []
    ) async throws -> [UInt8] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: Int(server.port)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(
                ByteBuffer(bytes: Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + frames))
            let channel = channel.channel
            let patience = Task {
                try await Task.sleep(for: .seconds(1))
                channel.close(promise: nil)
            }
            defer { patience.cancel() }
            var bytes: [UInt8] = []
            for try await piece in inbound { bytes += Array(buffer: piece) }
            return bytes
        }
    }
}
