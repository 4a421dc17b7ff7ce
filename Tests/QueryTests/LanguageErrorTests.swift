import Query
import Testing

@Suite struct LanguageErrorTests {
    @Test func showsAShortSourceWhole() {
        #expect(LanguageError(problem: "wrong", source: "a b").description == "wrong (in `a b`)")
        let error = LanguageError(problem: "wrong", source: "a b", column: 3)
        #expect(error.description == "wrong (in `a b`, at column 3)")
    }

    @Test(arguments: [1, 60, 120])
    func showsOfALongSourceWhatIsAroundThePlace(column: Int) {
        let letters = Array(String(repeating: "a", count: 120))
        let source = String(letters[..<(column - 1)] + ["X"] + letters[column...])
        let text = LanguageError(problem: "wrong", source: source, column: column).description
        #expect(text.contains("X") && text.contains("…") && text.count < 110)
        #expect(text.contains("`…") == (column > 41))
    }
}
