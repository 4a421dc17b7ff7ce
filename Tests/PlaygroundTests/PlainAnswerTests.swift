import Foundation
import Testing

@testable import Playground

struct PlainAnswerTests {
    @Test(arguments: [
        (302, ["Location: /echo"]), (401, ["WWW-Authenticate: Basic realm=\"playground\""]), (405, ["Allow: GET"]),
        (407, ["Proxy-Authenticate: Basic realm=\"playground\""]),
        (426, ["Upgrade: websocket", "Sec-WebSocket-Version: 13"]), (503, ["Retry-After: 5"]),
    ])
    func hasTheFieldsOfItsStatus(status: Int, fields: [String]) {
        for answer in [PlainAnswer(status, "No."), PlainAnswer(refusing: status)] {
            let lines = String(decoding: answer.bytes(), as: UTF8.self).components(separatedBy: "\r\n")
            for field in fields { #expect(lines.count { $0 == field } == 1, "\(field)") }
        }
    }

    @Test(arguments: [204, 304]) func hasNoBodyWhereTheStatusForbidsIt(status: Int) {
        let text = String(decoding: PlainAnswer(refusing: status).bytes(), as: UTF8.self)
        #expect(text.hasSuffix("\r\n\r\n") && !text.contains("Content-Length") && !text.contains("Location"))
    }

    @Test(arguments: [
        (RawClient.upgrade("/echo", method: "POST"), "405", "Allow: GET"),
        (["POST / HTTP/1.1", "Host: localhost", "Content-Length: 0"], "405", "Allow: GET, HEAD"),
        (["GET /echo HTTP/1.1", "Host: localhost"], "426", "Sec-WebSocket-Version: 13"),
        (["GET /echo HTTP/1.1", "Host: localhost", "Upgrade: websocket"], "426", "Sec-WebSocket-Version: 13"),
    ])
    func isSentWithThem(lines: [String], status: String, field: String) async throws {
        let server = try PlaygroundServer(.init(port: 0, tlsPort: nil)) { _ in }
        let answer = String(decoding: try await RawClient.exchange(server, lines), as: UTF8.self)
        #expect(answer.hasPrefix("HTTP/1.1 \(status) ") && answer.contains("\r\n\(field)\r\n"), "\(answer)")
        await server.stop()
    }
}
