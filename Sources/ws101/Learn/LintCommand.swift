import ArgumentParser
import Course
import Diagram
import Foundation
import Lessons
import Report
import Samples

struct LessonsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lessons", abstract: "Write lessons: begin one, see it, prove it.",
        subcommands: [NewLessonCommand.self, PreviewCommand.self, LintCommand.self])
}

struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Prove that every exercise can be solved and every recording still shows what its lesson says.",
        discussion: """
            Ends with status 1 if a lesson is wrong.

            EXAMPLES
              ws101 lessons lint
              ws101 lessons lint ./my-lesson
              ws101 lessons lint --lessons Lessons --samples samples/sessions
            """)

    @Argument(
        help: ArgumentHelp("Lessons of your own, each over captures beside it or the program's.", valueName: "folder"),
        completion: .directory)
    var folders: [String] = []

    @Option(
        help: ArgumentHelp("The lessons (default: those of the program).", valueName: "folder"), completion: .directory)
    var lessons: String?

    @Option(
        help: ArgumentHelp("Their recordings (default: those of the program).", valueName: "folder"),
        completion: .directory)
    var samples: String?

    @Option(help: ArgumentHelp("A second recording of each session.", valueName: "folder"), completion: .directory)
    var second: String?

    mutating func validate() throws {
        if !folders.isEmpty, lessons != nil || samples != nil || second != nil {
            throw ValidationError("Either folders or --lessons, --samples and --second.")
        }
    }

    func run() throws {
        guard folders.isEmpty else { return try tell(try folders.flatMap(Self.problems), count: folders.count) }
        let course = try Course.reporting {
            try Course(
                lessonsFolder: lessons.map { URL(fileURLWithPath: $0) } ?? LessonFiles.folder,
                samplesFolder: samples.map { URL(fileURLWithPath: $0) } ?? SampleFiles.folder,
                secondFolder: second.map { URL(fileURLWithPath: $0) }
                    ?? (samples == nil ? SampleFiles.secondFolder : nil))
        }
        guard !course.lessons.isEmpty else {
            throw Failure(
                66, "there are no lessons in '\(lessons ?? "")'",
                advice:
                    "Each lesson is a folder there with a lesson.md. A single one is linted with: ws101 lessons lint FOLDER"
            )
        }
        try tell(LessonLint.run(course).map(\.description), count: course.lessons.count)
    }

    /// What is wrong with the lesson in a folder of somebody's own.
    static func problems(_ folder: String) throws -> [String] {
        do {
            return LessonLint.run(try Course.own(folder), isWhole: false).map(\.description)
        } catch let failure as Failure {
            return [failure.problem]
        }
    }

    private func tell(_ problems: [String], count: Int) throws {
        try Results.write { output in
            for line in problems.flatMap({ $0.split(separator: "\n") }) {
                output.line(Printable.sentence(String(line)))
            }
            output.line(
                "\(count) lesson\(count == 1 ? "" : "s"), \(problems.count) problem\(problems.count == 1 ? "" : "s")")
        }
        if !problems.isEmpty { throw ExitCode(1) }
    }
}
