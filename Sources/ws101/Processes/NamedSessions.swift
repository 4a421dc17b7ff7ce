import Capture
import Diagram
import Dissection
import Foundation
import Processes
import Wire

/// Adds to each session whose it is, and hands on only those of the processes that are meant.
final class NamedSessions: DissectionHandler {
    private let handler: any DissectionHandler
    private let names: ProcessNames
    private let choice: ProcessChoice?
    private let comment: ((String) -> Void)?
    /// The sessions under way that are not handed on.
    private var hidden: Set<Int> = []
    private var hiddenTotals = SummaryEvent()
    /// How many were not handed on because nobody could say whose they are.
    private(set) var unknown = 0
    /// How many were handed on.
    private(set) var shown = 0
    private var users: [UInt32: String?] = [:]
    private var hasToldOfRights = false

    /// So long a session's first line waits for the names, in seconds.
    private static let patience = 0.1
    /// So long it waits where it is not shown without.
    private static let patienceForChoice = 2.0

    /// Hands on to `handler` what `choice` matches; nil: everything.
    ///
    /// `comment` hears whose a session is, for the file that its packets are written to.
    init(
        for handler: any DissectionHandler, names: ProcessNames, choice: ProcessChoice? = nil,
        comment: ((String) -> Void)? = nil
    ) {
        self.handler = handler
        self.names = names
        self.choice = choice
        self.comment = comment
    }

    func handle(_ event: DissectionEvent) {
        guard case .session(var start) = event else {
            if case .summary(let summary) = event { return handler.handle(.summary(hiding(from: summary))) }
            guard let session = event.session, hidden.contains(session) else { return handler.handle(event) }
            if case .close(let close) = event { end(close) }
            return
        }
        let owners = names.owners(
            of: SocketPair(client: start.client, server: start.server),
            within: choice == nil ? Self.patience : Self.patienceForChoice)
        if owners.isHidden { tellOfRights() }
        if let choice, !choice.matches(owners) {
            hidden.insert(start.session)
            let isUnknown = [owners.client, owners.server].allSatisfy { $0?.process == nil }
            if isUnknown { unknown += 1 }
            return
        }
        shown += 1
        start.processes = SessionProcesses(client: owner(owners.client), server: owner(owners.server))
        if let processes = start.processes { comment?(start.comment(on: processes)) }
        handler.handle(.session(start))
    }

    /// Counts a session that was not handed on.
    private func end(_ close: CloseEvent) {
        hidden.remove(close.session)
        hiddenTotals.sessions += 1
        hiddenTotals.frames += close.totals.frames
        hiddenTotals.messages += close.totals.messages
        hiddenTotals.errors += close.totals.errors
        hiddenTotals.warnings += close.totals.warnings
        hiddenTotals.notes += close.totals.notes
    }

    /// The counts of the sessions that were handed on; packets and connections are those of the whole capture.
    private func hiding(from summary: SummaryEvent) -> SummaryEvent {
        var summary = summary
        summary.sessions -= hiddenTotals.sessions
        summary.frames -= hiddenTotals.frames
        summary.messages -= hiddenTotals.messages
        summary.errors -= hiddenTotals.errors
        summary.warnings -= hiddenTotals.warnings
        summary.notes -= hiddenTotals.notes
        return summary
    }

    private func owner(_ owner: SocketOwner?) -> SessionProcesses.Owner? {
        guard let owner else { return nil }
        return SessionProcesses.Owner(
            pid: owner.process.map { Int($0.pid) }, name: owner.process?.name, script: owner.process?.script,
            uid: Int(owner.uid), user: user(owner.uid))
    }

    private func user(_ uid: UInt32) -> String? {
        if let known = users[uid] { return known }
        let name = SystemUser(uid: uid)?.name
        if users.count < 1024 { users[uid] = .some(name) }
        return name
    }

    private func tellOfRights() {
        guard !hasToldOfRights else { return }
        hasToldOfRights = true
        Console.error(
            "ws101: only root may see which processes of other users have a connection; of those only the user is named"
        )
    }
}

extension SessionEvent {
    /// What is written to the capture, where the packet with the comment may be of another session.
    fileprivate func comment(on processes: SessionProcesses) -> String {
        let sides = [("client", client, processes.client), ("server", server, processes.server)]
        return sides.compactMap { side, endpoint, owner in
            owner.map { "\(side) \(endpoint): \($0.text(ascii: false))" }
        }.joined(separator: "; ")
    }
}
