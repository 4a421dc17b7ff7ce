import ArgumentParser
import Course

/// What practice is asked with.
struct PracticeOptions: ParsableArguments {
    @Flag(help: "Practise instead: exercises without end, over sessions that ws101 makes up; harder as you succeed.")
    var practice = false

    @Option(help: ArgumentHelp("With --practice: the same seed asks the same exercises.", valueName: "number"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("With --practice: the level to begin at, 1 to 5.", valueName: "number"))
    var level: Int?

    @Option(
        help: ArgumentHelp(
            "With --practice and without a terminal: how many exercises are printed, 10 by default.",
            valueName: "number"))
    var count: Int?

    func validate() throws {
        guard practice else {
            guard seed == nil, level == nil, count == nil else {
                throw ValidationError("--seed, --level and --count belong to --practice")
            }
            return
        }
        let levels = Drill.levels
        if let level, !levels.contains(level) {
            throw ValidationError("--level is a number from \(levels.lowerBound) to \(levels.upperBound)")
        }
        if let count, !(1...1000).contains(count) { throw ValidationError("--count is a number from 1 to 1000") }
    }

    /// The practice that they ask for; without a seed it is a new one, short enough to be typed.
    func begin(_ course: Course) -> Practice {
        Practice(course.drills, seed: seed ?? .random(in: 1...9999), level: level ?? Drill.levels.lowerBound)
    }
}
