import HTTP
import Testing
import Wire

/// Heads made at random from what the parsers look for: nothing may crash, and no evidence may lie outside its head.
@Suite struct HostileHeadTests {
    static let pieces = [
        "GET / HTTP/1.1", "HTTP/1.1 101 x", "HTTP/1.1", "\r\n", "\n", "\r", " ", "\t", ":", ",", ";", "=", "\"", "\\",
        "Upgrade: websocket", "Connection", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Accept:",
        "Sec-WebSocket-Protocol: ", "Sec-WebSocket-Extensions: ", "permessage-deflate", "server_max_window_bits=",
        "client_max_window_bits", "9", "99999999999999999999", "\0", "é", "?token=a&", "http://", "Content-Length:",
        "Transfer-Encoding: chunked", "\r\n\r\n",
    ].map { Array($0.utf8) }

    static func bytes(_ generator: inout some RandomNumberGenerator) -> [UInt8] {
        (0..<Int.random(in: 0...40, using: &generator)).flatMap { _ in pieces.randomElement(using: &generator) ?? [] }
    }

    @Test(arguments: 0..<8) func random(seed: UInt64) {
        var generator = LinearGenerator(state: seed)
        for _ in 0..<400 {
            let requestBytes = Array("GET /".utf8) + Self.bytes(&generator)
            guard let request = try? RequestHead(parsing: requestBytes) else { continue }
            let response = try? ResponseHead(parsing: Array("HTTP/1.1 101 ".utf8) + Self.bytes(&generator))
            let handshake = UpgradeHandshake(request: request, response: response)
            _ = handshake.uri(server: remote)
            _ = BodyFraming(of: request)
            for defect in handshake.defects(server: remote) {
                switch defect.place {
                case .request(let range): #expect(range.upperBound <= request.bytes.count)
                case .response(let range): #expect(range.upperBound <= response?.bytes.count ?? 0)
                }
            }
        }
    }
}

/// A random number generator with a seed, so that a failure can be made again.
struct LinearGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 33
    }
}
