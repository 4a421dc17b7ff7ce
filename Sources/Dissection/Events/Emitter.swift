import Capture
import TLS
import Wire

/// Hands the events of the sessions of one thread on, and counts along for the summary.
final class Emitter {
    let options: DissectionOptions
    var summary = SummaryEvent()
    /// How many sides of sessions hold a compression context now, by their connections' groups.
    var inflaters = [Int](repeating: 0, count: ConnectionGroup.count)
    /// What connections keep before they are sessions, in bytes, by their groups.
    var waitingBytes = [Int](repeating: 0, count: ConnectionGroup.count)
    /// What sessions keep that may turn out to be frames, in bytes, by their connections' groups.
    var passedBytes = [Int](repeating: 0, count: ConnectionGroup.count)
    /// The keys that are known by now.
    private(set) var keys: KeyTable
    /// What is known to be missing in the capture.
    private(set) var losses = LossLedger()
    private let receiver: any EventReceiver
    /// The names that the capture gives addresses; a later name for an address doesn't count.
    private var names: [IPAddress: String] = [:]

    /// The TLS sessions that later connections may resume.
    let resumptions: ResumptionCache

    init(
        options: DissectionOptions, resumptions: ResumptionCache = ResumptionCache(), receiver: any EventReceiver
    ) {
        self.options = options
        keys = options.keys
        self.resumptions = resumptions
        self.receiver = receiver
    }

    /// The number of the session that begins in the connection at `slot`.
    func nextSession(in slot: Int) -> Int {
        summary.sessions += 1
        return receiver.beginSession(in: slot)
    }

    /// Takes in names that are told from now on.
    func learn(_ names: [NamedAddress]) {
        for name in names where self.names[name.address] == nil { self.names[name.address] = name.name }
    }

    /// Takes in keys that are known from now on.
    func learn(_ secrets: [KeyLogText]) {
        for text in secrets { keys.read(text.bytes.rawSpan) }
    }

    /// Takes in what is missing before the next packet.
    func learn(_ drops: PacketDrops) { losses.add(drops) }

    /// Tells the beginning of a session, with the names that its addresses have by now.
    func emit(_ start: consuming SessionEvent) {
        if !names.isEmpty {
            start.clientName = names[start.client.address]
            start.serverName = names[start.server.address]
        }
        receiver.begin(start)
    }

    func emit(_ finding: consuming Finding) { emit(.finding(finding)) }

    /// Tells the end of a session, whose frames and messages count from here on.
    func emit(_ close: consuming CloseEvent) {
        summary.frames += close.totals.frames
        summary.messages += close.totals.messages
        receiver.end(close)
    }

    /// Tells anything else, and counts it.
    func emit(_ event: consuming DissectionEvent) {
        switch event {
        case .session(let start): emit(start)
        case .finding(let finding):
            summary.count(finding.rule.severity)
            receiver.hear(event)
        case .close(let close): emit(close)
        case .capture, .frame, .message, .record, .transport, .comment, .drops, .summary: receiver.hear(event)
        }
    }
}

/// Who hears the events of an emitter, and numbers its sessions.
protocol EventReceiver: AnyObject {
    /// The number for the session that begins in the connection at `slot`.
    func beginSession(in slot: Int) -> Int
    /// Hears that a session begins; beginnings and ends are large, and handed on instead of copied.
    func begin(_ start: consuming SessionEvent)
    /// Hears that a session ends.
    func end(_ close: consuming CloseEvent)
    /// Hears anything else.
    func hear(_ event: consuming DissectionEvent)
}
