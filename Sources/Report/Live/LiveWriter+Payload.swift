import Diagram
import Dissection
import WebSocket
import Wire

// The payload in a line: no more of it is looked at than the line can show.
extension LiveWriter {
    /// Appends what differs from the message before it, from the same side; all of it where that has room.
    func appendPayload(_ message: MessageEvent, _ session: LiveSession?) {
        let payload = message.payload
        let index = message.from == .server ? 1 : 0
        let old = session?.last[index] ?? []
        if let session {
            session.last[index] =
                payload.count <= Self.comparedLimit ? payload : Array(payload[..<Self.comparedLimit])
        }
        guard !payload.isEmpty else { return }
        lines.append(screen.plain ? ": " : "  ")
        let isCut = message.length.map { $0 > payload.count } ?? true
        // A line has no room for more.
        let shown = payload.rawSpan.extracting(first: max(Self.comparedLimit, 4 * screen.width))
        if message.kind == .binary {
            return appendHex(shown, after: old.rawSpan, isCut: isCut || shown.byteCount < payload.count)
        }
        appendText(shown, after: old.rawSpan, isCut: isCut || shown.byteCount < payload.count)
    }

    private func appendText(_ new: RawSpan, after old: RawSpan, isCut: Bool) {
        let place = lines.place
        let isSame = new.byteCount == old.byteCount && new.commonPrefix(with: old) == new.byteCount
        let first = new.byte(at: 0)
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || JSONSkip.isSpace(first) {
            for elides in [false, true] {
                if !elides, new.byteCount > 4 * lines.free { continue }
                if elides, isSame { break }
                if JSONChange(elides: elides).write(new, after: old, into: &lines) {
                    if !lines.isFull, isCut { lines.appendEllipsis() }
                    if !lines.isFull || elides || old.byteCount == 0 || isSame { return }
                    lines.goBack(to: place)
                    continue
                }
                lines.goBack(to: place)
                break
            }
        }
        lines.append("\"")
        lines.append(wire: new, in: 0..<new.byteCount)
        if lines.isFull, !isSame, let from = Self.difference(new, old, room: screen.width / 4) {
            lines.goBack(to: place)
            lines.append("\"")
            lines.appendEllipsis()
            lines.append(wire: new, in: from..<new.byteCount)
        }
        if isCut { lines.appendEllipsis() } else { lines.append("\"") }
    }

    /// Where to begin, so that the first difference is in sight; nil where the beginning has it in sight.
    private static func difference(_ new: RawSpan, _ old: RawSpan, room: Int) -> Int? {
        let prefix = new.commonPrefix(with: old)
        guard prefix >= room, prefix < new.byteCount else { return nil }
        // Some of what comes before it shows where it is.
        var from = prefix - min(8, room / 2)
        while from > 0, new.byte(at: from) & 0xc0 == 0x80 { from -= 1 }
        return from
    }

    /// Appends bytes in hex: as many as have room, from around the first that differs.
    private func appendHex(_ new: RawSpan, after old: RawSpan, isCut: Bool) {
        // Each byte takes three columns.
        let room = max(1, (lines.free - 4) / 3)
        let prefix = new.commonPrefix(with: old)
        var from = 0
        if prefix >= room / 2, prefix < new.byteCount, new.byteCount > room {
            from = max(0, prefix - 2)
            lines.appendEllipsis()
            lines.append(" ")
        }
        let last = min(new.byteCount, from + room)
        for index in from..<last {
            if index > from { lines.append(" ") }
            lines.append(hex: new.byte(at: index))
        }
        if last < new.byteCount || isCut {
            lines.append(" ")
            lines.appendEllipsis()
        }
    }

    /// Appends the beginning of what a frame carries that is no whole message.
    func appendExcerpt(of frame: FrameEvent) {
        if frame.header.opcode == .close {
            let excerpt = FrameText.excerpt(frame, ascii: screen.ascii)
            guard !excerpt.isEmpty else { return }
            lines.append(screen.plain ? ": " : "  ")
            // The reason is cut within its quotation marks.
            return lines.append(excerpt)
        }
        let payload = frame.inflated ?? frame.payload
        guard !payload.isEmpty else { return }
        lines.append(screen.plain ? ": " : "  ")
        let isCut = frame.inflated == nil && frame.length > UInt64(payload.count)
        let isText = frame.header.opcode != .binary && Self.isText(payload)
        guard isText else { return appendHex(payload.rawSpan, after: RawSpan(), isCut: isCut) }
        let text = UTF8Prefix.whole(of: payload)
        lines.append("\"")
        lines.append(wire: text.rawSpan, in: 0..<text.count)
        if isCut || text.count < payload.count { lines.appendEllipsis() } else { lines.append("\"") }
    }

    private static func isText(_ payload: [UInt8]) -> Bool {
        String(validating: UTF8Prefix.whole(of: payload), as: UTF8.self) != nil
    }
}
