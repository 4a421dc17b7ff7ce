import Foundation
import Report

/// How far a long run is, on standard error, where that is a terminal.
final class Progress {
    private var shown = ContinuousClock.now
    private var isShown = false

    /// Tells that so many packets were read; a line appears after half a second, and changes no more often.
    func note(_ packets: Int) {
        let now = ContinuousClock.now
        guard now - shown > .milliseconds(500) else { return }
        shown = now
        isShown = true
        FileHandle.standardError.write(Data("\r\(packets) packets".utf8))
    }

    /// Takes the line away again.
    func end() {
        if isShown { FileHandle.standardError.write(Data("\r\u{1b}[K".utf8)) }
        isShown = false
    }
}
