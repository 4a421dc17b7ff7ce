import HTTP
import Testing

@Suite struct HeaderListsTests {
    static func request(_ lines: [String]) throws -> RequestHead {
        try RequestHead(parsing: head(["GET / HTTP/1.1"] + lines))
    }

    @Test(
        "Lists are read across lines; empty elements count for nothing, quoted commas separate nothing",
        arguments: [
            (["A: a, b"], ["a", "b"]), (["A: a", "B: x", "a: b,c"], ["a", "b", "c"]), (["A:"], []),
            (["A: ,, a ,\t, b ,"], ["a", "b"]), (["A: a;b=\"c,d\", e"], ["a;b=\"c,d\"", "e"]),
            (["A: \"a\\\",b\", c"], ["\"a\\\",b\"", "c"]), (["A: \"a, b"], ["\"a, b"]), (["A: \"a\\"], ["\"a\\"]),
            (["A: a,", " b"], ["a", "b"]), (["B: a"], []),
        ])
    func elements(lines: [String], expected: [String]) throws {
        let request = try Self.request(lines)
        let elements = request.elements("A")
        #expect(elements.map(\.text) == expected)
        #expect(elements.map { request.text($0.range) } == expected)
    }

    @Test func lookup() throws {
        let request = try Self.request(["Connection: keep-alive", "X: 1", "CONNECTION: uPgRaDe"])
        #expect(request.values("connection") == ["keep-alive", "uPgRaDe"])
        #expect(request.value("connection") == "keep-alive")
        #expect(request.value("y") == nil)
        #expect(request.hasElement("Upgrade", in: "Connection"))
        #expect(!request.hasElement("Upgrad", in: "Connection"))
    }
}
