public import Foundation
public import Query

/// A lesson: its text, what it shows and what it asks, over one recording.
public struct Lesson: Sendable {
    /// A piece of a lesson, in reading order.
    public enum Part: Sendable {
        /// Prose.
        case prose([MarkdownBlock])
        /// A view of something in the recording.
        case view(LessonView)
        /// An exercise.
        case exercise(Exercise)
        /// The reader is to pause here.
        case pause
    }

    /// A name that the lesson gives to a thing in its recording.
    public struct Name: Sendable {
        /// The name.
        public var name: String
        /// The recording in which it is looked for; nil for the lesson's own.
        public var recording: String?
        /// What chooses the thing.
        public var selector: Selector
        /// The line of lesson.md at which it stands.
        public var line: Int
    }

    /// The name of its folder, `01-streams`.
    public var folder: String
    /// Its stable name, the beginning of its exercises' ids: `streams`.
    public var id: String
    /// The part of the course that it belongs to, from 1.
    public var part: Int
    /// Its place in the course; nil for the unlabelled capture that ends a part.
    public var number: Int?
    /// How many minutes it takes.
    public var minutes: Int
    /// Whether it is only announced, without a text yet.
    public var isPlanned: Bool
    /// Whether nothing in its recording is to be labelled by anybody but the learner.
    public var isUnlabelled: Bool
    /// Its title.
    public var title: String
    /// What one can do after it, a sentence.
    public var objective: String
    /// What many believe and it disproves.
    public var misconception: String
    /// The name of its recording.
    public var recording: String
    /// The folder that it was read from, where recordings of its own may stand; nil if it was not read from a file.
    public var directory: URL?
    /// Exercises of earlier lessons, by their ids, that are asked again at its beginning.
    public var reviews: [String]
    /// The things that it names, in order.
    public var names: [Name]
    /// What the recording must show for the lesson to make sense.
    public var requires: [Query.Expression]
    /// The facts of the course that it teaches.
    public var facts: [Fact]
    /// The text, the views and the exercises.
    public var parts: [Part] {
        didSet { index() }
    }

    /// What it is called in lists and headings: `Lesson 3`, `Unlabelled capture`.
    public var label: String { number.map { "Lesson \($0)" } ?? "Unlabelled capture" }

    /// The exercises, in order.
    public private(set) var exercises: [Exercise] = []
    /// The place of each exercise in `exercises`, by its id.
    private(set) var exercisePlaces: [String: Int] = [:]

    // What the parts say, to be found at once; `didSet` isn't called while a lesson is made.
    mutating func index() {
        exercises = parts.compactMap { part in
            if case .exercise(let exercise) = part { return exercise }
            return nil
        }
        exercisePlaces = Dictionary(exercises.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    /// The names of all recordings that it looks at, its own first.
    public var recordings: [String] {
        names.compactMap(\.recording).reduce(into: [recording]) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The lesson's names over its recordings.
    ///
    /// - Throws: `LanguageError` when a recording is missing or a name's selector finds nothing.
    public func scope(over recordings: [Recording]) throws(LanguageError) -> Scope {
        let own = try Self.recording(recording, of: recordings)
        var scope = Scope(recording: own)
        scope.others = recordings.filter { $0.name != own.name }
        for name in names {
            scope.recording =
                try name.recording.map { other throws(LanguageError) in
                    try Self.recording(other, of: recordings)
                } ?? own
            scope.names[name.name] = try name.selector.item(in: scope)
        }
        scope.recording = own
        return scope
    }

    private static func recording(_ name: String, of recordings: [Recording]) throws(LanguageError) -> Recording {
        guard let recording = recordings.first(where: { $0.name == name }) else {
            throw LanguageError(problem: "there is no such recording", source: name)
        }
        return recording
    }
}

/// A view of something in the recording, embedded in a lesson: a fenced block `ws101 frame: first text frame`.
public struct LessonView: Sendable {
    /// What is drawn.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A frame's bit diagram with its fields explained.
        case frame
        /// A frame's bit diagram alone.
        case picture
        /// The bytes of a frame, message or segment, or those that an expression computes.
        case bytes
        /// A session's upgrade request as it stands there.
        case request
        /// The answer to a session's upgrade request as it stands there.
        case response
        /// A session's handshake, line by line, with the computation of the Accept.
        case handshake
        /// A session as a ladder of arrows in time, without what was found about it.
        case ladder
        /// The same with what was found about it.
        case judged
        /// Segments, a line each, with what they carry.
        case segments
        /// Frames, a line each, with their bytes and no verdict on them.
        case frames
        /// TCP packets, a line each, with their times and flags.
        case packets
        /// The states that both sides of a session went through.
        case states
        /// Why a session closed or never opened: the text of `inspect --why`.
        case why
        /// An entry of the glossary, by its name or an alias.
        case term
    }

    /// Of what it is drawn.
    public enum Subject: Sendable {
        /// Of a thing, or several.
        case things(Selector.Reference)
        /// Of computed bytes.
        case value(Query.Expression)
        /// Of a word of the glossary.
        case term(GlossaryEntry)
    }

    /// What is drawn.
    public var kind: Kind
    /// Of what: a selector or a name of the lesson, for `bytes` also an expression, for `term` an entry of the glossary.
    public var subject: Subject
    /// The line of lesson.md at which it stands.
    public var line: Int
}
