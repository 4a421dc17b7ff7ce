import Diagram
import Dissection
import Foundation
import Query

/// Proves the lessons: that each can be solved, that wrong answers fail, that the recordings still show what is told about them.
public enum LessonLint {
    /// What is wrong with the lessons of `course`, over its recordings and over the second ones if it has them; nothing
    /// if all is well.
    ///
    /// - Parameter isWhole: whether it is the course that teaches all facts, not a lesson of somebody's own.
    public static func run(_ course: Course, isWhole: Bool = true) -> [LessonProblem] {
        var problems: [LessonProblem] = []
        let lessons = course.lessons.filter { !$0.isPlanned }
        for lesson in lessons {
            problems += staticProblems(of: lesson, isWhole: isWhole)
            problems += LiteralLint.problems(of: lesson)
            problems += self.problems(of: lesson, in: course)
        }
        if isWhole {
            problems += reviewProblems(of: lessons)
            problems += ReviewLint.problems(of: course)
            problems += factProblems(of: lessons)
            problems += uncheckedFactProblems(of: lessons)
            problems += DrillLint.problems(of: course.drills)
        }
        if course.secondFolder != nil {
            for lesson in lessons { problems += self.problems(of: lesson, in: course, second: true) }
        }
        return problems
    }

    // MARK: Without a recording

    private static func staticProblems(of lesson: Lesson, isWhole: Bool) -> [LessonProblem] {
        var problems: [LessonProblem] = []
        func report(_ problem: String, _ exercise: Exercise? = nil) {
            problems.append(
                LessonProblem(
                    lesson: lesson.folder, line: exercise?.line, exercise: exercise?.id, recordings: nil,
                    problem: problem))
        }
        if lesson.exercises.isEmpty { report("it checks nothing") }
        if lesson.exercises.first?.kind != .predict { report("it doesn't begin with a prediction") }
        if lesson.requires.isEmpty { report("it doesn't say what its recording must show") }
        if isWhole, lesson.facts.isEmpty { report("it teaches none of the facts of the course") }
        let names = Set(lesson.names.map(\.name))
        for exercise in lesson.exercises {
            if !exercise.id.hasPrefix(lesson.id + ".") { report("its id doesn't begin with `\(lesson.id).`", exercise) }
            if exercise.hints.count < 2 { report("it has \(exercise.hints.count) hints, not two or more", exercise) }
            if let about = exercise.about, !names.contains(about) { report("there is no `\(about)` here", exercise) }
            for constant in exercise.answers.filter(\.isConstant) {
                report("`\(constant.source)` is an answer written down, not one that the recording gives", exercise)
            }
        }
        return problems
    }

    // What is asked again must have been asked before.
    private static func reviewProblems(of lessons: [Lesson]) -> [LessonProblem] {
        var problems: [LessonProblem] = []
        var asked: Set<String> = []
        for lesson in lessons {
            for id in lesson.reviews where !asked.contains(id) {
                problems.append(
                    LessonProblem(
                        lesson: lesson.folder, line: nil, exercise: nil, recordings: nil,
                        problem: "no earlier lesson has the exercise `\(id)` that it reviews"))
            }
            asked.formUnion(lesson.exercises.map(\.id))
        }
        return problems
    }

    // A lesson that teaches one fact checks it with all its exercises; where it teaches several, each exercise says its own.
    private static func uncheckedFactProblems(of lessons: [Lesson]) -> [LessonProblem] {
        let checked = Set(
            lessons.flatMap { lesson in
                lesson.exercises.flatMap(\.facts)
                    + (lesson.facts.count == 1 && !lesson.exercises.isEmpty ? lesson.facts : [])
            })
        return lessons.flatMap { lesson in
            lesson.facts.filter { !checked.contains($0) }.map { fact in
                LessonProblem(
                    lesson: lesson.folder, line: nil, exercise: nil, recordings: nil,
                    problem: "no exercise checks the fact `\(fact.rawValue)`")
            }
        }
    }

