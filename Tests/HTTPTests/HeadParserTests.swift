import HTTP
import Testing

@Suite struct HeadParserTests {
    @Test("RFC 6455 §1.2: every part is where it stands")
    func ranges() throws {
        let request = try RequestHead(parsing: head(["GET /chat HTTP/1.1", "Host: server.example.com", "X:\t a b  "]))
        #expect(request.method == "GET")
        #expect(request.target == "/chat")
        #expect(request.version == "HTTP/1.1")
        #expect(request.text(request.methodRange) == "GET")
        #expect(request.text(request.targetRange) == "/chat")
        #expect(request.text(request.versionRange) == "HTTP/1.1")
        #expect(request.text(request.lineRange) == "GET /chat HTTP/1.1")
        #expect(request.fields.map(\.name) == ["Host", "X"])
        #expect(request.fields.map(\.value) == ["server.example.com", "a b"])
        #expect(request.fields.map { request.text($0.nameRange) } == ["Host", "X"])
        #expect(request.fields.map { request.text($0.valueRange) } == ["server.example.com", "a b"])
        #expect(request.fields.map { request.text($0.line) } == ["Host: server.example.com\r\n", "X:\t a b  \r\n"])
        #expect(request.defects.isEmpty)
    }

    @Test func response() throws {
        let response = try ResponseHead(parsing: head(["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket"]))
        #expect(response.status == 101)
        #expect(response.reason == "Switching Protocols")
        #expect(response.text(response.statusRange) == "101")
        #expect(response.text(response.reasonRange) == "Switching Protocols")
        #expect(response.text(response.lineRange) == "HTTP/1.1 101 Switching Protocols")
        #expect(response.value("upgrade") == "websocket")
    }

    @Test(arguments: [("HTTP/1.1 200", ""), ("HTTP/1.0 200 ", ""), ("HTTP/1.1  200 a b", "a b")])
    func reasonMayBeMissing(line: String, reason: String) throws {
        let response = try ResponseHead(parsing: head([line]))
        #expect(response.status == 200)
        #expect(response.reason == reason)
        #expect(response.defects.isEmpty)
    }

    @Test("What follows the empty line is no part of the head")
    func trailingBytes() throws {
        let bytes = head(["GET / HTTP/1.1", "Host: a"])
        let request = try RequestHead(parsing: bytes + [0x81, 0x00])
        #expect(request.bytes == bytes)
        #expect(request.defects.isEmpty)
    }

    struct Malformed: Sendable, CustomTestStringConvertible {
        var lines: String
        var defects: [(detail: String, line: String)]
        var fields: [String]
        var testDescription: String { lines.debugDescription }
    }

    static let malformed: [Malformed] = [
        Malformed(
            lines: "A: 1\nB: 2\r\nC: 3\n\r\n", defects: [("2 lines end with a bare LF", "A: 1\n")],
            fields: ["A=1", "B=2", "C=3"]),
        Malformed(lines: "A: 1\r\n\n", defects: [("a line ends with a bare LF", "\n")], fields: ["A=1"]),
        Malformed(
            lines: "A: 1\r\n \t2\r\n  \r\n3: 4\r\n\r\n",
            defects: [("\"A\" is folded", " \t2\r\n"), ("\"A\" is folded", "  \r\n")], fields: ["A=1 2", "3=4"]),
        Malformed(lines: "A:\r\n b\r\n\r\n", defects: [("folded", " b\r\n")], fields: ["A=b"]),
        Malformed(lines: " A: 1\r\n\r\n", defects: [("before the first field", " A: 1\r\n")], fields: []),
        Malformed(
            lines: "A : 1\r\nB\t: 2\r\n\r\n", defects: [("\"A\" and its colon", "A : 1\r\n"), ("\"B\"", "B\t: 2\r\n")],
            fields: ["A=1", "B=2"]),
        Malformed(lines: "no colon\r\n\r\n", defects: [("no colon", "no colon\r\n")], fields: []),
        Malformed(lines: ": 1\r\n\r\n", defects: [("no name", ": 1\r\n")], fields: []),
        Malformed(lines: "A B: 1\r\n\r\n", defects: [("not a valid token", "A B: 1\r\n")], fields: ["A B=1"]),
        Malformed(lines: "A: 1\0\r\n\r\n", defects: [("0x00", "A: 1\0\r\n")], fields: ["A=1\0"]),
        Malformed(lines: "A: 1\r2\r\n\r\n", defects: [("0x0d", "A: 1\r2\r\n")], fields: ["A=1\r2"]),
        Malformed(lines: "A: 1\r\n", defects: [("no empty line", "")], fields: ["A=1"]),
        Malformed(lines: "A: 1", defects: [("no empty line", "")], fields: ["A=1"]),
    ]

