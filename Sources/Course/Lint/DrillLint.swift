import Diagram
import Query
import Simulation

/// Proves the drills of practice over many simulated sessions.
enum DrillLint {
    /// How many sessions each drill is tried over.
    static let sessions = 16
    // Each level needs some choice.
    private static let fewestOfLevel = 4

    /// What is wrong with `drills`; nothing if all is well.
    static func problems(of drills: [Drill]) -> [LessonProblem] {
        guard !drills.isEmpty else { return [] }
        var problems = drills.flatMap(self.problems)
        for level in Drill.levels {
            let count = drills.count { $0.level == level }
            if count < fewestOfLevel {
                problems.append(
                    LessonProblem(
                        lesson: "practice", problem: "level \(level) has \(count) exercises, not \(fewestOfLevel)"))
            }
        }
        return problems
    }

    private static func problems(of drill: Drill) -> [LessonProblem] {
        var found: [String] = []
        let exercise = drill.exercise
        if !exercise.id.hasPrefix("practice.") { found.append("its id doesn't begin with `practice.`") }
        if exercise.hints.count < 2 { found.append("it has \(exercise.hints.count) hints, not two or more") }
        if exercise.explanation.isEmpty { found.append("it doesn't explain its answer") }
        for constant in exercise.answers.filter(\.isConstant) {
            found.append("`\(constant.source)` is an answer written down, not one that the session gives")
        }
        found += unfitting(drill)
        return found.map {
            LessonProblem(
                lesson: "practice", file: drill.lesson.folder, line: exercise.line, exercise: exercise.id, problem: $0)
        }
    }

    // What goes wrong over at least half of the sessions, or in a text over any that fits.
    private static func unfitting(_ drill: Drill) -> [String] {
        var found: [String] = []
        var faults: [String] = []
        let text = LessonText(screen: .init(width: 80, color: false, ascii: true))
        for seed in 0..<UInt64(sessions) {
            do {
                let scope = try drill.fitting(Dice(seed: seed)).get()
                for part in drill.parts { _ = try text.text(part, scope: scope) }
            } catch let error as LanguageError {
                faults.append("\(error)")
            } catch {
                found.append("session \(seed): \(error)")
            }
        }
        if faults.count * 2 > sessions, let first = faults.first {
            found.append("\(faults.count) of \(sessions) simulated sessions don't fit: \(first)")
        }
        return found
    }
}
