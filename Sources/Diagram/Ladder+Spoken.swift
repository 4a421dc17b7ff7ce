import Dissection

// The ladder as it is read aloud: a sentence a row.
extension Ladder {
    func spoken(_ row: LadderRow) -> [StyledLine] {
        let width = screen.width
        switch row {
        case .ends(let client, let server):
            return StyledLine.wrapped("At one end: \(client).", width: width)
                + StyledLine.wrapped("At the other end: \(server).", width: width)
        case .arrow(let arrow): return StyledLine.wrapped(arrow.sentence, width: width)
        case .remark(let remark): return remark.spoken(width: width)
        case .silence(let duration, let hasKeepAlives):
            return StyledLine.wrapped(LadderRow.silence(duration, hasKeepAlives, ascii: true) + ".", width: width)
        case .comment(let packet, let text):
            return StyledLine.wrapped(LadderRow.sentence(packet, text), width: width)
        case .note(let text): return StyledLine.wrapped(text, width: width)
        }
    }
}

extension LadderArrow {
    /// When it came, what it is, who sent it, and what it carries.
    fileprivate var sentence: String {
        let what = number.map { "frame \($0)" } ?? "a packet"
        let who = from.map { "from the \($0.rawValue)" } ?? "from an unknown side"
        var text = "At \(timeText(time, ascii: true)), \(number == nil ? who : "\(what) \(who)"): \(label)"
        guard let excerpt, !excerpt.text.isEmpty else { return text }
        text += ", carrying " + (excerpt.isText ? "\"\(excerpt.text)\"" : excerpt.text)
        return text + (excerpt.isCut ? " and more" : "")
    }
}
