import Course
import Diagram
import Foundation
import Testing

@Suite struct MarkdownTests {
    private func printed(_ body: String, width: Int = 40, color: Bool = false, ascii: Bool = false) throws -> String {
        let lesson = try lesson(body)
        let course = try Course(lessons: [lesson], samplesFolder: shippedCourse().samplesFolder)
        let text = LessonText(screen: Screen(width: width, color: color, ascii: ascii))
        let whole = try text.printed(lesson, of: course)
        return String(whole.components(separatedBy: "minutes.\n").last ?? "")
    }

    @Test(arguments: [
        ("One *two* **three** `four`.", "\nOne two three `four`.\n"),
        ("A line\nthat goes on", "\nA line that goes on\n"),
        ("A break\\\nhere", "\nA break\nhere\n"),
        ("## Title\n\nText", "\nTitle\n─────\n\nText\n"),
        ("### Title", "\nTitle\n"),
        ("- one\n- two\n  more", "\n• one\n• two more\n"),
        ("3. one\n4. two", "\n3. one\n4. two\n"),
        ("- a\n  - b", "\n• a\n  • b\n"),
        ("> quoted\n> text", "\n│ quoted text\n"),
        ("    code  here\n      more", "\n    code  here\n      more\n"),
        ("```\n*no* {{1 + 1}}\n```", "\n    *no* 2\n"),
        ("[RFC](https://example.org/)", "\nRFC (https://example.org/)\n"),
        ("<https://example.org/>", "\nhttps://example.org/\n"),
        ("{{hello.payloadLength}} bytes, `{{hello.wire[0..<2]}}`", "\n5 bytes, `81 85`\n"),
        ("`a {{1}} b`", "\n`a 1 b`\n"),
        ("{{1}} bytes, {{2}} bytes, {{'1'}} bytes", "\n1 byte, 2 bytes, 1 bytes\n"),
        ("a{{'*b*'}}c", "\na*b*c\n"),
        ("{{'<b>'}} {{'[x](y)'}}", "\n<b> [x](y)\n"),
        ("word word word word word word word word word", "\nword word word word word word word word\nword\n"),
    ])
    func renders(source: String, text: String) throws {
        #expect(try printed(source) == text)
    }

    @Test(arguments: [
        "&#xE000;0&#xE001; {{1 + 1}}", "&#57344;0&#57344; {{1 + 1}}", "\u{e000}0\u{e000} {{1 + 1}}",
        "&#x00E000;0&#Xe000; {{1 + 1}}",
        "&#xE000;9&#xE000; {{1 + 1}}",
    ])
    func nothingIsTakenForAValueThatIsNone(source: String) throws {
        let text = try printed(source)
        #expect(text.hasSuffix(" 2\n") && text.split(separator: "2").count == 2)
    }

    @Test func valuesHoldWhateverStandsBesideThem() throws {
        let text = try printed("{{1 + 1}}\u{301} `{{1 + 2}}`")
        #expect(
            text.unicodeScalars.starts(with: "\n2".unicodeScalars) && text.hasSuffix(" `3`\n") && !text.contains("e000")
        )
        #expect(try printed("[x](http://a.example/{{1 + 1}})").contains("{{1 + 1}}"))
    }

    @Test func valuesFromTheWireAreEscaped() throws {
        let text = try printed("{{text(x'1b 5b 33 31 6d')}} {{text(x'e2 80 ae')}}")
        #expect(text == "\n\\x1b[31m \\u{202e}\n")
    }

    @Test func addressesOfLinksAreEscaped() throws {
        let text = try printed("[l](http://x/&#27;]0;title&#7;&#x9b;31m&#x202e;) <http://y/&#27;c>")
        #expect(text.contains("http://x/") && text.contains("title"))
        #expect(
            !text.unicodeScalars.contains {
                $0.value < 0x20 && $0 != "\n" || (0x7f..<0xa0).contains($0.value) || $0.value == 0x202e
            })
    }

    @Test func asciiScreensGetAscii() throws {
        let text = try printed("# Größe\n\n- café → `ü`\n\n> x", ascii: true)
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        #expect(text.contains("caf"))
    }

    @Test func linesFitTheScreen() throws {
        let course = try shippedCourse()
        for width in [20, 40, 68, 80, 120] {
            let text = LessonText(screen: Screen(width: width, color: false, ascii: false))
            for lesson in course.lessons where !lesson.isPlanned {
                // Code keeps its lines, whatever the width.
                for line in try text.printed(lesson, of: course).split(separator: "\n") where !line.hasPrefix("    ") {
                    #expect(displayWidth(of: String(line)) <= width, "\(lesson.folder) at \(width): \(line)")
                }
            }
        }
    }

    @Test(arguments: [
        ("<b>bold</b>", "raw HTML"), ("<div>\n</div>", "raw HTML"), ("![x](y)", "images"), ("{{hello", "without `}}`"),
        ("{{1 +}}", "expected a value"), (String(repeating: "> ", count: 40) + "x", "nested too deep"),
    ])
    func refuses(source: String, problem: String) {
        let error = #expect(throws: LessonError.self) { try lesson(source) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }
}
