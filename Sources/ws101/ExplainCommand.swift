import ArgumentParser
import Course
import Lessons
import Report

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Explain a word, a close code, an opcode, a header, a rule, a status, a field, a Sec-WebSocket-Key, key logs.",
        discussion: """
            A number up to 15 is an opcode, one from 100 to 599 an HTTP status, any other a close code; `opcode 8`, \
            `status 403` and `close 1000` say it plainly. Without a topic it lists what there is.

            EXAMPLES
              ws101 explain 1006
              ws101 explain ping
              ws101 explain half-open
              ws101 explain Sec-WebSocket-Protocol
              ws101 explain frame.client-unmasked
              ws101 explain status 403
              ws101 explain masking key
              ws101 explain dGhlIHNhbXBsZSBub25jZQ==
              ws101 explain keylog
              ws101 explain keys of a frame
              ws101 explain where
              ws101 explain handshake_failure
            """)

    @Argument(help: "What to explain.")
    var topic: [String] = []

    @OptionGroup var screen: ScreenOptions

    func run() throws {
        let screen = screen.screen
        let glossary = try Course.reporting { try Glossary(lessonsFolder: LessonFiles.folder) }
        let list = TopicList(glossary)
        guard !topic.isEmpty else { return try Results.write { $0.write(list.text(on: screen)) } }
        guard let page = TopicPage(topic, glossary) else {
            let text = topic.joined(separator: " ")
            let near = list.nearest(to: text)
            throw Failure(
                Failure.usage, "there is no topic '\(text)'",
                advice: near.isEmpty
                    ? "ws101 explain, without a topic, lists what there is."
                    : "Did you mean: \(near.joined(separator: ", "))?")
        }
        let teacher = try page.entry.flatMap { try Course.bundled().lesson(teaching: $0) }
        try Results.write { $0.write(page.text(on: screen, teacher: teacher)) }
    }
}
