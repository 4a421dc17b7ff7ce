import HTTP
import NIOHTTP1
import Testing

@testable import Playground

struct UpgradeTests {
    private static let key = "dGhlIHNhbXBsZSBub25jZQ=="

    @Test func answersAsTheRFCDoes() throws {
        let request = try request()
        let text = String(decoding: UpgradeAnswer(to: request).bytes, as: UTF8.self)
        #expect(
            text == "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
        #expect(AcceptComputation(key: Self.key).mistake(behind: request.acceptWithoutGUID) == "the GUID was left out")
    }

    @Test func spoilsAnAnswer() throws {
        var answer = UpgradeAnswer(to: try request())
        answer["Upgrade"] = nil
        answer["Connection"] = "close"
        answer["X"] = "1"
        answer.version = "HTTP/1.0"
        answer.rawLine = "no header"
        answer.isFinished = false
        let text = String(decoding: answer.bytes, as: UTF8.self)
        #expect(
            text == "HTTP/1.0 101 Switching Protocols\r\nConnection: close\r\n"
                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nX: 1\r\nno header\r\n")
    }

    @Test(arguments: [
        ("permessage-deflate", "permessage-deflate"),
        ("permessage-deflate; client_max_window_bits", "permessage-deflate"),
        ("permessage-deflate; server_max_window_bits=10", "permessage-deflate; server_max_window_bits=10"),
        (
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
        ),
        // The first that can be met is chosen: zlib makes no raw data with a window of 256 bytes.
        ("permessage-deflate; server_max_window_bits=8, permessage-deflate", "permessage-deflate"),
        ("Permessage-Deflate; client_max_window_bits=8", "permessage-deflate"),
        ("permessage-deflate; SERVER_NO_CONTEXT_TAKEOVER", "permessage-deflate; server_no_context_takeover"),
        // Wrong offers are declined (RFC 7692 §7.1): a parameter twice, a zero before the number, a value too many.
        ("permessage-deflate; server_no_context_takeover; server_no_context_takeover", nil),
        ("permessage-deflate; server_max_window_bits=010", nil), ("permessage-deflate; server_max_window_bits", nil),
        ("permessage-deflate; client_max_window_bits=+9", nil),
        ("permessage-deflate; server_no_context_takeover=1", nil),
        ("permessage-deflate; server_max_window_bits=8", nil), ("permessage-deflate; what=1", nil), ("x-other", nil),
    ])
    func agreesToDeflate(offer: String, answer: String?) throws {
        #expect(try request(["Sec-WebSocket-Extensions: \(offer)"]).deflate?.answer == answer)
    }

    @Test(arguments: [
        ("GET", [String](), Int?.none), ("POST", [], 405), ("GET", ["Sec-WebSocket-Version: 8"], 426),
        ("GET", ["Sec-WebSocket-Key: short"], 400), ("GET", ["Upgrade: h2c"], 426),
    ])
    func judgesRequests(method: String, changes: [String], status: Int?) throws {
        var head = HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: method), uri: "/echo")
        head.headers = [
            "Host": "localhost", "Upgrade": "websocket", "Connection": "keep-alive, Upgrade",
            "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": Self.key,
        ]
        for change in changes {
            let parts = change.split(separator: ":")
            head.headers.replaceOrAdd(name: String(parts[0]), value: parts[1].trimmingPrefix(" ").description)
        }
        #expect(UpgradeRequest.problem(try #require(UpgradeRequest.head(head)))?.status == status)
    }

    private func request(_ fields: [String] = []) throws -> UpgradeRequest {
        let lines = ["GET /echo HTTP/1.1", "Host: localhost", "Sec-WebSocket-Key: \(Self.key)"] + fields
        return UpgradeRequest(
            head: try RequestHead(parsing: Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)), argument: 0)
    }
}