    @Test("A malformed line is noted, and reading goes on", arguments: malformed)
    func defects(sample: Malformed) throws {
        let request = try RequestHead(parsing: Array("GET / HTTP/1.1\r\n\(sample.lines)".utf8))
        #expect(request.fields.map { "\($0.name)=\($0.value)" } == sample.fields)
        #expect(request.defects.count == sample.defects.count)
        for (defect, expected) in zip(request.defects, sample.defects) {
            #expect(defect.detail.contains(expected.detail))
            #expect(request.text(defect.line) == expected.line)
        }
    }

    @Test(
        "Legal oddities are no defects",
        arguments: ["a:b", "A:", "A: ", "A:\t1\t", "A: caf\u{e9}", "x-!#$%&'*+.^_`|~9: 1", "A: \"a, b\"; c=d"])
    func legal(line: String) throws {
        #expect(try RequestHead(parsing: head(["GET / HTTP/1.1", line])).defects.isEmpty)
    }

    @Test(
        "An irregular start line is read and noted",
        arguments: ["GET  /a HTTP/1.1", "GET /a  HTTP/1.1", "GET /a HTTP/1.1 ", "GET \t/a HTTP/1.1"])
    func irregularStart(line: String) throws {
        let request = try RequestHead(parsing: head([line]))
        #expect(request.target == "/a")
        #expect(request.defects.count == 1)
    }

    @Test func emptyLinesBefore() throws {
        let request = try RequestHead(parsing: Array("\r\n\r\nGET / HTTP/1.1\r\n\r\n".utf8))
        #expect(request.defects.map(\.line) == [0..<4])
    }

    @Test(
        "An unreadable start line is an error with its place",
        arguments: [
            ("", 0..<0), ("\r\n", 0..<2), ("GET", 0..<3), ("GET /", 0..<5), (" / HTTP/1.1", 0..<11),
            ("G@T / HTTP/1.1", 0..<14), ("GET / HTTP/1", 0..<12), ("GET HTTP/1.1", 0..<12), ("GET   HTTP/1.1", 0..<14),
            ("GET / HTTP/2.0", 6..<14),
        ])
    func unreadable(text: String, place: Range<Int>) {
        let error = #expect(throws: HeadError.self) { try RequestHead(parsing: Array(text.utf8)) }
        #expect(error?.at == place)
    }

    @Test(arguments: ["HTTP/1.1", "HTTP/1.1 99", "HTTP/1.1 1010", "HTTP/1.1 099 a", "HTTP/2.0 200 OK", "HTTP/1.1 2x0"])
    func unreadableStatus(line: String) {
        #expect(throws: HeadError.self) { try ResponseHead(parsing: head([line])) }
    }

    @Test("Bytes that are no UTF-8 keep their values")
    func latin1() throws {
        let request = try RequestHead(parsing: Array("GET / HTTP/1.1\r\nA: caf".utf8) + [0xe9, 0x0d, 0x0a, 0x0d, 0x0a])
        #expect(request.value("A") == "café")
    }

    @Test("Every begin of a head is read or refused without harm, and its ranges stay inside")
    func truncations() throws {
        let whole = Array("\r\nGET /a HTTP/1.1\r\nA : b\r\n c\r\nD\nE: f\r\n\r\n".utf8)
        for length in 0...whole.count {
            guard let request = try? RequestHead(parsing: Array(whole[..<length])) else { continue }
            let ranges =
                request.fields.flatMap { [$0.line, $0.nameRange, $0.valueRange] } + request.defects.map(\.line)
            #expect(ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= request.bytes.count })
        }
    }

    @Test("A head of nothing but defects names a few and counts the rest")
    func manyDefects() throws {
        let request = try RequestHead(parsing: head(["GET / HTTP/1.1"] + Array(repeating: "x", count: 5000)))
        #expect(request.defects.count == 17)
        #expect(request.defects.last?.detail == "4984 more malformed lines")
    }
}

extension MessageHead {
    /// The bytes at `range` as text.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
