import Capture
import Dissection
import Foundation
import Report
import Terminal

/// How a live capture goes, on standard error, where that is a terminal: one line below what happens, which goes away at
/// the end.
final class StatusLine {
    /// What the line says at one moment.
    struct State {
        var packets = 0
        /// Packets a second, lately.
        var rate = 0.0
        /// Packets that were lost; nil where nobody counts them.
        var drops: Int?
        var sessions = 0
        var openSessions = 0
        var pending = 0
        /// TCP connections that are no WebSocket, ended ones included.
        var others = 0
    }

    /// Where the packets of about the last second are counted from.
    private var mark: (packets: Int, time: Duration)?
    private var rate = 0.0

    /// Whether there is a terminal for the line, and nothing else garbles it: another program that writes there would, and
    /// what a pipe passes on to the same terminal.
    static var isPossible: Bool {
        guard Console.isTerminal, !ResultsPlace.isShared, ProcessInfo.processInfo.environment["TERM"] != "dumb" else {
            return false
        }
        return !StandardStreams.isOutputPassedOn
    }

    /// The line for what is known now, `now` after the start, as wide as the terminal is.
    func line(_ state: State, at now: Duration) -> String {
        var state = state
        state.rate = rate(state.packets, at: now)
        // The last column stays free: some terminals begin a new line when it is written to.
        return state.line(width: (TerminalSize.columns(of: STDERR_FILENO) ?? 80) - 1)
    }

    /// Packets a second over the last second or so.
    private func rate(_ packets: Int, at now: Duration) -> Double {
        guard let (before, time) = mark else {
            mark = (packets, now)
            return 0
        }
        let seconds = (now - time) / .seconds(1)
        if seconds >= 1 {
            rate = Double(packets - before) / seconds
            mark = (packets, now)
        }
        return rate
    }
}

extension StatusLine.State {
    /// The line, of at most `width` columns: what matters less is left out where there is no room.
    func line(width: Int) -> String {
        var parts: [(rank: Int, text: String)] = [
            (3, Quantity.count(packets, "packet")), (4, Quantity.count(Int(rate.rounded())) + "/s"),
        ]
        if let drops { parts.append((drops > 0 ? 0 : 6, Quantity.count(drops) + " dropped")) }
        // Where some are not shown, it is not known of how many of those that are.
        let open = sessions > 0 && openSessions <= sessions ? " (\(Quantity.count(openSessions)) open)" : ""
        parts.append((1, Quantity.count(sessions, "session") + open))
        if pending > 0 { parts.append((2, Quantity.count(pending, "pending handshake"))) }
        if others > 0 { parts.append((5, Quantity.count(others, "other connection"))) }
        return ProgressLine.fitted(parts, width: width)
    }
}