    private static func factProblems(of lessons: [Lesson]) -> [LessonProblem] {
        var problems: [LessonProblem] = []
        for fact in Fact.allCases {
            let teachers = lessons.filter { $0.facts.contains(fact) }
            guard let first = teachers.first else { continue }
            let text = teachers.map(\.plainText).joined(separator: "\n").lowercased()
                .split(whereSeparator: \.isWhitespace).joined(separator: " ")
            for word in fact.evidence where !text.contains(word.lowercased()) {
                problems.append(
                    LessonProblem(
                        lesson: first.folder, line: nil, exercise: nil, recordings: nil,
                        problem: "the fact `\(fact.rawValue)` is claimed, but `\(word)` is nowhere in the text"))
            }
        }
        return problems
    }

    // MARK: Over recordings

    private static func problems(of lesson: Lesson, in course: Course, second: Bool = false) -> [LessonProblem] {
        let folder = (second ? course.secondFolder : course.samplesFolder)?.lastPathComponent
        return problems(of: lesson, folder) { try course.scope(of: lesson, second: second) }
    }

    /// What is wrong with the lesson over its one recording; nothing if it can be taken.
    static func problems(of lesson: Lesson, over recording: Recording) -> [LessonProblem] {
        problems(of: lesson, nil) { try lesson.scope(over: [recording]) }
    }

    private static func problems(
        of lesson: Lesson, _ folder: String?, _ makeScope: () throws -> Scope
    ) -> [LessonProblem] {
        var problems: [LessonProblem] = []
        func report(_ error: any Error, line: Int? = nil, exercise: Exercise? = nil) {
            problems.append(
                LessonProblem(
                    lesson: lesson.folder, line: line ?? exercise?.line, exercise: exercise?.id, recordings: folder,
                    problem: (error as? LessonError)?.problem ?? "\(error)"))
        }
        let scope: Scope
        do {
            scope = try makeScope()
        } catch {
            report(error)
            return problems
        }
        for requirement in lesson.requires {
            do throws(LanguageError) {
                guard try requirement.holds(in: scope) else {
                    throw LanguageError(problem: "the recording no longer shows this", source: requirement.source)
                }
            } catch {
                report(error)
            }
        }
        let text = LessonText(screen: .init(width: 80, color: false, ascii: true))
        for part in lesson.parts {
            if case .prose(let blocks) = part, let shown = try? blocks.resolved(in: scope) {
                for problem in CodeWidthLint.problems(in: shown) { report(problem) }
            }
            switch part {
            case .prose, .view:
                do throws(LanguageError) {
                    _ = try text.text(part, scope: scope)
                } catch {
                    var line: Int?
                    if case .view(let view) = part { line = view.line }
                    report(error, line: line)
                }
            case .exercise(let exercise):
                for error in Checker(exercise, scope: scope).faults { report(error, exercise: exercise) }
            case .pause: break
            }
        }
        return problems
    }
}

extension Exercise {
    /// The expressions that say what is right.
    var answers: [Query.Expression] {
        switch task {
        case .choose(let options): options.map(\.condition)
        case .number(let expected, _), .text(let expected, _), .bytes(let expected): [expected]
        case .build(_, let condition, _), .flip(_, let condition): [condition]
        case .find: []
        case .order(let things): things.map(\.rank)
        }
    }
}

extension Lesson {
    /// All that a learner reads, without markup.
    var plainText: String {
        let texts = parts.map { part in
            switch part {
            case .prose(let blocks): blocks.map(\.plainText).joined(separator: "\n")
            case .exercise(let exercise):
                (exercise.question.map(\.plainText) + [exercise.explanation.plainText]).joined(separator: "\n")
            case .view, .pause: ""
            }
        }
        return ([title, objective] + texts).joined(separator: "\n")
    }
}
