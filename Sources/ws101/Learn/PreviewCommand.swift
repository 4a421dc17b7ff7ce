import ArgumentParser
import Capture
import Course
import Diagram
import Foundation
import Report

struct PreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Show a lesson of your own, and again whenever it is saved; Ctrl-C ends it.",
        discussion: """
            EXAMPLES
              ws101 lessons preview ./my-lesson
            """)

    @Argument(help: ArgumentHelp("The lesson's folder.", valueName: "folder"), completion: .directory)
    var folder: String

    @OptionGroup var screen: ScreenOptions

    func run() throws {
        let interruption = Interruption()
        let output = Output(to: .standardOutput)
        var seen: String?
        while !interruption.stop.isStopped, !output.isClosed {
            let now = state
            if now != seen {
                seen = now
                output.write(shown)
                output.flush()
            }
            // A fifth of a second: who saves hardly waits, and hardly anything is done meanwhile.
            Thread.sleep(forTimeInterval: 0.2)
        }
        try Results.finish(output)
        if let code = interruption.exitCode, code != Failure.interrupted { throw ExitCode(code) }
    }

    /// The lesson as it is printed, and what is wrong with it.
    private var shown: String {
        var text = ""
        let screen = screen.screen
        do {
            let course = try Course.own(folder)
            if let lesson = course.lessons.first {
                text = try Course.reporting {
                    try LessonText(screen: screen).printed(lesson, of: course) { "exercise \($0)" }
                }
            }
        } catch {
            let problem = (error as? Failure)?.problem ?? "\(error)"
            return problem.split(separator: "\n").map { Printable.sentence(String($0)) + "\n" }.joined() + "\n"
        }
        let problems = (try? LintCommand.problems(folder)) ?? []
        let verdict = problems.isEmpty ? ["No problems."] : problems
        return text + "\n"
            + verdict.flatMap { $0.split(separator: "\n") }
            .map { screen.paint(Printable.sentence(String($0)), problems.isEmpty ? .good : .bad) + "\n" }.joined()
            + "\n"
    }

    /// Another text whenever a file of the folder has changed.
    private var state: String {
        let directory = URL(fileURLWithPath: folder, isDirectory: true)
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return files.sorted().prefix(100).map { name in
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: directory.appendingPathComponent(name).path)
            let time = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return "\(name) \(time) \(attributes?[.size] as? Int ?? 0)"
        }.joined(separator: "\n")
    }
}
