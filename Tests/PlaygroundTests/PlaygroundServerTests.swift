import Foundation
import NIOCore
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
        (RawClient.upgrade("/nothing"), "HTTP/1.1 404 "), (RawClient.upgrade("/refuse/418"), "HTTP/1.1 418 "),
        (RawClient.upgrade("/refuse"), "HTTP/1.1 403 Forbidden"),
        (RawClient.upgrade("/echo", "Origin: http://evil.example"), "HTTP/1.1 403 "),
        (RawClient.upgrade("/echo", "Origin: http://localhost:3000"), "HTTP/1.1 101 "),
        (RawClient.upgrade("/open-origin", "Origin: http://evil.example"), "HTTP/1.1 101 "),
        (RawClient.upgrade("/echo", host: "evil.example"), "HTTP/1.1 421 "),
        (RawClient.upgrade("/open-origin", host: "evil.example"), "HTTP/1.1 421 "),
    ])
    func answersRequests(lines: [String], status: String) async throws {
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { _ in }
        let answer = String(decoding: try await RawClient.exchange(server, lines), as: UTF8.self)
        #expect(answer.hasPrefix(status), "\(answer)")
        await server.stop()
    }

    @Test func namesTheEndpointsWhereNothingIs() async throws {
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { _ in }
        let answer = String(
            decoding: try await RawClient.exchange(server, RawClient.upgrade("/nothing")), as: UTF8.self)
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
        let answer = try await RawClient.exchange(server, RawClient.upgrade("/echo"), then: frames)
        #expect(answer.suffix(11) == [0x81, 5] + Array("early".utf8) + [0x88, 2, 0x03, 0xe8])
        await server.stop()
    }

    @Test(
        arguments: [
            (FrameEncoder.encode(opcode: .text, payload: [0x61]), 1002),
            (RawClient.masked(.text, [0xff]), 1007), (RawClient.masked(.text, [0x61], rsv1: true), 1002),
            (RawClient.masked(.continuation, [0x61]), 1002), (RawClient.masked(Opcode(rawValue: 3), []), 1002),
            (RawClient.masked(.text, [], fin: false) + RawClient.masked(.text, []), 1002),
            (RawClient.masked(.close, [0x03]), 1002),
            (RawClient.masked(.close, [0x03, 0xed]), 1002), (RawClient.masked(.ping, [], fin: false), 1002),
            (RawClient.masked(.ping, [UInt8](repeating: 0, count: 126)), 1002),
            ([0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4], 1009),
            (RawClient.masked(.close, [0x03, 0xe8, 0xff]), 1007),
        ] as [([UInt8], Int)])
    func failsClientsThatBreakRules(frames: [UInt8], code: Int) async throws {
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { _ in }
        let answer = try await RawClient.exchange(
            server, RawClient.upgrade("/echo"), then: frames + RawClient.masked(.close, [0x03, 0xe8]))
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
        let exchange = Task { try await RawClient.exchange(server, RawClient.upgrade("/echo")) }
        while !news.withLock({ $0.contains { $0.hasPrefix("opened") } }) { try await Task.sleep(for: .milliseconds(5)) }
        await server.stop(grace: .milliseconds(200))
        let answer = try await exchange.value
        #expect(answer.firstRange(of: FrameEncoder.close(code: 1001, reason: "the playground ends")) != nil)
        #expect(news.withLock { $0.contains { $0.contains("closed by the playground, 1001") } })
    }

    /// Neither the chat's news nor an echo may follow a Close (RFC 6455 §5.5.1).
    @Test(arguments: ["/chat", "/echo"]) func sendsNothingAfterItsClose(path: String) async throws {
        let opened = Mutex(0)
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { piece in
            if case .opened = piece { opened.withLock { $0 += 1 } }
        }
        let close = FrameEncoder.close(code: 1001, reason: "the playground ends")
        // The one who answers leaves the chat while the other one is still there.
        let answers = [
            RawClient.masked(.text, Array("late".utf8)) + RawClient.masked(.close, [0x03, 0xe9]),
            RawClient.masked(.text, Array("late".utf8)),
        ]
        let clients = answers.map { answer in
            Task { try await RawClient.exchange(server, RawClient.upgrade(path), after: close, then: answer) }
        }
        while opened.withLock({ $0 }) < clients.count { try await Task.sleep(for: .milliseconds(5)) }
        await server.stop(grace: .milliseconds(300))
        for client in clients { #expect(try await client.value.suffix(close.count) == close) }
    }

    /// The decoder holds what follows an upgrade request, and this endpoint never takes it.
    @Test func holdsLittleOfAClientWithoutAnAnswer() async throws {
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { _ in }
        let channel = try await RawClient.connect(server)
        try await channel.executeThenClose { _, outbound in
            try await outbound.write(RawClient.request(RawClient.upgrade("/no-answer")))
            let channel = channel.channel
            let patience = Task {
                try await Task.sleep(for: .seconds(60))
                channel.close(promise: nil)
            }
            let piece = ByteBuffer(repeating: 0x61, count: 1 << 20)
            for _ in 0..<4 { try? await outbound.write(piece) }
            try await channel.closeFuture.get()
            patience.cancel()
            // It was still waiting.
            let outcome = await patience.result
            #expect(throws: CancellationError.self) { try outcome.get() }
        }
        await server.stop()
    }

    @Test(arguments: ["/nothing?", "/echo?", "/refuse/403?", "/no-answer?"])
    func cutsLongTargetsInItsNews(path: String) async throws {
        let news = Mutex<[String]>([])
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { piece in
            let told: String? =
                switch piece {
                case .opened(_, let path, _, _), .ended(_, let path, _, _), .refused(let path, _, _),
                    .unanswered(let path, _):
                    path
                case .failed: nil
                }
            news.withLock { $0.append(told ?? "") }
        }
        let target = path + String(repeating: "x", count: 1000)
        _ = try await RawClient.exchange(server, RawClient.upgrade(target))
        await server.stop()
        #expect(news.withLock { !$0.isEmpty && $0.allSatisfy { $0 == target.prefix(99) + "…" } })
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
}
