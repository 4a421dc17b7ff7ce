import ArgumentParser
import Course
import Report

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
