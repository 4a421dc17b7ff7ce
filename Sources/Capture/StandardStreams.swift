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

    /// Writes all bytes to standard error; where its reader is gone, to the terminal that the program runs in.
    ///
    /// - Parameter awaitingLoss: whether the reader may be about to go, and a moment is given to it.
    public static func concludeError(_ bytes: RawSpan, awaitingLoss: Bool) {
        let isLost = systemHasNoReader(2, milliseconds: awaitingLoss ? lossMilliseconds : 0)
        if !isLost, systemWrite(2, bytes) != -SystemError.brokenPipe { return }
        let opened = systemOpenTerminal()
        guard opened >= 0 else { return }
        _ = systemWrite(CInt(opened), bytes)
        systemClose(CInt(opened))
    }

    /// Whether the reader of standard output is gone, where that is a pipe.
    ///
    /// - Parameter awaitingLoss: whether it may be about to go, and a moment is given to it.
    public static func isOutputLost(awaitingLoss: Bool) -> Bool {
        systemHasNoReader(1, milliseconds: awaitingLoss ? lossMilliseconds : 0)
    }

    /// So long is waited for a reader whom a signal ends that ended this program's work as well.
    private static let lossMilliseconds: CInt = 50

    /// Whether standard output was closed when the program began, or can't be written to.
    public static var isOutputClosed: Bool { !systemIsForWriting(1) }

    /// That it is, in words.
    public static let closedOutput = "standard output is closed"

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
