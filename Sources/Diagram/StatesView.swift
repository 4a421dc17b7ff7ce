public import Dissection
import Wire

/// The states that both sides went through, each step with its time and what shows it.
public struct StatesView: Sendable {
    private struct Step {
        var time: Timestamp
        var packet: Int
        var client: StateChange.State?
        var server: StateChange.State?
        var evidence: String

        /// How far the session has come with it.
        var rank: Int {
            StateChange.State.allCases.lastIndex { $0 == client || $0 == server } ?? 0
        }
    }

    private let steps: [Step]
    private let start: Timestamp

    /// The states of the session that began with `start` and ended with `close`; nil where they tell nothing: it never
    /// opened, or nothing came after.
    public init?(_ close: CloseEvent, start: SessionEvent) {
        let states = Set((close.clientStates + close.serverStates).map(\.state))
        guard states.contains(.open), !states.isDisjoint(with: [.closing, .closed]) else { return nil }
        self.start = start.time
        var steps: [Step] = []
        for (side, changes) in [(Side.client, close.clientStates), (.server, close.serverStates)] {
            for change in changes {
                let index =
                    steps.firstIndex { $0.packet == change.packet && $0.evidence == change.evidence }
                    ?? steps.endIndex
                if index == steps.endIndex {
                    steps.append(Step(time: change.time, packet: change.packet, evidence: change.evidence))
                }
                if side == .client { steps[index].client = change.state } else { steps[index].server = change.state }
            }
        }
        // Nobody goes back to an earlier state, whatever the order of the packets that show it.
        self.steps = steps.sorted { ($0.rank, $0.packet) < ($1.rank, $1.packet) }
    }

    /// A heading for the columns and a line for each step, longer where the screen is narrow; no line is wider than the
    /// screen, each has its line end.
    public func text(on screen: Screen) -> String {
        guard screen.width >= 48, !screen.plain else { return steps.flatMap { narrow($0, screen) }.painted(on: screen) }
        var heading = Self.lead("time", "client", "server", ink: .dim, screen)
        heading.append("what shows it", .dim)
        let lines = steps.flatMap { step in
            let time = timeText(step.time.since(start), ascii: screen.ascii)
            return StyledLine.wrapped(
                step.evidence, first: Self.lead(time, Self.name(step.client), Self.name(step.server), screen),
                width: screen.width)
        }
        return ([heading] + lines).painted(on: screen)
    }

    /// A step where there is no room for columns.
    private func narrow(_ step: Step, _ screen: Screen) -> [StyledLine] {
        let states = [("client", step.client), ("server", step.server)]
            .compactMap { side, state in state.map { "\(side) \(Self.name($0))" } }
        let time = timeText(step.time.since(start), ascii: screen.ascii)
        return StyledLine.wrapped("\(time): \(states.joined(separator: ", ")). \(step.evidence)", width: screen.width)
    }

    /// A state as RFC 6455 and the browsers' API write it.
    private static func name(_ state: StateChange.State?) -> String { state?.rawValue.uppercased() ?? "" }

    private static func lead(
        _ time: String, _ client: String, _ server: String, ink: Ink? = nil, _ screen: Screen
    ) -> StyledLine {
        // A wide screen has room for the columns of the ladder above it.
        let gap = screen.width >= 60 ? "  " : " "
        var line = StyledLine(padded(time, to: 10, right: true) + gap, .dim)
        line.append(padded(client, to: 10) + gap, ink ?? .client)
        line.append(padded(server, to: 10) + gap, ink ?? .server)
        return line
    }
}
