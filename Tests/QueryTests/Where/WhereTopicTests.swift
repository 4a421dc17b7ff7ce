import Testing

@testable import Query

@Suite struct WhereTopicTests {
    @Test("Every example is a condition", arguments: WhereTopic.examples.map(\.expression))
    func examples(expression: String) throws {
        _ = try Predicate(expression)
    }

    @Test func namesAreAsItSays() throws {
        for name in WhereTopic.endExamples { #expect(NameTable.endNames.contains(name), "\(name)") }
        let text = WhereTopic.rules.map(\.text).joined(separator: "\n")
        for name in ["violations", "elapsed", "frameCount", "legs"] {
            #expect(text.contains(name) && !NameTable.names(of: .session).contains(name))
        }
        for source in [
            "contains(extensions, 'a')", "lower(uri) == 'a'", "hex(payload) == 'a'", "bytes(uri) == x'00'",
            "text(payload) == 'a'", "text.count == 1", "responseHeader(session, 'Server') == 'a'",
        ] { _ = try Predicate(source) }
    }
}
