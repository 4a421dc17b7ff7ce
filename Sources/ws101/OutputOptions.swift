import ArgumentParser
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
    /// - Throws: `Failure` when the results could not be written; what `body` throws comes first.
    static func write(_ body: (Output) throws -> Void) throws {
        let output = Output(to: .standardOutput)
        do {
            try body(output)
        } catch {
            output.flush()
            throw error
        }
        try finish(output)
    }

    /// Hands on what `output` still holds.
    static func finish(_ output: Output) throws {
        output.flush()
        if let reason = output.failure {
            throw Failure(Failure.output, "the results can't be written: \(reason)")
        }
    }
}
