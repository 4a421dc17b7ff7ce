public import Dissection
public import Query
public import Simulation

/// One exercise of a lesson: a question, how its answers are judged, and what helps.
public struct Exercise: Sendable {
    /// The kinds of exercise.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Choose what will be seen before it is shown; settled when the lesson has shown it.
        case predict
        /// Choose one of several answers.
        case choice
        /// Type a number.
        case number
        /// Type a text.
        case text
        /// Type bytes in hex.
        case bytes
        /// Type the bytes of a frame that meets a condition: any that does is right.
        case build
        /// Name the frame, message, session or packet which fits.
        case find
        /// Name the bit to turn over so that a condition comes true.
        case flip
        /// Put things in order.
        case order
    }

    /// One of the answers to choose from.
    public struct Option: Sendable {
        /// What it says.
        public var text: [MarkdownInline]
        /// It is right where this holds.
        var condition: Expression
        /// What is said to someone who chose it wrongly; empty for the usual words.
        var reply: [MarkdownInline]
    }

    /// One of the things to put in order.
    public struct OrderedThing: Sendable {
        /// What it is.
        public var text: [MarkdownInline]
        /// Things come in the order of this number.
        var rank: Expression
    }

    /// What is asked for.
    public enum Task: Sendable {
        /// One of these, by its letter.
        case choose([Option])
        /// This number; `unit` may stand behind it.
        case number(Expression, unit: String?)
        /// This text; in any case of letters unless it is to be exact.
        case text(Expression, isExact: Bool)
        /// These bytes.
        case bytes(Expression)
        /// A frame from that side of which `condition` holds; `example` is one.
        case build(from: Side, condition: Expression, example: Expression)
        /// One of the things that this chooses.
        case find(Selector)
        /// The bit of the frame with that name which makes `condition` hold.
        case flip(String, condition: Expression)
        /// These, by their numbers, in the order of their ranks.
        case order([OrderedThing])
    }

    /// What is said about a particular wrong answer.
    struct Reply: Sendable {
        /// Which answers it is about.
        enum Trigger: Sendable {
            /// Those of this value.
            case answer(Expression)
            /// Those for which this holds, with `answer` for the value, or about the frame that was built or changed.
            case condition(Expression)
        }

        var trigger: Trigger
        var text: [MarkdownInline]
    }

    /// Its stable name, `lesson.what`.
    public var id: String
    /// Which kind it is.
    public var kind: Kind
    /// The question.
    public var question: [MarkdownBlock]
    /// What is asked for.
    public var task: Task
    /// The name of the thing whose bytes are looked at; nil where there is no particular one.
    public var about: String?
    /// Help, from a nudge to almost the answer.
    public var hints: [[MarkdownInline]]
    /// What is said when the answer is right: why it is.
    public var explanation: [MarkdownInline]
    var replies: [Reply]
    /// The facts of the course that it checks.
    public var facts: [Fact]
    /// The simulated session that it is asked over, and how hard it is, from 1; nil for an exercise of a lesson.
    public var drill: (scene: Scene, level: Int)?
    /// The line of lesson.md at which it begins.
    public var line: Int

    /// The options to choose from; empty for other kinds than `predict` and `choice`.
    public var options: [Option] {
        if case .choose(let options) = task { return options }
        return []
    }
}
