import Diagram
import Dissection

/// What to type after the overview of a capture: at what most needs an explanation, and what gives the keys that lack.
struct NextCommands {
    /// The capture, as arguments in a shell.
    let capture: String
    let rows: [Int: OverviewWriter.Row]
    let findings: FindingTally

    /// The commands, the first one first.
    var commands: [String] {
        let inspect = "ws101 inspect \(capture)"
        var commands: [String] = []
        if let session = unexplained {
            commands.append("\(inspect) --session \(session) --why")
        } else if let session = findings.worst?.session {
            commands.append("\(inspect) --session \(session)")
        }
        if findings.asksForKeys { commands += ["\(inspect) --keylog keys.txt", "ws101 explain keylog"] }
        return commands.isEmpty ? ["\(inspect) --session \(rows.keys.min() ?? 1)"] : commands
    }

    /// The session whose end asks for its cause: the one with the worst finding, otherwise the first
    /// without a Close, otherwise the first whose code means no good; nil if none does.
    private var unexplained: Int? {
        let bad = rows.filter { $0.value.end?.ink == .bad }.keys
        if let worst = findings.worst?.session, bad.contains(worst) { return worst }
        return bad.min() ?? rows.filter { $0.value.end?.ink == .doubtful }.keys.min()
    }
}
