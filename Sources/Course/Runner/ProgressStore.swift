public import Foundation

/// The file that progress is kept in.
public struct ProgressStore: Sendable {
    /// Where it is.
    public let file: URL

    /// The store at `file`.
    public init(file: URL) { self.file = file }

    /// `$XDG_STATE_HOME/ws101/progress.json`, with `~/.local/state` where the variable is unset or no absolute path.
    public static func standard(environment: [String: String] = ProcessInfo.processInfo.environment) -> ProgressStore {
        var folder = FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".local/state")
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            folder = URL(fileURLWithPath: state, isDirectory: true)
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            folder = URL(fileURLWithPath: home, isDirectory: true).appendingPathComponent(".local/state")
        }
        return ProgressStore(file: folder.appendingPathComponent("ws101/progress.json"))
    }

    /// What is in the file: a fresh start when there is none.
    ///
    /// A file that can't be read as progress is set aside beside itself as `progress.json.damaged`, and `notice` says so.
    public func load() -> (progress: Progress, notice: String?) {
        guard let data = try? Data(contentsOf: file) else { return (Progress(), nil) }
        if let progress = try? JSONDecoder().decode(Progress.self, from: data) { return (progress, nil) }
        let aside = file.appendingPathExtension("damaged")
        let manager = FileManager.default
        try? manager.removeItem(at: aside)
        guard (try? manager.moveItem(at: file, to: aside)) != nil else {
            return (Progress(), "Your progress in \(file.path) can't be read; starting afresh.")
        }
        return (Progress(), "Your progress couldn't be read; starting afresh. The old file is kept as \(aside.path).")
    }

    /// Writes the file: whole or not at all.
    public func save(_ progress: Progress) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        // A new file takes the old one's place in one step.
        try encoder.encode(progress).write(to: file, options: .atomic)
    }
}
