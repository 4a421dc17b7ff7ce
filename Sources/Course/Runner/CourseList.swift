public import Diagram

/// The lessons, part by part, with how long they take and how much of them is done.
public struct CourseList {
    private let course: Course
    private let progress: Progress
    private let here: Lesson?

    /// The lessons of `course` for someone with this progress, who is in the lesson `here`.
    public init(_ course: Course, _ progress: Progress, here: Lesson? = nil) {
        self.course = course
        self.progress = progress
        self.here = here
    }

    /// The titles of the parts of the course, the first one's first.
    static let parts = ["A session's life", "The bytes", "In production"]

    /// The list, each line with its line end.
    public func text(on screen: Screen) -> String { text(LessonText(screen: screen)) }

    func text(_ text: LessonText) -> String {
        let screen = text.screen
        var table = TextTable([
            .init("", right: true), .init("lesson", minimum: 12), .init("min", right: true), .init("done", right: true),
        ])
        var part = 0
        let hasParts = Set(course.lessons.map(\.part)).count > 1
        for lesson in course.lessons {
            if hasParts, lesson.part != part {
                part = lesson.part
                let title = Self.parts.indices.contains(part - 1) ? ": \(Self.parts[part - 1])" : ""
                table.append(["", .init("Part \(part)\(title)", .heading)])
            }
            table.append(cells(lesson, screen))
        }
        return table.text(on: screen)
    }

    private func cells(_ lesson: Lesson, _ screen: Screen) -> [TextTable.Cell] {
        let done = progress.doneCount(of: lesson)
        let all = lesson.exercises.count
        let isHere = lesson.id == here?.id
        let title = lesson.number == nil ? "\(lesson.title) (\(lesson.id))" : lesson.title
        let name = lesson.number.map(String.init) ?? ""
        return [
            .init(isHere ? "* \(name)" : name),
            .init(Printable.sentence(title, ascii: screen.ascii), isHere ? .heading : lesson.isPlanned ? .dim : .plain),
            .init(lesson.isPlanned ? "" : String(lesson.minutes)),
            lesson.isPlanned
                ? .init("planned", .dim) : .init("\(done)/\(all)", done == all && all > 0 ? .good : .plain),
        ]
    }
}
