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
    /// A file that can't be read as progress is set aside beside itself, as `progress.json.damaged` or, where that is taken,
    /// `progress.json.damaged-2` and so on; of a file with single entries that can't be read, these are. `notice` says so.
    public func load() -> (progress: Progress, notice: String?) {
        let manager = FileManager.default
        guard manager.fileExists(atPath: file.path) else { return (Progress(), nil) }
        // Whatever else has taken the name is nobody's progress: a folder, a pipe without end.
        guard Course.isRegularFile(file) else {
            return (Progress(), "\(file.path) is not a regular file, so nothing is read from it.")
        }
        if let content = read() {
            return (content.progress, content.bad.isEmpty ? nil : setAside(content))
        }
        guard let aside, (try? manager.moveItem(at: file, to: aside)) != nil else {
            return (Progress(), "Your progress in \(file.path) can't be read; starting afresh.")
        }
        return (Progress(), "Your progress couldn't be read; starting afresh. The old file is kept as \(aside.path).")
    }

    // Years of answers take less.
    private static let largest = 16 << 20

    // A free name for what is set aside.
    private var aside: URL? {
        let names = [".damaged"] + (2...99).map { ".damaged-\($0)" }
        return names.map { URL(fileURLWithPath: file.path + $0) }
            .first { !FileManager.default.fileExists(atPath: $0.path) }
    }

    // Takes the bad entries out of the file, and says so.
    private func setAside(_ content: ProgressFile) -> String {
        let count = content.badCount
        let what =
            count == 1
            ? "1 entry of your progress couldn't be read" : "\(count) entries of your progress couldn't be read"
        guard let aside, let bad = content.badData, (try? bad.write(to: aside, options: .atomic)) != nil,
            (try? content.data(with: content.progress).write(to: file, options: .atomic)) != nil
        else { return "\(what). All the others are there." }
        let kept = count == 1 ? "It is kept" : "They are kept"
        return "\(what). \(kept) in \(aside.path); all the others are there."
    }

    private func read() -> ProgressFile? {
        guard let handle = try? FileHandle(forReadingFrom: file),
            let data = try? handle.read(upToCount: Self.largest + 1), data.count <= Self.largest
        else { return nil }
        return ProgressFile(data)
    }

    /// Writes the file with what it has besides: answers that another run has kept meanwhile.
    public func update(_ progress: Progress) throws {
        try save(progress.joined(with: load().progress))
    }

    /// Writes the file: whole or not at all.
    ///
    /// What a newer version has written into it stays.
    ///
    /// - Parameter isFresh: whether nothing of the file is to stay.
    public func save(_ progress: Progress, isFresh: Bool = false) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let content = isFresh || !Course.isRegularFile(file) ? ProgressFile() : read() ?? ProgressFile()
        // A new file takes the old one's place in one step.
        try content.data(with: progress).write(to: file, options: .atomic)
    }
}
