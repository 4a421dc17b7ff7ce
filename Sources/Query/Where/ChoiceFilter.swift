public import Dissection
import Report
import WebSocket
import Wire

/// Passes on what a choice wants, one thing after the other, and what goes with it.
///
/// A thing passes if all parts of the choice hold for it. A session's own lines, its beginning and its end, pass if they do for the
/// session, or as soon as something in it passes: the beginning waits until then. Control frames and notes that are left out
/// keep no session from passing. What is kept is the beginnings of the sessions under way, and a few frames of unfinished messages.
public final class ChoiceFilter: DissectionHandler {
    /// How the filter fits what comes after it.
    public struct Purpose: Sendable {
        /// Payload bytes of a message that may pass.
        public var payloadLimit = Int.max
        /// Bytes of a frame that may pass, and of what it inflates to.
        public var wireLimit = Int.max
        /// Whether the frames of a message that passes do so, too: where frames are what is seen of messages.
        public var showsFramesOfMessages = false
        /// Whether sessions pass, whatever is in them; only what belongs to them is counted then.
        public var showsEverySession = false

        /// Everything passes as it is.
        public init() {}
    }

    private struct Session {
        var facts: SessionFacts
        /// The beginning, until it has passed.
        var start: SessionEvent?
        /// Whether nothing in it can pass.
        var isOut: Bool
        /// Frames that wait for their messages.
        var waiting: [FrameEvent] = []
        /// When it began.
        var time: Int64
    }

    // Of longer messages only the first frames are shown.
    private static let mostWaiting = 64

    private let choice: Choice
    private let purpose: Purpose
    private let handler: any DissectionHandler
    private var sessions: [Int: Session] = [:]
    private var counts: ShownCounts

    /// A filter before `handler`.
    public init(_ choice: Choice, for purpose: Purpose = Purpose(), to handler: any DissectionHandler) {
        self.choice = choice
        self.purpose = purpose
        self.handler = handler
        counts = ShownCounts(choice: choice.words)
    }

    /// Passes on the event, if it is wanted, and what waited for it.
    public func handle(_ event: DissectionEvent) {
        switch event {
        case .capture, .drops: handler.handle(event)
        // Whose packet it is on is not known.
        case .comment: if !choice.isRestricting { handler.handle(event) }
        case .session(let start): begin(start)
        case .frame(let frame): take(frame)
        case .message(let message): take(message)
        case .finding(let finding): take(finding)
        case .transport(let transport): take(event, of: transport.session, from: transport.from)
        case .record(let record): take(event, of: record.session, from: record.from)
        case .close(let close): end(close)
        case .summary(var summary):
            summary.shown = counts
            handler.handle(.summary(summary))
        }
    }

    // MARK: Sessions

    private func begin(_ start: SessionEvent) {
        let number = start.session
        let isOut =
            choice.session.map { $0 != number } == true || choice.path.map { !$0.matches(start) } == true
        if !purpose.showsEverySession || !isOut { counts.all.sessions += 1 }
        let facts = SessionFacts(
            start, names: choice.condition?.sessionNames ?? [], headers: choice.condition?.headers ?? [])
        sessions[number] = Session(facts: facts, start: start, isOut: isOut, time: start.time.nanoseconds)
        guard !isOut else {
            sessions[number]?.start = nil
            return
        }
        let thing = Thing(kind: .session, item: nil, session: facts)
        if purpose.showsEverySession || choice.holds(forSession: thing) == true { show(number) }
    }

    /// Lets a session's beginning pass, if it has not yet.
    private func show(_ number: Int) {
        guard let start = sessions[number]?.start else { return }
        sessions[number]?.start = nil
        counts.shown.sessions += 1
        handler.handle(.session(start))
    }

    private func end(_ close: CloseEvent) {
        guard var session = sessions.removeValue(forKey: close.session), !session.isOut else { return }
        if let start = session.start {
            if choice.condition?.looksAtEnds == true { session.facts.learn(close) }
            guard choice.holds(forSession: Thing(kind: .end, item: nil, session: session.facts)) == true else { return }
            counts.shown.sessions += 1
            handler.handle(.session(start))
        }
        handler.handle(.close(close))
    }

    // MARK: Things

    private func take(_ frame: FrameEvent) {
        guard let session = sessions[frame.session] else { return }
        if !purpose.showsEverySession || !session.isOut { counts.all.frames += 1 }
        guard !session.isOut else { return }
        let item = Item.frame(
            RecordedFrame(
                frame, recording: "", findings: [], moment: moment(frame.time.nanoseconds, session), order: 0))
        let thing = Thing(kind: .frame, item: item, session: session.facts)
        switch choice.holds(for: thing, frame) {
        case true: pass(frame)
        case false: break
        case nil:
            guard frame.message != nil, purpose.showsFramesOfMessages, choice.isAboutMessages,
                session.waiting.count < Self.mostWaiting
            else { return }
            sessions[frame.session]?.waiting.append(trimmed(frame))
        }
    }

