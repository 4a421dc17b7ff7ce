extension LessonRunner {
    /// Runs the lessons over a terminal: writes, reads lines, until the learner quits or the input ends.
    ///
    /// - Parameter page: what the terminal shows at once, asked for before each writing.
    /// - Throws: what `start` and `receive` throw.
    public func run(
        _ lesson: String? = nil, page: () -> Page, readLine: () -> String?, write: (String) -> Void
    ) throws {
        self.page = page()
        write(try start(lesson))
        while !isFinished {
            let line = readLine()
            self.page = page()
            guard let line else {
                write("\n" + (try leave()))
                return
            }
            write(try receive(line))
        }
    }
}
