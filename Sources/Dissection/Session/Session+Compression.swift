import HTTP
import WebSocket
import Wire

// Compressed messages (RFC 7692): inflating them, and what can be wrong with them.
extension Session {
    /// More contexts than this are not held at a time in a group of connections, 4096 in all; each takes up to 40 KB.
    static let inflaterLimit = 4096 / ConnectionGroup.count

    /// Begins the compressed message whose first header has come.
    mutating func beginInflating(_ index: Int) {
        if directions[index].inflater == nil, emitter.inflaters[group] < Self.inflaterLimit {
            emitter.inflaters[group] += 1
            directions[index].inflater = makeInflater(directions[index].side)
            if directions[index].hasLostFrames { directions[index].inflater?.loseContext() }
        }
        directions[index].inflater?.begin()
        if directions[index].inflater == nil, !directions[index].hasToldLostContext {
            directions[index].hasToldLostContext = true
            directions[index].frame.note(.limit, as: \.inflateProblem)
        }
    }

    private func makeInflater(_ side: Side) -> MessageInflater {
        let deflate = extensions.deflate
        let isReset =
            side == .client ? deflate?.clientNoContextTakeover : deflate?.serverNoContextTakeover
        return MessageInflater(
            windowBits: windowBits(side) ?? 15, takesContextOver: isReset != true, isCertain: deflate != nil)
    }

    /// The window that was settled for `side`; nil if nothing is known.
    private func windowBits(_ side: Side) -> Int? {
        side == .client ? extensions.deflate?.clientMaxWindowBits : extensions.deflate?.serverMaxWindowBits
    }

    /// Gives the context back, at the session's end.
    mutating func releaseInflater(_ index: Int) {
        guard directions[index].inflater != nil else { return }
        directions[index].inflater = nil
        emitter.inflaters[group] -= 1
    }

    /// Whether the compressed message under way can be inflated further.
    func isInflating(_ index: Int) -> Bool {
        guard let inflater = directions[index].inflater else { return false }
        return inflater.problem == nil
    }

    /// Inflates the next bytes of the message under way.
    mutating func inflate(_ bytes: RawSpan, _ index: Int, into inflated: inout [UInt8]) {
        guard let inflater = directions[index].inflater, inflater.problem == nil else { return }
        var position = 0
        var count = 0
        repeat {
            count = inflater.inflate(bytes, at: &position, into: &inflated)
            takeInflated(count, of: inflated, index)
        } while position < bytes.byteCount || count == inflated.count
        noteProblems(of: inflater, index)
    }

    /// Ends the compressed message under way with its last frame.
    mutating func endInflating(_ index: Int, into inflated: inout [UInt8]) {
        guard let inflater = directions[index].inflater, inflater.problem == nil else { return }
        let count = inflater.end(into: &inflated)
        takeInflated(count, of: inflated, index)
        noteProblems(of: inflater, index)
    }

    /// Keeps what has shown in the frame under way, to be judged at its end.
    private mutating func noteProblems(of inflater: MessageInflater, _ index: Int) {
        // Another extension may have changed what was compressed.
        guard !extensions.changePayloads else { return }
        directions[index].frame.note(inflater.problem, as: \.inflateProblem)
        if let excess = inflater.takeExcess() { directions[index].frame.note(excess, as: \.windowExcess) }
    }

    /// Notes that bytes are missing which later messages may refer to.
    mutating func loseContext(_ index: Int) {
        directions[index].inflater?.loseContext()
        directions[index].hasToldLostContext = false
    }

    /// Reports why a message can't be inflated.
    mutating func judge(
        _ problem: MessageInflater.Problem, _ index: Int, _ number: Int, _ place: ChunkPlace
    ) {
        let length = directions[index].assembler.message.length
        switch problem {
        case .missing: break
        case .corrupt(let words):
            report(
                .messageInflateFailed, index, number, place,
                "The compressed data isn't valid DEFLATE (\(words)), after \(Quantity.count(length, "inflated byte")).",
                bytes: nil)
        case .unfinished:
            report(
                .messageInflateFailed, index, number, place,
                "The compressed data ends inside a DEFLATE block, after \(Quantity.count(length, "inflated byte")).",
                bytes: nil)
        case .limit:
            report(.messageInflateLimit, index, number, place, limitDetail(index), bytes: nil)
        case .contextLost:
            guard !directions[index].hasToldLostContext else { return }
            directions[index].hasToldLostContext = true
            let side = directions[index].side
            emitAtEnd(
                .messageInflateContextLost, blame: .capture, place,
                "The message refers to earlier ones of the \(side) that this capture does not hold or that could not be "
                    + "inflated, so only \(Quantity.count(length, "byte")) of it can be shown. Later ones may be "
                    + "concerned, too.",
                from: side, frame: number, message: directions[index].message.number,
                packets: Array(directions[index].frame.packets))
        }
    }

    /// Reports a reference beyond the negotiated window.
    mutating func judge(_ excess: DeflateScanner.Excess, _ index: Int, _ number: Int, _ place: ChunkPlace) {
        let side = directions[index].side
        let bits = windowBits(side) ?? 15
        report(
            .messageWindowExceeded, index, number, place,
            "The compressed data refers \(Quantity.count(excess.distance, "byte")) back, after "
                + "\(Quantity.count(excess.offset, "inflated byte")) of the message; \(side)_max_window_bits=\(bits) allows "
                + "\(Quantity.count(1 << bits)).",
            bytes: nil)
    }

    private func limitDetail(_ index: Int) -> String {
        guard directions[index].inflater != nil else {
            return
                "\(Quantity.count(Self.inflaterLimit)) compression contexts are in use in other sessions, and no more are "
                + "held at a time: compressed messages of the \(directions[index].side) are shown without their content."
        }
        let message = directions[index].assembler.message
        return "\(Quantity.count(message.wireLength, "compressed byte")) gave "
            + "\(Quantity.count(message.length)) and did not end there: the rest of the message was skipped. A side may "
            + "inflate to \(Quantity.bytes(MessageInflater.freeLength)) and \(MessageInflater.ratioLimit) times what it sent."
    }
}

extension SessionTotals {
    /// Counts a compressed message of `side`, inflated to its end.
    mutating func countCompressed(_ wireLength: Int, to length: Int, _ side: Side) {
        func add(_ totals: inout CompressionTotals) {
            totals.messages += 1
            totals.wireLength += wireLength
            totals.length += length
        }
        if side == .client { add(&clientCompression) } else { add(&serverCompression) }
    }
}
