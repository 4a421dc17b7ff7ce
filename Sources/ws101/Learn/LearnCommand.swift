import ArgumentParser

struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn",
        abstract: "Learn WebSocket in lessons over recorded sessions.",
        discussion: """
            On a terminal it leads through the lessons, saves every answer at once, and continues where you left off. Without a \
            terminal it prints the lesson, and asks nothing.

            EXAMPLES
              ws101 learn                  continue where you left off
              ws101 learn 5                lesson 5
              ws101 learn 5 | less         lesson 5, to read
              ws101 learn ./my-lesson      a lesson of your own
              ws101 learn --practice       exercises without end, harder as you succeed
              ws101 learn --practice --seed 7 --level 3 --count 20 | less
                                           a worksheet with its answers, the same each time
              sudo ws101 learn --live      asks about what your own browser has just sent
              ws101 learn list             the lessons
              ws101 learn progress         how far you are
              ws101 learn check 3.2 --answer c
            """,
        subcommands: [
            LessonCommand.self, LessonListCommand.self, ProgressCommand.self, ResetCommand.self, CheckCommand.self,
        ], defaultSubcommand: LessonCommand.self)
}
