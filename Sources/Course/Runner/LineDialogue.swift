/// Something that writes a screenful, is given a line, and so on until it is finished.
public protocol LineDialogue: AnyObject {
    /// Whether it is over.
    var isFinished: Bool { get }
    /// What the terminal shows at once; set again before each line is given.
    var page: Page { get set }
    /// Takes a line of input, and says what to write.
    func receive(_ line: String) throws -> String
    /// The input has ended: what to write then.
    func leave() throws -> String
}

extension LineDialogue {
    /// Runs over a terminal: writes, reads lines, until it is finished or the input ends.
    ///
    /// - Parameters:
    ///   - page: what the terminal shows at once, asked for before each writing.
    ///   - start: what is written first.
    /// - Throws: what `start` and `receive` throw.
    public func run(
        page: () -> Page, start: () throws -> String, readLine: () -> String?, write: (String) -> Void
    ) throws {
        self.page = page()
        write(try start())
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
