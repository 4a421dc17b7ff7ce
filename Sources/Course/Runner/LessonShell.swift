extension LessonRunner {
    /// Runs the lessons over a terminal: writes, reads lines, until the learner quits or the input ends.
    ///
    /// - Throws: what `start` and `receive` throw.
    public func run(
        _ lesson: String? = nil, readLine: () -> String?, write: (String) -> Void
    ) throws {
        write(try start(lesson))
        while !isFinished {
            write("\n" + prompt)
            guard let line = readLine() else {
                write("\n")
                return
            }
            write(try receive(line))
        }
    }
}
