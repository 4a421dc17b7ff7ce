public import Foundation

/// How far a learner is: where to go on, and what each exercise's answers were.
public struct Progress: Codable, Hashable, Sendable {
    /// What became of one exercise.
    public struct Answer: Codable, Hashable, Sendable {
        /// The last answer, as it was typed.
        public var answer: String
        /// Whether any answer so far was right.
        public var isRight: Bool
        /// How many answers were given.
        public var tries: Int
        /// How many hints were shown.
        public var hints: Int
    }

    /// The id of the lesson to go on with; nil before the first.
    public var lesson: String?
    /// The step of that lesson to go on with, from 0.
    public var step: Int
    /// What became of each exercise, by its id.
    public var answers: [String: Answer]

    /// The progress of someone who begins.
    public init() {
        step = 0
        answers = [:]
    }

    /// Keeps an answer to the exercise `id`.
    public mutating func record(_ answer: String, isRight: Bool, for id: String) {
        var entry = answers[id] ?? Answer(answer: "", isRight: false, tries: 0, hints: 0)
        entry.answer = String(answer.prefix(200))
        entry.isRight = entry.isRight || isRight
        entry.tries &+= 1
        answers[id] = entry
    }

    /// Keeps that `count` hints of the exercise `id` were shown.
    public mutating func recordHints(_ count: Int, for id: String) {
        var entry = answers[id] ?? Answer(answer: "", isRight: false, tries: 0, hints: 0)
        entry.hints = max(entry.hints, count)
        answers[id] = entry
    }

    /// Whether the exercise `id` was answered rightly.
    public func isSolved(_ id: String) -> Bool { answers[id]?.isRight == true }
}

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
