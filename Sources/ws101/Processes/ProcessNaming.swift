import Dissection
import Foundation
import Processes
import Report
import Wire

/// Naming processes in a live capture: what it needs before rights are given up, while packets come, and at the end.
final class ProcessNaming {
    private let names: ProcessNames?
    private let choice: ProcessChoice?
    private var sessions: NamedSessions?

    /// So soon ends a command that hands its work to another one which runs already.
    private static let atOnce = Duration.seconds(3)

    /// Prepares it; to be called before rights are given up.
    ///
    /// - Throws: `Failure` where processes are asked for that this system does not tell of.
    init(_ options: ProcessOptions, _ launch: Launch?) throws {
        // What is not found is not shown then.
        let isChoosing = launch != nil || options.choice != nil
        names = ProcessNames(effort: isChoosing ? .full : .usual)
        choice = launch == nil ? options.choice : names == nil ? nil : .children(getpid())
        guard names == nil else { return }
        if options.choice != nil {
            throw Failure(69, "--process: this system does not tell which process has a connection")
        }
        if launch != nil {
            Console.error(
                "ws101: this system does not tell which process has a connection; all sessions are shown")
        }
    }

    /// Begins to answer questions, once rights are given up.
    ///
    /// - Returns: what is told of each connection with its first packet.
    func begin() -> (@Sendable (Endpoint, Endpoint) -> Void)? {
        guard let names else { return nil }
        names.begin()
        return { names.note(SocketPair(client: $0, server: $1)) }
    }

    /// A handler that tells `handler` of the sessions that are meant, and whose they are.
    ///
    /// `comment` hears whose a session is when its beginning is told.
    func handler(
        for handler: any DissectionHandler, comment: ((String) -> Void)? = nil
    ) -> any DissectionHandler {
        guard let names else { return handler }
        let sessions = NamedSessions(for: handler, names: names, choice: choice, comment: comment)
        self.sessions = sessions
        return sessions
    }

    /// Ends it, and says what the sessions that were shown do not say.
    func finish(_ launch: Launch?) {
        names?.end()
        guard let sessions, choice != nil else { return }
        if sessions.unknown > 0 {
            let (are, their) = sessions.unknown == 1 ? ("is", "its process") : ("are", "their processes")
            Console.error(
                "ws101: \(Quantity.count(sessions.unknown, "session")) \(are) not shown: \(their) could not be determined"
            )
        }
        // A command that could not be run has had its message.
        guard let launch, sessions.shown == 0, ![126, 127].contains(launch.exitStatus) else { return }
        Console.error("ws101: no WebSocket session of \(launch.title) was seen")
        if launch.exitStatus == 0, launch.duration < Self.atOnce, launch.mayHandOver {
            Console.error(
                "It ended at once. If it was already running, that instance opened the page, without the key log. Quit it "
                    + "first, or give this one a profile of its own (--user-data-dir=DIR for Chromium, -P NAME for Firefox)."
            )
        }
    }
}
