/// Standard input, output and error, as a program that may be started with any of them closed, full or broken uses them.
public enum StandardStreams {
    /// Makes every failure of a write a result: to be called before anything is opened.
    ///
    /// A standard stream that is closed stays so, yet its number goes to no file that is opened later: results are never
    /// written into a capture. Signals that writing raises are ignored.
    public static func prepare() {
        systemHoldStandardDescriptors()
        systemIgnoreWriteSignals()
    }

    /// Writes all bytes to standard error; where nobody can hear them, they are lost, and nothing else changes.
    public static func writeError(_ bytes: RawSpan) {
        _ = systemWrite(2, bytes)
    }

    /// Whether standard output goes to another program, which may show it on the terminal of this one.
    public static var isOutputPassedOn: Bool { systemIsPassedOn(1) }

    /// Reads standard input to its end.
    ///
    /// - Throws: `SystemFailure` when the system can't read on.
    public static func readInput() throws(SystemFailure) -> [UInt8] {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        var bytes: [UInt8] = []
        while true {
            let count = systemRead(0, &piece)
            guard count >= 0 else { throw SystemFailure(code: -count) }
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
    }
}
