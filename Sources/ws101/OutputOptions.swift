import ArgumentParser
import Capture
import Foundation
import Report

/// The forms that results come in.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// For people.
    case text
    /// One document.
    case json
    /// One object a line.
    case ndjson
    /// A drawing, by itself a file.
    case svg
}

/// Standard output as every command uses it.
enum Results {
    /// Runs `body` with standard output and hands everything on at the end, also when it throws.
    ///
    /// With `isLive` lines leave on a thread of their own, which draws a status line below them.
    ///
    /// - Throws: `Failure` when the results could not be written; what `body` throws comes first.
    static func write(live isLive: Bool = false, _ body: (Output) throws -> Void) throws {
        let output = isLive ? Output(to: LineQueue(to: .standardOutput, .wait)) : Output(to: .standardOutput)
        do {
            try body(output)
        } catch {
            output.finish()
            throw error
        }
        try finish(output)
    }

    /// Looks whether standard output is open: to be called before work that would be lost.
    ///
    /// - Throws: `Failure` if not.
    static func check() throws {
        guard StandardStreams.isOutputClosed else { return }
        throw Failure(
            Failure.output, "the results can't be written: \(StandardStreams.closedOutput)",
            advice: "For the file alone, without the results, send them to /dev/null.")
    }

    /// Hands on what `output` still holds.
    static func finish(_ output: Output) throws {
        output.finish()
        if let reason = output.failure {
            throw Failure(Failure.output, "the results can't be written: \(reason)")
        }
    }
}
