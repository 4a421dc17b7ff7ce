import ArgumentParser
import Course
import Diagram
import Foundation
import Report
import Terminal
import Wire

struct LessonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lesson", abstract: "Take a lesson (the default).")

    @Argument(
        help: "The lesson's number or name, or a folder with a lesson of your own; without one, where you left off.")
    var lesson: String?

    @OptionGroup var practice: PracticeOptions
    @OptionGroup var live: LiveOptions
    @OptionGroup var screen: ScreenOptions

    func validate() throws {
        if practice.practice, lesson != nil {
            throw ValidationError("--practice is of no lesson: leave the lesson out")
        }
        if live.live, lesson != nil || practice.practice {
            throw ValidationError("--live is a lesson of its own: leave the others out")
        }
    }

    func run() throws {
        guard !practice.practice else { return try practise() }
        guard !live.live else { return try takeLive() }
        let bundled = try Course.bundled()
        let isOwn = lesson.map { bundled.isFolder($0) } ?? false
        let course = isOwn ? try Course.own(lesson ?? "") : bundled
        if !isOwn, let lesson, course.lesson(lesson) == nil, course.exercise(lesson) == nil {
            throw Failure.noLesson(lesson, in: course)
        }
        if isOwn, let only = course.lessons.first, only.isPlanned { throw Failure.planned(only) }
        try Course.reporting {
            let store = isOwn ? ProgressStore.own(lesson ?? "") : ProgressStore.standard()
            guard hasTerminal else { return try print(course, store.load().progress.lesson, own: isOwn ? lesson : nil) }
            let runner = LessonRunner(course: course, progress: store, page: page)
            if isOwn, let lesson { runner.command = "ws101 learn \(ShellWord.quoted(lesson))" }
            try lead(runner) { try runner.start(isOwn ? nil : lesson) }
        }
    }

    private func practise() throws {
        try Course.reporting {
            let practice = practice.begin(try Course.bundled())
            guard hasTerminal else {
                let sheet = try LessonText(screen: screen.screen).worksheet(practice, count: self.practice.count ?? 10)
                return try Results.write { $0.write(sheet) }
            }
            let runner = PracticeRunner(practice, page: page)
            try lead(runner) { try runner.start() }
        }
    }

    var hasTerminal: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    func lead(_ dialogue: some LineDialogue, start: () throws -> String) throws {
        let output = Output(to: .standardOutput)
        let editor = LineEditor()
        let write = { (text: String) in
            output.write(text)
            output.flush()
        }
        try dialogue.run(
            page: { page }, start: start,
            readLine: {
                if output.isClosed { return nil }
                if let editor { return editor.readLine() }
                write(LineEditor.prompt)
                return Swift.readLine()
            }, write: write)
        try Results.finish(output)
    }

    // The terminal as it is now: its size may change at any time.
    var page: Page { Page(screen: screen.screen, rows: TerminalSize.rows ?? 24) }

    func print(_ course: Course, _ begun: String?, own: String?) throws {
        let wanted = (own != nil ? nil : lesson ?? begun).flatMap { course.lesson($0) ?? course.exercise($0)?.lesson }
        guard let wanted = wanted ?? course.lessons.first(where: { !$0.isPlanned }) else {
            throw Failure.planned(course.lessons.first)
        }
        if wanted.isPlanned { throw Failure.planned(wanted) }
        let check = own.map { ShellWord.quoted($0) }.map { folder in
            { (number: Int) in "ws101 learn check \(number) --lesson \(folder) --answer ANSWER" }
        }
        try Results.write { $0.write(try LessonText(screen: screen.screen).printed(wanted, of: course, check: check)) }
    }
}
