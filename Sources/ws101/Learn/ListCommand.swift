import ArgumentParser
import Course
import Diagram
import Foundation
import Report

struct LessonListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the lessons: how long they take, and how much of each is done.")

    @OptionGroup var screen: ScreenOptions

    func run() throws {
        let course = try Course.bundled()
        let (progress, notice) = ProgressStore.standard().load()
        if let notice { Console.error("ws101: \(notice)") }
        let here = progress.lesson.flatMap { course.lesson($0) }
        try Results.write { output in
            output.write(CourseList(course, progress, here: here).text(on: screen.screen))
            output.line()
            output.line(ProgressReport(course, progress).summary + " ws101 learn 3 takes lesson 3.")
            output.line("ws101 learn --practice asks without end, over sessions that ws101 makes up.")
            output.line("sudo ws101 learn --live asks about what your own browser has just sent.")
        }
    }
}

struct ProgressCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "progress", abstract: "Show how far you are.",
        discussion: """
            EXAMPLES
              ws101 learn progress
              ws101 learn progress --format json
              ws101 learn progress --format html > progress.html    a page to print
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, html
    }

    @Option(help: "text, json or html, a page to print.")
    var format: Format = .text

    @OptionGroup var screen: ScreenOptions

    func run() throws {
        let course = try Course.bundled()
        let (progress, notice) = ProgressStore.standard().load()
        if let notice { Console.error("ws101: \(notice)") }
        let report = ProgressReport(course, progress)
        try Results.write { output in
            switch format {
            case .text:
                output.write(
                    CourseList(course, progress, here: progress.lesson.flatMap { course.lesson($0) }).text(
                        on: screen.screen))
                output.line()
                output.line(report.summary)
            case .json: output.write(try report.json())
            case .html: output.write(report.html())
            }
        }
    }
}

struct ResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Forget your answers: those of a lesson, or all.",
        discussion: """
            Asks first; without a terminal it needs --yes.

            EXAMPLES
              ws101 learn reset 3
              ws101 learn reset --yes
            """)

    @Argument(help: "The lesson's number or name; without one, all.")
    var lesson: String?

    @Flag(help: "Don't ask.")
    var yes = false

    func run() throws {
        let course = try Course.bundled()
        let store = ProgressStore.standard()
        var (progress, notice) = store.load()
        if let notice { Console.error("ws101: \(notice)") }
        let chosen = try lesson.map { name in
            guard let lesson = course.lesson(name) else { throw Failure.noLesson(name, in: course) }
            return lesson
        }
        let what = chosen.map { "your answers in \($0.label.lowercased()), \($0.title)" } ?? "all your answers"
        if !yes {
            guard isatty(STDIN_FILENO) == 1 else {
                throw Failure(Failure.usage, "this would forget \(what)", advice: "Add --yes to do it.")
            }
            Console.error("This forgets \(what). Type yes to do it:")
            guard readLine()?.trimmingCharacters(in: .whitespaces).lowercased() == "yes" else {
                Console.error("Nothing was changed.")
                throw ExitCode(1)
            }
        }
        if let chosen { progress.forget(chosen) } else { progress = Progress() }
        do {
            try store.save(progress, isFresh: chosen == nil)
        } catch {
            let trouble = FileTrouble(error)
            throw Failure(Failure.output, "\(store.file.path) can't be written: \(trouble)", advice: trouble.advice)
        }
        try Results.write { $0.line("Forgotten: \(what).") }
    }
}
