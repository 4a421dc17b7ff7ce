import ArgumentParser
import Course
import Diagram
import Foundation
import Lessons
import Query
import Report
import Samples

struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn",
        abstract: "Learn WebSocket in lessons over recorded sessions.",
        discussion: """
            On a terminal it leads through the lessons, saves every answer at once, and goes on where you left. Without a \
            terminal it prints the lesson, and asks nothing.

            EXAMPLES
              ws101 learn                  go on where you left
              ws101 learn 5                lesson 5
              ws101 learn 5 | less         lesson 5, to read
              ws101 learn check streams.predict --answer c
            """,
        subcommands: [LessonCommand.self, CheckCommand.self], defaultSubcommand: LessonCommand.self)
}

struct LessonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lesson", abstract: "Take a lesson (the default).")

    @Argument(help: "The lesson's number or name; without one, where you left.")
    var lesson: String?

    @OptionGroup var screen: ScreenOptions

    func run() throws {
        let course = try Course.bundled()
        if let lesson, course.lesson(lesson) == nil {
            let known = course.lessons.map(\.label).joined(separator: ", ")
            throw Failure(Failure.usage, "there is no lesson '\(lesson)'", advice: "There are: \(known)")
        }
        try Course.reporting {
            let screen = screen.screen
            let store = ProgressStore.standard()
            guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
                return try print(course, store.load().progress.lesson, on: screen)
            }
            let runner = LessonRunner(course: course, progress: store, screen: screen)
            let output = Output(to: .standardOutput)
            try runner.run(
                lesson, readLine: { output.isClosed ? nil : readLine() },
                write: { text in
                    output.write(text)
                    output.flush()
                })
            try Results.finish(output)
        }
    }

    private func print(_ course: Course, _ begun: String?, on screen: Screen) throws {
        let wanted = (lesson ?? begun).flatMap { course.lesson($0) } ?? course.lessons.first
        guard let wanted else { return }
        try Results.write { $0.write(try LessonText(screen: screen).printed(wanted, of: course)) }
    }
}

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Judge an answer to an exercise: status 0 is right, 1 wrong, 2 no such exercise.",
        discussion: """
            EXAMPLES
              ws101 learn check streams.predict --answer c
            """)

    @Argument(help: "The exercise's id, as the printed lesson names it.")
    var id: String

    @Option(help: "The answer.")
    var answer: String

    func run() throws {
        let course = try Course.bundled()
        let outcome = try Course.reporting { try course.check(id: id, answer: answer) }
        switch outcome {
        case .right(let remark): try Results.write { $0.line(remark.isEmpty ? "Right." : "Right. \(remark)") }
        case .wrong(let reply):
            try Results.write { $0.line(reply.isEmpty ? "That is not it." : reply) }
            throw ExitCode(1)
        case .noSuchCheck:
            throw Failure(2, "there is no exercise '\(id)'", advice: "The lessons name theirs: ws101 learn 1 | less")
        }
    }
}

struct LessonsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lessons", abstract: "Prove the lessons, for those who write them.",
        subcommands: [LintCommand.self])
}

struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Prove that every exercise can be solved and every recording still shows what its lesson says.",
        discussion: """
            Ends with status 1 if a lesson is wrong.

            EXAMPLES
              ws101 lessons lint
              ws101 lessons lint --lessons Lessons --samples samples/sessions
            """)

    @Option(
        help: ArgumentHelp("The lessons (default: those of the program).", valueName: "folder"), completion: .directory)
    var lessons: String?

    @Option(
        help: ArgumentHelp("Their recordings (default: those of the program).", valueName: "folder"),
        completion: .directory)
    var samples: String?

    @Option(help: ArgumentHelp("A second recording of each session.", valueName: "folder"), completion: .directory)
    var second: String?

    func run() throws {
        let course = try Course.reporting {
            try Course(
                lessonsFolder: lessons.map { URL(fileURLWithPath: $0) } ?? LessonFiles.folder,
                samplesFolder: samples.map { URL(fileURLWithPath: $0) } ?? SampleFiles.folder,
                secondFolder: second.map { URL(fileURLWithPath: $0) }
                    ?? (samples == nil ? SampleFiles.secondFolder : nil))
        }
        let problems = LessonLint.run(course)
        try Results.write { output in
            for problem in problems { output.line("\(problem)") }
            output.line("\(course.lessons.count) lessons, \(problems.count) problems")
        }
        if !problems.isEmpty { throw ExitCode(1) }
    }
}

extension Course {
    /// The lessons and recordings that came with the program.
    static func bundled() throws -> Course {
        try reporting {
            try Course(
                lessonsFolder: LessonFiles.folder, samplesFolder: SampleFiles.folder,
                secondFolder: SampleFiles.secondFolder)
        }
    }

    /// Runs `body`; a lesson that does not fit its recording becomes a failure that says so.
    static func reporting<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as LessonError {
            throw Failure(
                65, "\(error)", advice: "The lessons and recordings that came with the program may be incomplete.")
        } catch let error as LanguageError {
            throw Failure(65, "\(error)", advice: "The lesson does not fit its recording.")
        }
    }
}
