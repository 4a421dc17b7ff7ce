import Foundation

/// The built program, run as a user runs it.
enum Program {
    /// What a run gave.
    struct Result {
        var output: String
        var error: String
        var status: Int32
    }

    /// The program beside the test bundle, where the build puts both.
    static let url: URL = {
        #if os(macOS)
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
        return bundle.bundleURL.deletingLastPathComponent().appendingPathComponent("ws101")
        #else
        return Bundle.main.bundleURL.appendingPathComponent("ws101")
        #endif
    }()

    /// Runs it with these arguments, this standard input and, besides PATH and COLUMNS, these variables.
    static func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) throws -> Result {
        try Running(url, arguments, input: input, environment: environment).wait()
    }

    /// Runs a shell script in which `$WS101` is the program.
    static func shell(_ script: String) throws -> Result {
        let shell = URL(fileURLWithPath: "/bin/sh")
        return try Running(shell, ["-c", script], environment: ["WS101": url.path]).wait()
    }

    /// A run that goes on.
    final class Running {
        let process = Process()
        // Files for all three, so that no pipe fills up while the test waits for another.
        private let folder: TemporaryFolder
        private let finished = DispatchSemaphore(value: 0)

        init(
            _ program: URL, _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
        ) throws {
            folder = try TemporaryFolder()
            process.executableURL = program
            process.arguments = arguments
            process.environment = ["PATH": "/usr/bin:/bin", "COLUMNS": "80"].merging(environment) { $1 }
            process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.file("in", input)))
            process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("out", [])))
            process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("err", [])))
            let finished = self.finished
            process.terminationHandler = { _ in finished.signal() }
            try process.run()
        }

        /// What it has written to standard output so far.
        var output: String { text("out") }

        /// What it has written to standard error so far.
        var error: String { text("err") }

        /// Waits for its end.
        func wait() -> Result {
            finished.wait()
            return Result(output: text("out"), error: text("err"), status: process.terminationStatus)
        }

        private func text(_ name: String) -> String {
            String(decoding: (try? Data(contentsOf: folder.file(name))) ?? Data(), as: UTF8.self)
        }
    }
}

/// A folder that goes away with the test.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("ws101-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String) -> URL { url.appendingPathComponent(name) }

    /// A file with these bytes.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: file(name))
        return file(name).path
    }
}
