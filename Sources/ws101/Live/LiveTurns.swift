import Dissection
import Foundation
import Report
import Synchronization

/// What a live capture does besides telling of packets, each time that it has told of some, or that none came for a while:
/// the status line, what waits for long, and why nothing shows.
final class LiveTurns {
    private let output: Output
    /// Writes the lines; nil where the results are no lines for people.
    private let writer: LiveWriter?
    private let source: NothingText.Source?
    /// How many packets the system lost; nil where nobody counts them.
    private let drops: () -> Int?
    private let sessions: () -> Int
    private let status: StatusLine?
    /// The keys that are read meanwhile.
    private let keys: LiveKeys?
    private var shown = ""
    private let start = ContinuousClock.now
    /// When connections were last looked at.
    private var looked = Duration.zero
    private var nothing: NothingText?
    private var nothingTold = Duration.zero

    /// Connections are looked at, and the status line is drawn anew, five times a second at most.
    private static let interval = Duration.milliseconds(200)
    /// So long is waited for a session before it is said what came instead.
    private static let patience = Duration.seconds(5)

    /// Turns of a capture whose results go to `output`.
    ///
    /// - Parameters:
    ///   - writer: writes lines for people, if that is what is wanted.
    ///   - source: what is captured; nil where nothing is to be said on standard error.
    ///   - drops: how many packets the system lost so far; nil where nobody counts them.
    ///   - sessions: how many sessions there are so far.
    ///   - keys: the keys that are read meanwhile.
    init(
        _ output: Output, writer: LiveWriter?, source: NothingText.Source?, drops: @escaping () -> Int?,
        sessions: @escaping () -> Int, keys: LiveKeys? = nil
    ) {
        self.keys = keys
        self.output = output
        self.writer = writer
        self.source = source
        self.drops = drops
        self.sessions = sessions
        status = source != nil && StatusLine.isPossible ? StatusLine() : nil
    }

    /// One turn, after packets were taken in and before what came of them leaves.
    func take(_ pipeline: Pipeline) {
        let now = ContinuousClock.now - start
        var state: CaptureState?
        if now - looked >= Self.interval {
            looked = now
            state = pipeline.state
        }
        if let state { writer?.note(state, at: now) }
        output.flush()
        guard let state else { return }
        tellNothing(state, at: now)
        guard let status else { return }
        var figures = StatusLine.State()
        figures.packets = state.summary.packets
        figures.drops = drops()
        figures.sessions = sessions()
        figures.openSessions = state.openSessions
        figures.pending = state.pendingUpgrades
        figures.others = state.summary.otherConnections
        let line = status.line(figures, at: now)
        keys?.note(status: line)
        // A warning that was printed meanwhile has taken its place.
        Console.hasStatus.store(true, ordering: .relaxed)
        let isGone = Console.isStatusGone.exchange(false, ordering: .relaxed)
        guard line != shown || isGone else { return }
        shown = line
        output.show(status: line)
    }

    /// Ends the keys, and takes the status line away.
    func end() {
        keys?.end()
        guard status != nil else { return }
        output.show(status: nil)
        Console.hasStatus.store(false, ordering: .relaxed)
    }

    /// Says why nothing shows, once nothing has for a while, and again when something new can be said.
    private func tellNothing(_ state: CaptureState, at now: Duration) {
        guard let source, now - nothingTold >= Self.patience,
            let text = NothingText(state, of: source, after: Int(now / .seconds(1))),
            nothing.map({ text.isNews(after: $0) }) ?? true
        else { return }
        nothing = text
        nothingTold = now
        Console.error("ws101: \(text.text)")
    }
}
