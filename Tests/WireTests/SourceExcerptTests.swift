import Testing
import Wire

@Suite struct SourceExcerptTests {
    @Test func marksThePlace() {
        #expect(SourceExcerpt.lines("tcp or (udp", column: 8) == ["  tcp or (udp", "         ^"])
        #expect(SourceExcerpt.lines("tcp or (udp", column: nil) == ["  tcp or (udp"])
        #expect(SourceExcerpt.lines("a b", column: 4) == ["  a b", "     ^"])
        #expect(SourceExcerpt.lines("a\tb\nc", column: 5) == ["  a b c", "      ^"])
        #expect(SourceExcerpt.lines("", column: 1) == ["  ", "  ^"])
    }

    @Test("Of a long source the part around the place is shown", arguments: [1, 30, 100, 199, 200])
    func excerpts(column: Int) {
        let source = String((1...200).map { Character(UnicodeScalar(UInt8(33 + $0 % 90))) })
        let lines = SourceExcerpt.lines(source, column: column, room: 40)
        let marked = Array(lines[0])[lines[1].count - 1]
        #expect(marked == Array(source)[column - 1])
        #expect(lines[0].count <= 44)
        #expect("  " + SourceExcerpt.part(of: source, column: column, room: 40) == lines[0])
    }
}
