import WebSocket
import Wire

/// What one side of a session sent.
struct SideEvidence: Sendable {
    /// A frame that the connection's end cut off.
    struct Unfinished: Sendable {
        var frame: Int
        var side: Side
        var opcode: Opcode
        var received: Int
        var announced: UInt64
        /// The stream offset of its first byte.
        var start: Int

        /// Whether hardly anything came of a size that few programs send: the length may be wrong.
        var isDoubtful: Bool { announced >= 1 << 30 && UInt64(received) < announced >> 10 }
    }

    /// What may have led its peer to a Close.
    struct Sent: Sendable {
        var last: SessionEvidence.FrameMark?
        var lastMessage: SessionEvidence.MessageMark?
        var largest: SessionEvidence.MessageMark?
        var secondLargest: SessionEvidence.MessageMark?
        var open: SessionEvidence.MessageMark?
    }

    var frames = 0
    var dataFrames = 0
    var pings = SentPings()
    var last: SessionEvidence.FrameMark?
    /// The frame before that.
    var before: SessionEvidence.FrameMark?
    var lastMessage: SessionEvidence.MessageMark?
    var largest: SessionEvidence.MessageMark?
    /// The largest message but one.
    var secondLargest: SessionEvidence.MessageMark?
    /// The frame that came last, whole or not.
    var latest: SessionEvidence.FrameMark?
    /// The stream offset of the message that began last.
    var messageStart = 0
    /// The message under way.
    var open: SessionEvidence.MessageMark?
    var unfinished: Unfinished?
    var close: SessionEvidence.CloseMark?
    /// Its first frame after its peer's Close, if it sent any then.
    var afterClose: SessionEvidence.FrameMark?
    /// The stream offset behind the frame that was told last.
    private var end: Int?
    /// The first frame after bytes in which others may have been, the last such bytes.
    private(set) var resumed: Int?

    var sent: Sent {
        Sent(last: last, lastMessage: lastMessage, largest: largest, secondLargest: secondLargest, open: open)
    }

    mutating func take(_ frame: FrameEvent, _ mark: SessionEvidence.FrameMark) {
        frames += 1
        latest = mark
        let header = frame.header
        if let message = frame.message {
            dataFrames += 1
            if open == nil { messageStart = mark.start }
            let announced = Int(clamping: frame.length)
            let (sum, hasOverflowed) = (open?.bytes ?? 0).addingReportingOverflow(announced)
            let kind: MessageEvent.Kind = open?.kind ?? (header.opcode == .text ? .text : .binary)
            let isEnd = header.fin && frame.isSentWhole
            open =
                isEnd
                ? nil
                : .init(
                    message: message, frame: frame.frame, kind: kind, time: frame.time, start: messageStart,
                    end: mark.end, bytes: hasOverflowed ? .max : sum, isComplete: false)
        }
        if let end, mark.start > end { resumed = frame.frame }
        end = mark.end
        if frame.isSentWhole {
            before = last
            last = mark
            unfinished = nil
            if header.opcode == .ping { pings.take(ping: mark) }
        } else {
            unfinished = Unfinished(
                frame: frame.frame, side: mark.side, opcode: header.opcode, received: frame.received,
                announced: frame.length, start: mark.start)
        }
    }
}

/// The Pings of one side: the last one, and which waited for its Pong at a time.
struct SentPings: Sendable {
    private(set) var last: SessionEvidence.FrameMark?
    /// The first Ping since the last Pong.
    private var waiting: SessionEvidence.FrameMark?
    /// The Ping that was answered last, and when.
    private var answered: (ping: SessionEvidence.FrameMark, pong: SessionEvidence.FrameMark)?

    mutating func take(ping: SessionEvidence.FrameMark) {
        last = ping
        if waiting == nil { waiting = ping }
    }

    /// Takes a Pong; one of which it is not certain what it answers is taken for an answer to all.
    mutating func take(pong: SessionEvidence.FrameMark, answers: Int?) {
        guard let ping = waiting, answers ?? .max >= ping.frame else { return }
        answered = (ping, pong)
        waiting = answers.flatMap { frame in last.flatMap { $0.frame > frame ? $0 : nil } }
    }

    /// Waits no longer for the Pong of a Ping that was sent: it may not be in the capture.
    mutating func forget() { waiting = nil }

    /// The Ping that was sent before `time` and had no Pong then, its sender having received what `reach` says; nil if
    /// there is none.
    func unanswered(at time: Timestamp, _ reach: Reach) -> SessionEvidence.FrameMark? {
        if let answered, answered.pong.time > time || reach.excludes(answered.pong), answered.ping.time < time {
            return answered.ping
        }
        return waiting.flatMap { $0.time < time ? $0 : nil }
    }
}
