import Course
import Query
import Testing

/// More than the value is typed: right as long as it is in the recording as it stands.
@Suite struct AnswerFormsTests {
    private func isRight(_ expression: String, _ answer: String, kind: String = "text", exact: Bool = true) throws
        -> Bool
    {
        let flag = exact && kind == "text" ? "exact: true\n" : ""
        let lesson = try lesson(
            "```ws101 \(kind)\nid: t.a\nask: What?\nanswer: \"\(expression)\"\n\(flag)hints: [a, b]\n```",
            front: "")
        let scope = try lesson.scope(over: [try sample("hello")])
        return try Checker(try #require(lesson.exercises.first), scope: scope).check(answer).isRight
    }

    private func value(_ expression: String) throws -> String {
        let scope = try lesson("").scope(over: [try sample("hello")])
        return try Expression(expression).value(in: scope).text
    }

    private let accept = "responseHeader(the(first session), 'Sec-WebSocket-Accept')"
    private let target = "the(first session).target"

    @Test func aHeaderMayStandBeforeItsValue() throws {
        let value = try value(accept)
        let key = try self.value("the(first session).key")
        for answer in [
            value, "Sec-WebSocket-Accept: \(value)", "sec-websocket-accept:\(value)",
            "Sec-WebSocket-Accept: \(value)\\r\\n",
            "\"\(value)\"", "`Sec-WebSocket-Accept: \(value)`", "Sec-WebSocket-Accept: \"\(value)\"",
            "\(value)\\r\\n\\r\\n",
        ] {
            #expect(try isRight(accept, answer), "\(answer)")
        }
        for answer in [
            "Sec-WebSocket-Key: \(value)", "Sec-WebSocket-Key: \(key)", "Sec-WebSocket-Accept: \(key)", "X: \(value)",
            ": \(value)", "Sec-WebSocket-Accept:", "Sec-WebSocket-Accept: \(value.lowercased())", "\(value) \(value)",
            "Sec-WebSocket-Accept: \(value)x",
        ] {
            #expect(try !isRight(accept, answer), "\(answer)")
        }
    }

    @Test func theRequestLineMayStandAroundItsTarget() throws {
        let value = try value(target)
        for answer in [value, "GET \(value)", "GET \(value) HTTP/1.1", "GET \(value) HTTP/1.1\\r\\n", "'\(value)'"] {
            #expect(try isRight(target, answer), "\(answer)")
        }
        for answer in ["POST \(value)", "GET \(value)x", "GET", "GET \(value) HTTP/1.0", "\(value) HTTP/1.1 GET"] {
            #expect(try !isRight(target, answer), "\(answer)")
        }
    }

    @Test func aLineMayStandWithoutItsSpace() throws {
        let line = "'Sec-WebSocket-Version: ' + requestHeader(the(first session), 'Sec-WebSocket-Version')"
        #expect(try isRight(line, "sec-websocket-version:13", exact: false))
        #expect(try !isRight(line, "13", exact: false))
        #expect(try !isRight(line, "Sec-WebSocket-Version: 8", exact: false))
    }

    @Test func aNameMayStandInItsLine() throws {
        let name = "the(first session).requestHeaderNames[0]"
        let header = try value(name)
        let host = try value("requestHeader(the(first session), '\(header)')")
        for answer in [
            header, "\(header): \(host)", "the \(header) header", "\(header) header", "\(header):", "`\(header)`",
        ] {
            #expect(try isRight(name, answer, exact: false), "\(answer)")
        }
        for answer in ["\(header): x\(host)", "the header", "the \(header)s header", "Connection header", host] {
            #expect(try !isRight(name, answer, exact: false), "\(answer)")
        }
    }

    @Test func aNumberMayStandInItsLine() throws {
        for answer in ["101", "101 Switching Protocols", "HTTP/1.1 101 Switching Protocols\\r\\n", "\"101\""] {
            #expect(try isRight("the(first session).status", answer, kind: "number"), "\(answer)")
        }
        for answer in ["101 OK", "HTTP/1.0 101 Switching Protocols", "Sec-WebSocket-Version: 13"] {
            #expect(try !isRight("the(first session).status", answer, kind: "number"), "\(answer)")
        }
    }

    @Test func bytesMayStandInQuotes() throws {
        let wire = try value("hello.wire")
        #expect(try isRight("hello.wire", "\"\(wire)\"", kind: "bytes"))
        #expect(try !isRight("hello.wire", "\"\(wire) 00\"", kind: "bytes"))
    }
}
