import HTTP
import Testing

@testable import Playground

struct AccessPolicyTests {
    @Test(arguments: [
        "localhost", "LOCALHOST:8101", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:65535",
    ])
    func letsThisMachineIn(host: String) throws {
        #expect(AccessPolicy.hostProblem(try head(["Host: \(host)"])) == nil)
        #expect(AccessPolicy.originProblem(try head(["Origin: http://\(host)"])) == nil)
        #expect(AccessPolicy.originProblem(try head(["Origin: https://\(host)"])) == nil)
    }

    @Test(arguments: [
        "evil.example", "localhost.evil.example", "localhost:8101.evil.example", "127.0.0.1.evil.example", "127.0.0.2",
        "localhost:", "localhost:x", "localhost:70000", "localhost:1@evil.example", "[::2]", "::1", "", "xlocalhost",
    ])
    func keepsOthersOut(host: String) throws {
        #expect(AccessPolicy.hostProblem(try head(["Host: \(host)"])) != nil)
        #expect(AccessPolicy.originProblem(try head(["Origin: http://\(host)"])) != nil)
    }

    @Test func wantsOneHostAndOneOriginAtMost() throws {
        #expect(AccessPolicy.hostProblem(try head([])) != nil)
        #expect(AccessPolicy.hostProblem(try head(["Host: localhost", "Host: localhost"])) != nil)
        #expect(AccessPolicy.originProblem(try head([])) == nil)
        #expect(AccessPolicy.originProblem(try head(["Origin: null"])) != nil)
        #expect(AccessPolicy.originProblem(try head(["Origin: file://localhost"])) != nil)
        #expect(
            AccessPolicy.originProblem(try head(["Origin: http://localhost", "Origin: http://evil.example"])) != nil)
    }

    private func head(_ fields: [String]) throws -> RequestHead {
        let lines = ["GET /echo HTTP/1.1"] + fields
        return try RequestHead(parsing: Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
    }
}
