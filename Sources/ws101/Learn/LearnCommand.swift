import ArgumentParser

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
