/// Hands the events of the sessions of one thread on, and counts along for the summary.
final class Emitter {
    let options: DissectionOptions
    var summary = SummaryEvent()
    /// How many sides of sessions hold a compression context now, by their connections' groups.
    var inflaters = [Int](repeating: 0, count: ConnectionGroup.count)
    /// What connections keep before they are sessions, in bytes, by their groups.
    var waitingBytes = [Int](repeating: 0, count: ConnectionGroup.count)
    private let receiver: any EventReceiver

    init(options: DissectionOptions, receiver: any EventReceiver) {
        self.options = options
        self.receiver = receiver
    }

    /// The number of the session that begins in the connection at `slot`.
    func nextSession(in slot: Int) -> Int {
        summary.sessions += 1
        return receiver.beginSession(in: slot)
    }

    func emit(_ finding: Finding) {
        summary.count(finding.rule.severity)
        receiver.hear(.finding(finding))
    }

    /// Tells the end of a session, whose frames and messages count from here on.
    func emit(_ close: CloseEvent) {
        summary.frames += close.totals.frames
        summary.messages += close.totals.messages
        receiver.hear(.close(close))
    }

    func emit(_ event: DissectionEvent) { receiver.hear(event) }
}

/// Who hears the events of an emitter, and numbers its sessions.
protocol EventReceiver: AnyObject {
    /// The number for the session that begins in the connection at `slot`.
    func beginSession(in slot: Int) -> Int
    func hear(_ event: DissectionEvent)
}