    private func take(_ message: MessageEvent) {
        guard let session = sessions[message.session] else { return }
        if !purpose.showsEverySession || !session.isOut { counts.all.messages += 1 }
        guard !session.isOut else { return }
        let waiting = session.waiting.filter { $0.message == message.message }
        if !waiting.isEmpty { sessions[message.session]?.waiting.removeAll { $0.message == message.message } }
        var whole = message
        if message.kind == .text, message.length.map({ message.payload.count < $0 }) ?? false {
            whole.payload = UTF8Prefix.whole(of: message.payload)
        }
        let item = Item.message(
            RecordedMessage(
                recording: "", event: whole, packets: [], moment: moment(message.time.nanoseconds, session), order: 0))
        let thing = Thing(kind: .message, item: item, session: session.facts)
        guard choice.holds(for: thing, message, &counts.unsearched) == true else { return }
        show(message.session)
        for frame in waiting { pass(frame) }
        counts.shown.messages += 1
        var trimmed = message
        if trimmed.payload.count > purpose.payloadLimit {
            trimmed.payload.removeLast(trimmed.payload.count - purpose.payloadLimit)
        }
        handler.handle(.message(trimmed))
    }

    private func take(_ finding: Finding) {
        guard let session = sessions[finding.session] else { return }
        if !purpose.showsEverySession || !session.isOut { counts.all.findings += 1 }
        guard !session.isOut else { return }
        let item = Item.finding(
            RecordedFinding(
                recording: "", event: finding, number: 0, moment: moment(finding.time.nanoseconds, session), order: 0))
        guard choice.holds(for: Thing(kind: .finding, item: item, session: session.facts), finding) == true else {
            return
        }
        show(finding.session)
        counts.shown.findings += 1
        handler.handle(.finding(finding))
    }

    private func take(_ event: DissectionEvent, of number: Int, from side: Side) {
        guard let session = sessions[number], !session.isOut,
            choice.holds(forOther: Thing(kind: .other, item: nil, session: session.facts), from: side) == true
        else { return }
        show(number)
        handler.handle(event)
    }

    private func pass(_ frame: FrameEvent) {
        show(frame.session)
        counts.shown.frames += 1
        handler.handle(.frame(trimmed(frame)))
    }

    private func trimmed(_ frame: FrameEvent) -> FrameEvent {
        guard frame.wire.count > purpose.wireLimit || frame.inflated?.count ?? 0 > purpose.wireLimit else {
            return frame
        }
        var frame = frame
        frame.wire = Array(frame.wire.prefix(purpose.wireLimit))
        frame.inflated = frame.inflated.map { Array($0.prefix(purpose.wireLimit)) }
        return frame
    }

    private func moment(_ time: Int64, _ session: Session) -> Moment { Moment(sinceSession: time &- session.time) }
}

extension Choice {
    // Whether all parts hold; nil where one can't be told, and none fails. What costs most comes last.

    fileprivate func holds(forSession thing: Thing) -> Bool? {
        // What a side sent, and what is in a message, says nothing of a session yet.
        let known = from == nil && match == nil
        return Self.all(condition.map { $0.holds(for: thing) } ?? true, known ? true : nil)
    }

    fileprivate func holds(for thing: Thing, _ frame: FrameEvent) -> Bool? {
        if let from, from != frame.from { return false }
        if hidesControl, frame.header.opcode.isControl { return false }
        if match != nil, frame.message == nil { return false }
        return Self.all(condition.map { $0.holds(for: thing) } ?? true, match == nil ? true : nil)
    }

    fileprivate func holds(for thing: Thing, _ message: MessageEvent, _ unsearched: inout Int) -> Bool? {
        if let from, from != message.from { return false }
        let holds = condition.map { $0.holds(for: thing) } ?? true
        guard holds == true, let match else { return holds }
        switch match.search(message.payload) {
        case .found: return true
        case .notFound: return false
        case .givenUp:
            unsearched += 1
            return false
        }
    }

    fileprivate func holds(for thing: Thing, _ finding: Finding) -> Bool? {
        if match != nil || hidesNotes && finding.rule.severity == .note { return false }
        if let from, from != finding.from { return false }
        return condition.map { $0.holds(for: thing) } ?? true
    }

    fileprivate func holds(forOther thing: Thing, from side: Side) -> Bool? {
        if match != nil { return false }
        if let from, from != side { return false }
        return condition.map { $0.holds(for: thing) } ?? true
    }

    private static func all(_ first: Bool?, _ second: Bool?) -> Bool? {
        if first == false || second == false { return false }
        return first == nil || second == nil ? nil : true
    }
}
