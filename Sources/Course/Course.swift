public import Foundation
public import Query
import Synchronization

/// The lessons and their recordings.
public final class Course: Sendable {
    /// What became of an answer that was given from outside the runner.
    public enum CheckOutcome: Hashable, Sendable {
        /// It is right; why, if the lesson says so.
        case right(remark: String)
        /// It is wrong; what there is to say about it.
        case wrong(reply: String)
        /// No exercise has that id.
        case noSuchCheck
    }

    /// The lessons in order: part by part, the unlabelled capture of a part after its lessons; planned ones included.
    public let lessons: [Lesson]
    /// The words that the lessons use.
    public let glossary: Glossary
    /// What practice asks, in the order of its files; none for a lesson of somebody's own.
    public let drills: [Drill]
    /// The folder of capture files.
    public let samplesFolder: URL
    /// The folder of second recordings of the same sessions, by the same names; nil if there are none.
    public let secondFolder: URL?
    private let recordings = Mutex<[URL: Recording]>([:])

    /// The course of the lesson folders in `lessonsFolder` over the capture files in `samplesFolder`.
    ///
    /// - Throws: `LessonError` when a lesson can't be read or two share a number, an id or an exercise's id.
    public convenience init(
        lessonsFolder: URL, samplesFolder: URL, secondFolder: URL? = nil
    ) throws(LessonError) {
        let folders: [URL]
        do {
            folders = try FileManager.default.contentsOfDirectory(at: lessonsFolder, includingPropertiesForKeys: nil)
        } catch {
            throw LessonError(
                file: lessonsFolder.path, problem: "the folder of lessons can't be read: \(FileTrouble(error))")
        }
        let glossary = try Glossary(lessonsFolder: lessonsFolder)
        var lessons: [Lesson] = []
        for folder in folders.sorted(by: { $0.lastPathComponent < $1.lastPathComponent }) {
            let file = folder.appendingPathComponent("lesson.md")
            if FileManager.default.fileExists(atPath: file.path) {
                lessons.append(try Lesson(folder: folder, glossary: glossary))
            }
        }
        try self.init(
            lessons: lessons, glossary: glossary, drills: try Drill.all(in: lessonsFolder),
            samplesFolder: samplesFolder,
            secondFolder: secondFolder)
    }

    /// The course of the one lesson in `lessonFolder`, over captures of its own beside it or those in `samplesFolder`; it may show
    /// entries of `glossary`.
    ///
    /// - Throws: `LessonError` when the lesson can't be read.
    public convenience init(
        lessonFolder: URL, glossary: Glossary = Glossary(), samplesFolder: URL
    ) throws(LessonError) {
        let lesson = try Lesson(folder: lessonFolder, glossary: glossary)
        try self.init(lessons: [lesson], glossary: glossary, samplesFolder: samplesFolder)
    }

    /// The course of these lessons over the capture files in `samplesFolder`.
    ///
    /// - Throws: `LessonError` when two lessons share a number, an id or an exercise's id.
    public init(
        lessons: [Lesson], glossary: Glossary = Glossary(), drills: [Drill] = [], samplesFolder: URL,
        secondFolder: URL? = nil
    ) throws(LessonError) {
        self.glossary = glossary
        self.drills = drills
        self.lessons = lessons.sorted { ($0.part, $0.number ?? .max) < ($1.part, $1.number ?? .max) }
        self.samplesFolder = samplesFolder
        self.secondFolder = secondFolder
        var seen: Set<String> = []
        for drill in drills where !seen.insert(drill.exercise.id).inserted {
            throw LessonError(problem: "`\(drill.exercise.id)` is used twice in practice")
        }
        for lesson in lessons {
            let ids = (lesson.number.map { ["\($0)"] } ?? []) + [lesson.id] + lesson.exercises.map(\.id)
            for id in ids where !seen.insert(id).inserted {
                var error = LessonError(problem: "`\(id)` is used twice in the course")
                error.lesson = lesson.folder
                throw error
            }
        }
    }

    /// The lesson with that id, number (`3`, `03`) or folder name.
    public func lesson(_ name: String) -> Lesson? {
        lessons.first { $0.id == name || $0.folder == name || $0.number.map { Int(name) == $0 } == true }
    }

    /// The next lesson that can be taken after `lesson`; nil after the last.
    public func lesson(after lesson: Lesson) -> Lesson? {
        lessons.drop { $0.id != lesson.id }.dropFirst().first { !$0.isPlanned }
    }

    /// The lesson that can be taken before `lesson`; nil before the first.
    public func lesson(before lesson: Lesson) -> Lesson? {
        lessons.prefix { $0.id != lesson.id }.last { !$0.isPlanned }
    }

