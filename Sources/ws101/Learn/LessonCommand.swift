import ArgumentParser
import Course
import Diagram
import Foundation
import Report

struct LessonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lesson", abstract: "Take a lesson (the default).")

    @Argument(help: "The lesson's number or name; without one, where you left.")
    var lesson: String?

    @OptionGroup var screen: ScreenOptions

    func run() throws {
        let course = try Course.bundled()
        if let lesson, course.lesson(lesson) == nil, course.exercise(lesson) == nil {
            let known = course.lessons.filter { !$0.isPlanned }.map(\.name).joined(separator: ", ")
            throw Failure(Failure.usage, "there is no lesson '\(lesson)'", advice: "There are: \(known)")
        }
        try Course.reporting {
            let store = ProgressStore.standard()
            guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
                return try print(course, store.load().progress.lesson, on: screen.screen)
            }
            try lead(course, store)
        }
    }

    private func lead(_ course: Course, _ store: ProgressStore) throws {
        let runner = LessonRunner(course: course, progress: store, page: page)
        let output = Output(to: .standardOutput)
        let editor = LineEditor()
        let write = { (text: String) in
            output.write(text)
            output.flush()
        }
        try runner.run(
            lesson, page: { page },
            readLine: {
                if output.isClosed { return nil }
                if let editor { return editor.readLine() }
                write(LineEditor.prompt)
                return Swift.readLine()
            }, write: write)
        try Results.finish(output)
    }

    // The terminal as it is now: its size may change at any time.
    private var page: Page { Page(screen: screen.screen, rows: TerminalSize.rows ?? 24) }

    private func print(_ course: Course, _ begun: String?, on screen: Screen) throws {
        let wanted = (lesson ?? begun).flatMap { course.lesson($0) ?? course.exercise($0)?.lesson }
        guard let wanted = wanted ?? course.lessons.first else { return }
        try Results.write { $0.write(try LessonText(screen: screen).printed(wanted, of: course)) }
    }
}
