import Capture
import Foundation
import Processes

/// Removes a folder when ws101 has ended, also where something ended it at once, and where it may no longer remove files.
final class FolderRemover: Sendable {
    private static let argument = "remove-a-folder-afterwards"
    private let folder: String
    /// While it is open in this process, the folder stays.
    private let descriptor: CInt

    /// Begins to wait for the end.
    ///
    /// - Throws: `Failure` when the system starts no process.
    init(_ folder: String) throws {
        self.folder = folder
        var ends: [CInt] = [-1, -1]
        // The system writes two descriptors.
        guard unsafe pipe(&ends) == 0 else {
            throw Failure(Failure.output, "no pipe can be made: \(SystemFailure(code: Int(errno)).message)")
        }
        descriptor = ends[1]
        defer { close(ends[0]) }
        do throws(SpawnError) {
            _ = try ChildProgram.start(
                ChildProgram.own, ["ws101", Self.argument, folder], environment: [:], input: ends[0])
        } catch {
            close(ends[1])
            throw Failure(Failure.output, "no process can be started: \(SystemFailure(code: Int(error.code)).message)")
        }
    }

    /// Has it removed now, and waits a moment for that.
    func remove() {
        close(descriptor)
        for _ in 0..<200 where unsafe access(folder, F_OK) == 0 { usleep(10_000) }
    }

    /// Waits and removes, if this process was started for that.
    ///
    /// - Returns: whether it was.
    static func runIfAsked(_ arguments: [String]) -> Bool {
        guard arguments.count == 3, arguments[1] == argument else { return false }
        // Ctrl-C is for the others: this one ends when they have.
        for number in [SIGINT, SIGQUIT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
        // What the program's file gives, to capture.
        if !Privileges.isRoot { _ = Capabilities.hold(permitted: [], effective: []) }
        _ = try? FileHandle.standardInput.readToEnd()
        try? FileManager.default.removeItem(atPath: arguments[2])
        return true
    }
}
