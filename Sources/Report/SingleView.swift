public import Dissection

/// A view of a single thing of a capture, printed when the capture has ended.
public protocol SingleView: DissectionHandler {
    /// Why there was nothing to print; nil before the end, and when the thing was found.
    var problem: NotFound? { get }
}

/// Why a thing was not found, and how to find it.
public struct NotFound: Hashable, Sendable {
    /// What is wrong, without a full stop: `session 1 has 12 frames, there is no frame 40`.
    public var problem: String
    /// What the user can do.
    public var advice: String
}

/// Which session a view is about, and how much of what is asked for it has.
struct Wanted {
    /// The thing: `frame`, `message`.
    let noun: String
    /// The number asked for.
    let number: Int
    /// The session asked for; nil where there is only one.
    let session: Int?
    /// The highest number that was met.
    private var highest = 0

    init(_ noun: String, _ number: Int, session: Int?) {
        self.noun = noun
        self.number = number
        self.session = session
    }

    /// Whether thing `number` of session `session` is the one; to be asked of each.
    mutating func matches(_ number: Int, session: Int) -> Bool {
        guard session == self.session ?? 1 else { return false }
        highest = max(highest, number)
        return number == self.number
    }

    /// Why it was not found in a capture of so many sessions; nil if `isFound`.
    func problem(isFound: Bool, sessions: Int) -> NotFound? {
        if sessions == 0 {
            return NotFound(problem: "the capture holds no WebSocket session", advice: "Try without --\(noun).")
        }
        if session == nil, sessions > 1 {
            return NotFound(
                problem: "the capture holds \(sessions) sessions, each with its own \(noun) numbers",
                advice: "Add --session N, with N from 1 to \(sessions).")
        }
        guard !isFound else { return nil }
        let session = session ?? 1
        guard session <= sessions else { return Self.noSession(session, sessions) }
        return NotFound(
            problem: "session \(session) has \(Quantity.count(highest, noun)): there is no \(noun) \(number)",
            advice: "Without --\(noun), --session \(session) lists them.")
    }

    /// There is no such session.
    static func noSession(_ number: Int, _ sessions: Int) -> NotFound {
        let has = sessions == 0 ? "no WebSocket session" : Quantity.count(sessions, "session")
        return NotFound(
            problem: "the capture holds \(has): there is no session \(number)",
            advice: "Without --session, the overview lists what there is.")
    }
}
