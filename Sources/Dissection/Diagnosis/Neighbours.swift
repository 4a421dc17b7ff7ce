import Wire

/// The other sessions with a session's server: whether that went on after the session's end, or ended them all at once.
///
/// A process that died ends everything that it served. So one session that goes on tells as much about the end of another
/// as ten that end with it.
public struct Neighbours: Sendable {
    /// The session that they are the neighbours of.
    public let session: Int
    private var start: SessionEvent?
    /// The sessions that may be neighbours: those under way, and from the session's own beginning on those that ended.
    private var others: [Int: Other] = [:]

    /// So many sessions that ended are remembered.
    private static let limit = 4096
    /// Ends within so many nanoseconds are one event: a process that ends closes its sockets one by one.
    private static let together: UInt64 = 100_000_000

    private struct Other: Sendable {
        var server: Endpoint
        var began: Timestamp
        /// The frame that the server sent last.
        var lastFrame: (frame: Int, time: Timestamp)?
        var end: CloseEvent?
    }

    /// The neighbours of that session, none known yet.
    public init(of session: Int) {
        self.session = session
    }

    /// Takes the next event of the capture, whatever session it is about.
    public mutating func take(_ event: DissectionEvent) {
        switch event {
        case .session(let start) where start.session == session: begin(start)
        case .session(let other) where start == nil || start?.server == other.server:
            others[other.session] = Other(server: other.server, began: other.time)
        case .frame(let frame) where frame.from == .server:
            others[frame.session]?.lastFrame = (frame.frame, frame.time)
        case .close(let close): end(close)
        // What is another leg of the session is no other session.
        case .summary(let summary):
            for link in summary.legs.links {
                if let leg = link.legs(from: session)?.other { others[leg.session] = nil }
            }
        default: break
        }
    }

    private mutating func begin(_ start: SessionEvent) {
        self.start = start
        others = others.filter { $0.value.server == start.server }
    }

    private mutating func end(_ close: CloseEvent) {
        if start == nil || others.count > Self.limit {
            others[close.session] = nil
        } else {
            others[close.session]?.end = close
        }
    }
}

extension Neighbours {
    /// A session in which the server went on.
    struct Survivor: Sendable {
        /// Its number.
        var session: Int
        /// The server's last frame in it.
        var frame: Int
        /// How long after the end that was, in nanoseconds.
        var after: Int64
    }

    /// The session that shows best that the server outlived `end`: it was open by then, and the server sent a frame in it
    /// afterwards; nil if there is none.
    func survivor(of end: Timestamp) -> Survivor? {
        let survivors = others.compactMap { number, other -> Survivor? in
            guard other.began < end, let last = other.lastFrame, last.time > end else { return nil }
            return Survivor(session: number, frame: last.frame, after: last.time.since(end))
        }
        return survivors.max { ($0.after, $1.session) < ($1.after, $0.session) }
    }

    /// The sessions whose TCP connections the server ended together with this one, without a Close, and how far apart in
    /// nanoseconds those ends were.
    func endedTogether(at end: Timestamp) -> (count: Int, within: Int64) {
        var count = 0
        var within: UInt64 = 0
        for other in others.values {
            guard other.began < end, let close = other.end, close.initiator == .none, close.tcpEndBy == .server,
                let time = close.tcpEndTime
            else { continue }
            let distance = time.since(end).magnitude
            guard distance <= Self.together else { continue }
            count += 1
            within = max(within, distance)
        }
        return (count, Int64(within))
    }
}