    /// The lesson's names over its recordings, or over second ones of the same sessions; they are dissected when they are
    /// first asked for.
    ///
    /// - Throws: `CaptureError` when a recording can't be read, `LanguageError` when it hasn't what the lesson names,
    ///   `LessonError` when it is too large.
    public func scope(of lesson: Lesson, second: Bool = false) throws -> Scope {
        do {
            return try lesson.scope(over: lesson.recordings.map { try recording($0, of: lesson, second: second) })
        } catch var error as LessonError {
            error.lesson = lesson.folder
            throw error
        }
    }

    private func recording(_ name: String, of lesson: Lesson, second: Bool) throws -> Recording {
        let file = Self.file(of: name, beside: lesson, else: (second ? secondFolder : nil) ?? samplesFolder)
        if let recording = recordings.withLock({ $0[file] }) { return recording }
        // A lesson may be anybody's: it reads its own folder and the samples, nothing else.
        guard !name.contains("/"), !name.hasPrefix(".") else {
            throw LessonError(problem: "`\(name)` is no name of a recording")
        }
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw LessonError(
                problem:
                    "there is no recording `\(name)`: no file \(name).pcapng or \(name).pcap beside lesson.md, and no sample of that name"
                    + suggestion(for: name))
        }
        let recording = try Self.recording(at: file)
        recordings.withLock { $0[file] = recording }
        return recording
    }

    /// The recording in `file`, which must be a regular one, or a link to one, of at most 16 MB.
    ///
    /// - Throws: `LessonError` when it isn't, `CaptureError` when it can't be read.
    public static func recording(at file: URL) throws -> Recording {
        guard !FileManager.default.fileExists(atPath: file.path) || isRegularFile(file) else {
            throw LessonError(problem: "\(file.lastPathComponent) is not a regular file")
        }
        let target = file.resolvingSymlinksInPath().path
        let size = try? FileManager.default.attributesOfItem(atPath: target)[.size] as? Int
        guard size ?? 0 <= largestRecording else {
            throw LessonError(problem: "\(file.lastPathComponent) is larger than a lesson's recording may be, 16 MB")
        }
        return try Recording(contentsOf: file)
    }

    // The samples whose names look like it.
    private func suggestion(for name: String) -> String {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: samplesFolder.path)) ?? []
        let samples = files.filter { $0.hasSuffix(".pcapng") }.map { String($0.dropLast(".pcapng".count)) }
        let near = EditDistance.nearest(to: name, among: samples)
        return near.isEmpty ? "" : "; did you mean \(near.map { "`\($0)`" }.joined(separator: ", "))?"
    }

    /// Whether there is a regular file at `file`, by that name or where a link leads.
    static func isRegularFile(_ file: URL) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.resolvingSymlinksInPath().path)
        return attributes?[.type] as? FileAttributeType == .typeRegular
    }

    // All of it is kept in memory.
    private static let largestRecording = 16 << 20

    // A capture beside lesson.md comes before a sample of that name.
    private static func file(of recording: String, beside lesson: Lesson, else folder: URL) -> URL {
        for suffix in [".pcapng", ".pcap"] {
            guard let own = lesson.directory?.appendingPathComponent(recording + suffix) else { break }
            if FileManager.default.fileExists(atPath: own.path) { return own }
        }
        return folder.appendingPathComponent(recording + ".pcapng")
    }

    /// The files that the lesson is made of: its text and its recordings.
    public func files(of lesson: Lesson) -> [URL] {
        let text = lesson.directory.map { [$0.appendingPathComponent("lesson.md")] } ?? []
        return text + lesson.recordings.map { Self.file(of: $0, beside: lesson, else: samplesFolder) }
    }

    /// The exercise called `name`: its id, or its lesson and its number there, as in `3.2`.
    public func exercise(_ name: String) -> (lesson: Lesson, exercise: Exercise)? {
        for lesson in lessons {
            if let exercise = lesson.exercises.first(where: { $0.id == name }) { return (lesson, exercise) }
        }
        guard let dot = name.lastIndex(of: "."), let lesson = lesson(String(name[..<dot])),
            let number = Int(name[name.index(after: dot)...]), lesson.exercises.indices.contains(number - 1)
        else { return nil }
        return (lesson, lesson.exercises[number - 1])
    }

    /// Judges an answer to the exercise `id`, or `3.2` for exercise 2 of lesson 3.
    ///
    /// - Throws: `CaptureError` or `LanguageError` when its lesson doesn't fit its recording.
    public func check(id: String, answer: String) throws -> CheckOutcome {
        guard let (lesson, exercise) = exercise(id) else { return .noSuchCheck }
        let verdict = try Checker(exercise, scope: try scope(of: lesson)).check(answer)
        return verdict.isRight ? .right(remark: verdict.text) : .wrong(reply: verdict.text)
    }
}
