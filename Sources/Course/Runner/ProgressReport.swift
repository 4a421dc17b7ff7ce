import Diagram
public import Foundation

/// How far a learner is, in numbers.
public struct ProgressReport: Encodable, Sendable {
    /// A lesson.
    public struct Lesson: Encodable, Sendable {
        /// Its id.
        public var id: String
        /// Its number; nil for the unlabelled capture of a part.
        public var number: Int?
        /// The part of the course.
        public var part: Int
        /// Its title.
        public var title: String
        /// How many minutes it takes.
        public var minutes: Int
        /// Its exercises, in order; none while it is only planned.
        public var exercises: [Exercise]
        /// How many of them are done.
        public var done: Int
    }

    /// An exercise.
    public struct Exercise: Encodable, Sendable {
        /// Its id.
        public var id: String
        /// Its number in the lesson, from 1.
        public var number: Int
        /// Its kind.
        public var kind: String
        /// Whether it is done: a prediction that was made, anything else that was answered rightly.
        public var done: Bool
        /// How many answers were given.
        public var tries: Int
        /// How many hints were shown.
        public var hints: Int
    }

    /// The lessons, in order.
    public var lessons: [Lesson]
    /// How many exercises are done.
    public var done: Int
    /// How many exercises there are.
    public var total: Int
    /// How many exercises were asked again, and answered rightly.
    public var reviewsRight: Int

    /// The report on `course` for someone with this progress.
    public init(_ course: Course, _ progress: Progress) {
        lessons = course.lessons.map { lesson in
            Lesson(
                id: lesson.id, number: lesson.number, part: lesson.part, title: lesson.title, minutes: lesson.minutes,
                exercises: lesson.exercises.enumerated().map { index, exercise in
                    let answer = progress.answers[exercise.id]
                    return Exercise(
                        id: exercise.id, number: index + 1, kind: exercise.kind.rawValue,
                        done: progress.isDone(exercise),
                        tries: answer?.tries ?? 0, hints: answer?.hints ?? 0)
                }, done: progress.doneCount(of: lesson))
        }
        done = lessons.reduce(0) { $0 + $1.done }
        total = lessons.reduce(0) { $0 + $1.exercises.count }
        reviewsRight = progress.reviews.values.count { $0.isRight }
    }

    /// As JSON, ended by a line end.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// In a sentence or two.
    public var summary: String {
        let again = reviewsRight == 0 ? "" : " \(count(reviewsRight, "exercise")) asked again later: right."
        return "\(done) of \(total) exercises done.\(again)"
    }

    /// As a page to print: no scripts, nothing from elsewhere.
    public func html(on day: Date = Date()) -> String {
        let rows = lessons.map { lesson in
            let hints = lesson.exercises.reduce(0) { $0 + min(max($1.hints, 0), 99) }
            let cells = [
                lesson.number.map(String.init) ?? "", lesson.title,
                lesson.exercises.isEmpty ? "planned" : "\(lesson.done) of \(lesson.exercises.count)",
                hints == 0 ? "" : String(hints),
            ]
            return "<tr>" + cells.map { "<td>\(Printable.xml($0))</td>" }.joined() + "</tr>"
        }
        let date = String(day.ISO8601Format().prefix(10))
        return """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>WebSocket with ws101: progress</title>
            <style>
            body { font: 12pt/1.4 sans-serif; max-width: 44em; margin: 2em auto; padding: 0 1em; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; padding: .2em .6em; border-bottom: 1px solid #999; }
            td:first-child, th:first-child { text-align: right; }
            footer { margin-top: 2em; font-size: 10pt; }
            </style>
            <h1>WebSocket with ws101</h1>
            <p>\(date): \(Printable.xml(summary))</p>
            <table>
            <thead><tr><th>No.</th><th>Lesson</th><th>Done</th><th>Hints</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            <footer>ws101 wrote this page from a file on the learner's own computer, which anybody could change. It proves
            nothing to third parties.</footer>
            </html>

            """
    }
}
