import Foundation
import Testing

@testable import Course

@Suite struct YAMLTroubleTests {
    private func problem(_ yaml: String) throws -> (lines: [Substring], line: Int?) {
        let error = #expect(throws: LessonError.self) { try YAMLMap(yaml, firstLine: 5) }
        return ((error?.problem ?? "").split(separator: "\n"), error?.line)
    }

    @Test func showsAPieceOfTheLineWithACaret() throws {
        let (lines, line) = try problem("a: 1\nb: " + String(repeating: "x", count: 500) + ": c\nd: 2")
        #expect(line == 6 && lines.count == 3)
        #expect(lines[0].hasPrefix("this is no YAML: mapping values"))
        #expect(lines[1].count <= 64 && lines[1].hasPrefix("  …x") && lines[1].contains(": c"))
        let caret = try #require(lines[2].firstIndex(of: "^"))
        #expect(lines[1].dropFirst(lines[2].distance(from: lines[2].startIndex, to: caret)).hasPrefix(":"))
        #expect(!lines.contains { $0.contains("d: 2") })
    }

    @Test func theCaretCountsColumnsOfWideLetters() throws {
        let (lines, _) = try problem("a: [日本, 'x")
        #expect(lines.count == 3 && lines[2] == Substring(String(repeating: " ", count: 2 + 12) + "^"))
    }

    @Test func saysWhatIsThereTwice() throws {
        #expect(try problem("a: 1\na: 2").lines == ["`a` is there twice"])
    }

    @Test func controlCharactersDoNotPass() throws {
        #expect(try !problem("a: \"\\x1b[31m\" b").lines.joined().contains("\u{1b}"))
    }

    // A few lines that stand for a billion.
    @Test func aliasesAreRefused() throws {
        var yaml = "a: &a [x, x, x]\n"
        for (one, next) in zip("abcdefghi", "bcdefghij") {
            yaml += "\(next): &\(next) [" + Array(repeating: "*\(one)", count: 9).joined(separator: ", ") + "]\n"
        }
        for text in [yaml, yaml + "? *j\n: 1\n", "a: &x 1\nb: *x", "? &x a\n: 1\n*x : 2"] {
            let (lines, _) = try problem(text)
            #expect(lines.first?.contains("anchors and aliases") == true, "\(text)")
        }
        let prose = "ask: |\n  Fish & *chips*, *salt and vinegar*, &amp; Q&A &nbsp; *a* &a.\nb: 'x &y *z'"
        #expect(try YAMLMap(prose, firstLine: 1).string("ask").contains("chips"))
    }
}
