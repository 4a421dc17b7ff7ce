import ArgumentParser
import Course
import Diagram
import Foundation
import Query
import Report

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Judge an answer to an exercise: status 0 is right, 1 wrong, 2 no such exercise.",
        discussion: """
            EXAMPLES
              ws101 learn check 3.2 --answer c              lesson 3, exercise 2
              ws101 learn check 3.2 --hint 1                its first hint
              ws101 learn check 2 --lesson ./mine --answer 5   exercise 2 of a lesson of your own
            """)

    @Argument(help: "The exercise, as the printed lesson names it: 3.2 is exercise 2 of lesson 3.")
    var exercise: String

    @Option(help: "The answer.")
    var answer: String?

    @Option(help: ArgumentHelp("Give the exercise's hint of that number, from 1.", valueName: "number"))
    var hint: Int?

    @Option(help: ArgumentHelp("A lesson of your own.", valueName: "folder"), completion: .directory)
    var lesson: String?

    mutating func validate() throws {
        guard (answer == nil) != (hint == nil) else { throw ValidationError("Say either --answer or --hint.") }
    }

    func run() throws {
        let course = try lesson.map { try Course.own($0) } ?? Course.bundled()
        let name = lesson == nil ? exercise : (course.lessons.first.map { "\($0.id).\(exercise)" } ?? exercise)
        guard let (lesson, found) = course.exercise(exercise) ?? course.exercise(name) else {
            throw Failure(
                2, "there is no exercise '\(exercise)'", advice: "The lessons name theirs: ws101 learn 1 | less")
        }
        try Course.reporting {
            let checker = Checker(found, scope: try course.scope(of: lesson))
            if let hint {
                guard let text = try checker.hint(hint) else {
                    throw Failure(2, "this exercise has \(found.hints.count) hints, numbered from 1")
                }
                return try Results.write { $0.line(Printable.sentence(text)) }
            }
            let verdict = try checker.check(answer ?? "")
            let words = [verdict.opening(isNeeded: false), verdict.text].filter { !$0.isEmpty }.joined(separator: " ")
            try Results.write { $0.line(Printable.sentence(words)) }
            if !verdict.isRight { throw ExitCode(1) }
        }
    }
}
