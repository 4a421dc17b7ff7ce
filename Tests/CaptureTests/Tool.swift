import Foundation

/// Another program, run to its end.
enum Tool {
    /// Where the program is; nil if it is not installed.
    static func path(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    struct Failed: Error {
        var name: String
        var status: Int32
        var message: String
    }

    /// What the program prints; throws when it is missing or fails.
    @discardableResult
    static func run(_ name: String, _ arguments: [String]) throws -> String {
        guard let path = path(name) else { throw Failed(name: name, status: 127, message: "not installed") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let message = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(
                name: name, status: process.terminationStatus, message: String(decoding: message, as: UTF8.self))
        }
        return String(decoding: text, as: UTF8.self)
    }
}
