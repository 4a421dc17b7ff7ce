import HTTP
import WebSocket
import Wire

/// A session of a draft before RFC 6455 whose frames have another form: hixie's messages are told, others not.
final class DraftStream {
    private let session: SessionBox
    private var readers: [2 of HixieReader]
    private let isRead: Bool
    private var messages = 0

    init(_ session: SessionBox, _ draft: WebSocketDraft) {
        let limit = session.value.emitter.options.payloadLimit
        self.session = session
        isRead = draft.framing == .hixie
        readers = [
            HixieReader(skipping: 0, keeping: limit), HixieReader(skipping: draft.challengeLength, keeping: limit),
        ]
    }

    /// Takes the next bytes that `side` sent.
    func receive(_ chunk: RawSpan, from side: Side, at place: ChunkPlace) {
        session.value.lastTime = place.time
        if side == .client {
            session.value.totals.clientBytes += chunk.byteCount
        } else {
            session.value.totals.serverBytes += chunk.byteCount
        }
        guard isRead else { return }
        var position = 0
        while true {
            switch readers[side.index].next(in: chunk, at: &position) {
            case .more: return
            case .closing: continue
            case .message(let isText, let length): tell(readers[side.index].payload, isText, length, side, place)
            }
        }
    }

    /// Passes over bytes that are missing from the capture: where the next message begins is not known.
    func skip(from side: Side) { readers[side.index].lose() }

    /// Ends the session with its connection, or with the capture.
    func end(_ end: ConnectionEnd, at place: ChunkPlace) { session.value.endDraft(end, at: place) }

    private func tell(_ payload: [UInt8], _ isText: Bool, _ length: Int, _ side: Side, _ place: ChunkPlace) {
        messages += 1
        session.value.totals.messages += 1
        guard session.value.emitter.options.tellsMessages else { return }
        session.value.emitter.emit(
            .message(
                MessageEvent(
                    session: session.value.number, message: messages, from: side, time: place.time,
                    kind: isText ? .text : .binary, frames: NumberList(), compressed: false, wireLength: length,
                    length: length, payload: payload,
                    isValidText: isText && String(validating: payload, as: UTF8.self) != nil,
                    digest: nil)))
    }
}

extension Session {
    /// Ends a session of a draft: what its end means is not judged.
    mutating func endDraft(_ end: ConnectionEnd, at place: ChunkPlace) {
        var close = neverOpened(place, end.isClosed ? .closed : .open, event: false)
        close.tcpEnd = end.reset != nil ? .reset : end.firstFIN != nil ? .fin : .none
        close.tcpEndBy = end.reset?.side ?? end.firstFIN?.side
        close.tcpEndTime = end.reset?.time ?? end.firstFIN?.time
        describeLife(&close, end)
        emitter.emit(close)
    }
}
