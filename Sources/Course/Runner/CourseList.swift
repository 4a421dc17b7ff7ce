import Diagram

/// The lessons, with how long they take and how much of them is done.
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

    /// The list, each line with its line end.
    public func text(_ text: LessonText) -> String {
        let screen = text.screen
        var table = TextTable([
            .init("", right: true), .init("lesson", minimum: 12), .init("min", right: true), .init("done", right: true),
        ])
        for lesson in course.lessons {
            let done = progress.doneCount(of: lesson)
            let all = lesson.exercises.count
            let isHere = lesson.id == here?.id
            table.append([
                .init((isHere ? "* " : "") + lesson.name),
                .init(Printable.sentence(lesson.title, ascii: screen.ascii), isHere ? .heading : .plain),
                .init(String(lesson.minutes)),
                .init("\(done)/\(all)", done == all ? .good : .plain),
            ])
        }
        return table.text(on: screen)
    }
}
