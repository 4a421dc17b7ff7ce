import Capture
import Dissection
import Foundation
import Report
import Terminal

/// How far a long run is, on standard error, where that is a terminal: one line, which goes away at the end.
final class ProgressLine {
    /// What the line says at one moment.
    struct State {
        /// How much was read, and of how much.
        var reading: ReadingProgress?
        var packets: Int
        var sessions: Int
        /// The time since the start, in seconds.
        var seconds: Double
    }

    private static let delay = Duration.milliseconds(500)
    private static let interval = Duration.milliseconds(200)

    private let sessions: () -> Int
    private let start = ContinuousClock.now
    private var shown: ContinuousClock.Instant?

    /// A line about a run; `sessions` says how many were found so far.
    init(sessions: @escaping () -> Int) {
        self.sessions = sessions
    }

    /// Tells how far the reading is; a line appears after half a second, and changes five times a second.
    func note(_ source: any PacketSource, packets: Int) {
        let now = ContinuousClock.now
        guard shown.map({ now - $0 >= Self.interval }) ?? (now - start >= Self.delay) else { return }
        shown = now
        let state = State(
            reading: source.progress, packets: packets, sessions: sessions(), seconds: (now - start) / .seconds(1))
        // The last column stays free: some terminals begin a new line when it is written to.
        let width = (TerminalSize.columns(of: STDERR_FILENO) ?? 80) - 1
        Console.show("\r\(state.line(width: width))\u{1b}[K")
    }

    /// Takes the line away again.
    func end() {
        if shown != nil { Console.show("\r\u{1b}[K") }
        shown = nil
    }
}

extension ProgressLine {
    /// The parts in a line of at most `width` columns: those of the highest ranks are left out where there is no room.
    static func fitted(_ parts: [(rank: Int, text: String)], width: Int) -> String {
        var parts = parts
        while true {
            let line = parts.map(\.text).joined(separator: ", ")
            if line.count <= width { return line }
            guard parts.count > 1, let worst = parts.indices.max(by: { parts[$0].rank < parts[$1].rank }) else {
                return ""
            }
            parts.remove(at: worst)
        }
    }
}

extension ProgressLine.State {
    /// The line, of at most `width` columns: what matters less is left out where there is no room.
    func line(width: Int) -> String {
        var parts: [(rank: Int, text: String)] = []
        if let reading {
            if let total = reading.total, total > 0 {
                let fraction = min(Double(reading.bytes) / Double(total), 1)
                parts.append((0, "\(Int(fraction * 100)) %"))
                parts.append((3, "\(Quantity.bytes(reading.bytes)) of \(Quantity.bytes(total))"))
                if reading.bytes > 0, fraction < 1 {
                    let left = seconds / Double(reading.bytes) * Double(total - reading.bytes)
                    parts.append((1, "\(Self.time(left)) left"))
                }
            } else {
                parts.append((0, Quantity.bytes(reading.bytes)))
            }
            parts.append((4, "\(Quantity.bytes(Int(Double(reading.bytes) / seconds)))/s"))
        }
        parts.append((2, Quantity.count(sessions, "session")))
        parts.append((5, Quantity.count(packets, "packet")))
        return ProgressLine.fitted(parts, width: width)
    }

    /// A time to wait: `12 s`, `3 min 05 s`, `2 h 10 min`.
    private static func time(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 1e9).rounded(.up))
        return whole < 60 ? "\(whole) s" : Quantity.duration(Int64(whole) * 1_000_000_000)
    }
}
