import Course
import Foundation
import Lessons
import Testing

@Suite struct GlossaryTests {
    private static let text = """
        # Words

        For those who write it.

        ## half-open

        Also: dead peer, stale connection

        One side is gone. The *other* has not noticed.

        A second paragraph.

        Source: RFC 9293 §3.5.1

        See: ping, 1006, lesson streams

        ## ping

        Asks for a sign of life.

        See: half-open
        """

    @Test func readsEntries() throws {
        let glossary = try Glossary(text: Self.text)
        #expect(glossary.entries.map(\.name) == ["half-open", "ping"])
        let entry = try #require(glossary.entries.first)
        #expect(entry.aliases == ["dead peer", "stale connection"])
        #expect(entry.paragraphs == ["One side is gone. The other has not noticed.", "A second paragraph."])
        #expect(entry.source == "RFC 9293 §3.5.1" && entry.topics == ["ping", "1006"] && entry.lesson == "streams")
        #expect(entry.line == 5)
        #expect(glossary.entries[1].source == nil && glossary.entries[1].lesson == nil)
    }

    @Test(arguments: ["half-open", "Half Open", "HALFOPEN", "dead peers", "Stale Connection"])
    func findsAnEntryInAnySpelling(name: String) throws {
        #expect(try Glossary(text: Self.text).entry(name)?.name == "half-open")
    }

    @Test(arguments: ["", "half", "1006", "s"]) func findsNothingElse(name: String) throws {
        #expect(try Glossary(text: Self.text).entry(name) == nil)
    }

    @Test(arguments: [
        ("## a\n\nSee: b", 1, "no text"), ("x\n\n## a\n\nText.", 3, "no line `See:`"),
        ("## a\n\nText.\n\nSee: b\n\n## A\n\nText.\n\nSee: b", 7, "already"),
        ("## a\n\nAlso: c\n\nAlso: d\n\nText.\n\nSee: b", 5, "`Also:` already"),
        ("## a\n\nText {{1 + 1}}.\n\nSee: b", 3, "computed"), ("## a\n\n- one\n\nSee: b", 3, "paragraphs only"),
        ("## a\n\nText.\n\nSee: lesson b, lesson c", 5, "two lessons"),
        ("## !\n\nText.\n\nSee: b", 1, "can't be a name"),
        ("## a\n\n<b>Text</b>\n\nSee: b", 3, "HTML"),
    ])
    func saysWhereItIsWrong(text: String, line: Int, problem: String) {
        do {
            _ = try Glossary(text: text)
            Issue.record("nothing was found wrong with \(text)")
        } catch {
            #expect(error.description.hasPrefix("glossary.md:\(line): ") && error.problem.contains(problem), "\(error)")
        }
    }

    @Test func isEmptyWhereThereIsNone() throws {
        #expect(try Glossary(lessonsFolder: try temporaryFolder()).entries.isEmpty)
    }

    // MARK: In lessons

    @Test func aLessonShowsAnEntry() throws {
        let glossary = try Glossary(text: Self.text)
        let body = "```ws101 term: dead peer\n```"
        let lesson = try Lesson(text: lessonText(body), folder: "01-t", glossary: glossary)
        guard case .view(let view)? = lesson.parts.first, case .term(let entry) = view.subject else {
            return #expect(Bool(false), "\(lesson.parts)")
        }
        #expect(entry.name == "half-open")
        let course = try Course(lessons: [lesson], glossary: glossary, samplesFolder: try shippedCourse().samplesFolder)
        let text = try LessonText(screen: plainScreen).printed(lesson, of: course)
        #expect(text.contains("│ half-open: One side is gone. The other has not noticed."), "\(text)")
    }

    @Test func aLessonThatShowsAnUnknownEntryIsWrong() throws {
        #expect(throws: LessonError.self) {
            try Lesson(
                text: lessonText("```ws101 term: nosuch\n```"), folder: "01-t", glossary: Glossary(text: Self.text))
        }
    }

    private func lessonText(_ body: String) -> String {
        """
        ---
        id: t
        number: 1
        title: A title
        objective: An objective.
        misconception: nothing at all.
        recording: hello
        requires: []
        facts: []
        ---
        \(body)
        """
    }

    @Test func theLessonThatTeachesIsFoundByItsIdAndByItsFact() throws {
        let course = try shippedCourse()
        var entry = try #require(course.glossary.entry("masking"))
        #expect(course.lesson(teaching: entry)?.id == "masking")
        entry.lesson = "wss"
        #expect(course.lesson(teaching: entry)?.facts.contains(.wss) == true)
        entry.lesson = "nosuch"
        #expect(course.lesson(teaching: entry) == nil)
    }

    // MARK: The one that ships

    @Test func theShippedEntriesAreShort() throws {
        let entries = try Glossary(lessonsFolder: LessonFiles.folder).entries
        #expect(entries.count > 60)
        for entry in entries {
            let sentences = entry.paragraphs.joined(separator: " ").split(separator: /[.!?](?= [A-Z0-9`]|$)/).count
            #expect((2...6).contains(sentences), "\(entry.name): \(sentences)")
        }
    }

    @Test func theShippedEntriesNameLessonsThatAreMeant() throws {
        let course = try shippedCourse()
        let known = Set(course.lessons.map(\.id)).union(Fact.allCases.map(\.rawValue))
        for entry in course.glossary.entries {
            if let lesson = entry.lesson { #expect(known.contains(lesson), "\(entry.name): \(lesson)") }
        }
    }
}
