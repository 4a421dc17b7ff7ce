import Testing

@testable import Query

@Suite struct PayloadPatternTests {
    private func search(_ pattern: String, _ payload: String) throws -> PayloadPattern.Result {
        try PayloadPattern(pattern).search(Array(payload.utf8))
    }

    @Test(arguments: [
        ("error", "an error", true), ("Error", "an error", false), ("error", "erro", false), ("ü", "Grüße", true),
        ("aab", "aaab", true), ("/", "a/b", true), ("/api", "GET /api", true), ("//", "http://", true),
        ("/er+or/", "errrror", true), ("/^a.c$/", "abc", true), ("/^a.c$/", "xabc", false), ("/ERROR/", "error", false),
        ("/ERROR/i", "error", true), ("/a\\/b/", "a/b", true), ("/[0-9]{3}/", "code 404", true),
        ("/ü.e/", "Grüße", true),
        ("/^$/", "", true), ("a", "", false), ("/x/y", "/x/y", true),
    ])
    func finds(pattern: String, payload: String, expected: Bool) throws {
        #expect(try (search(pattern, payload) == .found) == expected)
    }

    @Test func findsBytesThatAreNoText() throws {
        #expect(try PayloadPattern("PNG").search([0x89, 0x50, 0x4e, 0x47, 0xff]) == .found)
        #expect(try PayloadPattern("/P.G/").search([0x89, 0x50, 0x4e, 0x47, 0xff]) == .found)
    }

    @Test func searchesTheBeginningOnly() throws {
        let limit = PayloadPattern.searchLimit
        let long = [UInt8](repeating: 0x20, count: limit - 1) + Array("xy".utf8)
        #expect(try PayloadPattern("x").search(long) == .found)
        #expect(try PayloadPattern("y").search(long) == .notFound)
        #expect(try PayloadPattern("/x/").search(long) == .found)
        #expect(try PayloadPattern("/y/").search(long) == .notFound)
    }

    @Test("An expression that would never end is given up", arguments: ["/(a+)+$/", "/(a|aa)+$/", "/(.*a){25}/"])
    func givesUp(pattern: String) throws {
        #expect(
            try search(pattern, String(repeating: "a", count: 40) + "!" + String(repeating: "b", count: 60_000))
                != .found)
        #expect(try search("/(a+)+$/", String(repeating: "a", count: 40) + "!") == .givenUp)
    }

    @Test("A long text without a match is searched to its end")
    func searchesLongTexts() throws {
        #expect(try search("/needle/", String(repeating: "hay ", count: 16_000)) == .notFound)
        #expect(try search("/h[a-z]+ x/", String(repeating: "hay ", count: 16_000)) == .notFound)
    }

    @Test(arguments: ["", "/(/", "/[/", "/a**/", "/(?<n>/i"])
    func refusesWhatIsNoPattern(pattern: String) {
        let error = #expect(throws: LanguageError.self) { try PayloadPattern(pattern) }
        #expect(error?.source == pattern)
    }
}
