import ArgumentParser
import Course
import Foundation
import Lessons
import Report
import Samples

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
