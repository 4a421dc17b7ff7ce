public import Query
import Simulation

/// Exercises without end: the next one follows from a seed and from how the last ones went.
public struct Practice {
    /// One exercise over a session of its own.
    public struct Round {
        /// Its number, from 1.
        public var number: Int
        /// What is asked.
        public var drill: Drill
        /// The names that it uses, over the session.
        public var scope: Scope
    }

    /// What everything follows from.
    public let seed: UInt64
    /// The level that it began at.
    public let start: Int
    /// How hard exercises are now.
    public private(set) var level: Int
    /// How many were finished.
    public private(set) var finished = 0
    /// How many of those were right at once, without help.
    public private(set) var right = 0

    private let drills: [Drill]
    private var round = 0
    // How often each was asked, by its id.
    private var asked: [String: Int] = [:]
    // Right ones in a row; negative: others in a row.
    private var streak = 0

    /// The practice of `drills`, beginning at `level`.
    public init(_ drills: [Drill], seed: UInt64, level: Int) {
        self.drills = drills
        self.seed = seed
        start = min(max(level, Drill.levels.lowerBound), Drill.levels.upperBound)
        self.level = start
    }

    /// The next exercise.
    ///
    /// - Throws: `LessonError` when there are no drills, or one finds no session that fits it; what `Drill.scope` throws.
    public mutating func next() throws -> Round {
        guard !drills.isEmpty else { throw LessonError(problem: "there is nothing to practise") }
        round += 1
        // A stride of its own, or the numbers of one round would come again in the next.
        var dice = Dice(seed: seed &+ UInt64(round) &* 0xd134_2543_de82_ef95)
        let drill = choose(&dice)
        asked[drill.exercise.id, default: 0] += 1
        for _ in 0..<Self.patience {
            if let scope = try drill.scope(Dice(seed: dice.next())) {
                return Round(number: round, drill: drill, scope: scope)
            }
        }
        throw LessonError(problem: "no simulated session fits the exercise \(drill.exercise.id)")
    }

    /// Takes into account how the last exercise went: whether its first answer was right, without help.
    ///
    /// - Returns: the new level, if it changed.
    public mutating func record(wasRight: Bool) -> Int? {
        finished += 1
        right += wasRight ? 1 : 0
        streak = wasRight ? max(streak, 0) + 1 : min(streak, 0) - 1
        let before = level
        if streak == Self.rightOnesToRise { level = min(level + 1, Drill.levels.upperBound) }
        if streak == -Self.wrongOnesToSink { level = max(level - 1, Drill.levels.lowerBound) }
        if abs(streak) >= Self.rightOnesToRise || level != before { streak = 0 }
        return level == before ? nil : level
    }

    private static let patience = 50
    private static let rightOnesToRise = 3
    private static let wrongOnesToSink = 2

    /// The command that asks the same again.
    public var command: String {
        "ws101 learn --practice --seed \(seed)" + (start == Drill.levels.lowerBound ? "" : " --level \(start)")
    }

    // One of this level, every fourth of the one before and every eighth of any below; of these one that was asked least
    // often.
    private func choose(_ dice: inout Dice) -> Drill {
        let number = round == 1 ? 8 : dice.number(1...8)
        let wanted = number <= 2 ? level - 1 : number == 3 ? dice.number(1...level) : level
        let ofLevel = drills.filter { $0.level == wanted }
        let fitting = ofLevel.isEmpty ? drills.filter { $0.level <= level } : ofLevel
        let candidates = fitting.isEmpty ? drills : fitting
        let least = candidates.map { asked[$0.exercise.id, default: 0] }.min() ?? 0
        return dice.one(of: candidates.filter { asked[$0.exercise.id, default: 0] == least })
    }
}
