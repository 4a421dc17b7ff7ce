import WebSocket
import Wire

extension Session {
    /// Reports what the frame just told of breaks.
    mutating func judgeFrame(_ index: Int, _ number: Int, _ place: ChunkPlace) {
        judgeMaskingKey(index, number, place)
        guard directions[index].frame.isSuspect || directions[index].close != nil else { return }
        let frame = directions[index].frame
        let header = frame.header
        let side = directions[index].side
        for violation in frame.violations.each {
            // The rules that a header breaks on its own carry the rulebook's identifiers.
            guard let rule = Rule(rawValue: violation.rule) else { continue }
            report(
                rule, index, number, place, header.detail(of: violation, rsv1Defined: extensions.defineRSV1),
                bytes: header.bits(of: violation, rsv1Defined: extensions.defineRSV1).bytes)
        }
        // What followed may have been frames, its own Close among them.
        if frame.violations.contains(.lengthImpossible) { directions[index].hasLostFrames = true }
        judgeLengthOrder(frame, index, number, place)
        if let length = frame.oddities?.unsettledLength { judgeUnsettled(length, index, number, place) }
        if header.opcode.isData {
            judgeRole(frame, index, number, place)
        }
        if let excess = frame.oddities?.windowExcess { judge(excess, index, number, place) }
        if let problem = frame.oddities?.inflateProblem { judge(problem, index, number, place) }
        if let bad = frame.oddities?.badByte {
            let isCompressed = frame.isCompressed
            report(
                .messageInvalidUtf8, index, number, place,
                directions[index].assembler.message.faultSentence(
                    of: "the \(isCompressed ? "inflated " : "")text message") ?? "",
                bytes: isCompressed ? nil : byte(bad, in: frame))
        }
        if let close = directions[index].close {
            report(
                .frameAfterClose, index, number, place,
                "The \(side) sent its Close in frame \(close.frame); nothing may follow it.", bytes: nil)
        }
    }

    private mutating func judgeRole(_ frame: FrameProgress, _ index: Int, _ number: Int, _ place: ChunkPlace) {
        guard let (rule, detail) = roleViolation(frame.role, frame.header.opcode, directions[index].side) else {
            return
        }
        report(rule, index, number, place, detail, bytes: 0..<1)
    }

    /// What a data frame breaks by its place between the others, and how.
    func roleViolation(_ role: MessageAssembler.Role, _ opcode: Opcode, _ side: Side) -> (Rule, String)? {
        switch role {
        case .first, .continued, .unexpected(excused: true): nil
        case .unexpected(excused: false):
            (
                .frameContinuationUnexpected,
                "The opcode is 0 (continuation), but no message is under way from the \(side)."
            )
        case .interrupting:
            (
                .frameMessageInterrupted,
                "A frame with opcode \(opcode.rawValue) (\(opcode.name)) begins a message "
                    + "while an earlier one from the \(side) still waits for its last fragment."
            )
        }
    }

    private mutating func judgeMaskingKey(_ index: Int, _ number: Int, _ place: ChunkPlace) {
        let header = directions[index].frame.header
        defer { directions[index].lastMaskingKey = header.masked ? header.maskingKey : nil }
        guard header.masked, header.maskingKey == directions[index].lastMaskingKey, header.maskingKey.bits != 0 else {
            return
        }
        let key = header.headerLength - 4..<header.headerLength
        report(
            .frameMaskingKeyReused, index, number, place,
            "The frame before it has the same masking key; each frame needs a fresh one that can't be guessed.",
            bytes: key)
    }

    /// Reports a text message, whole and not valid, whose fault only its end shows.
    mutating func judgeMessageEnd(_ index: Int, _ place: ChunkPlace) {
        guard directions[index].assembler.message.opcode == .text, directions[index].assembler.message.badByte == nil
        else { return }
        report(
            .messageInvalidUtf8, index, totals.frames, place,
            "The text message ends in the middle of a character: more bytes of its UTF-8 sequence had to follow.",
            bytes: nil)
    }

    /// The place in the frame of byte `offset` of its message.
    private func byte(_ offset: Int, in frame: FrameProgress) -> Range<Int>? {
        let inPayload = offset - frame.messageOffset
        guard inPayload >= 0, inPayload < frame.received else { return nil }
        let at = frame.header.headerLength + inPayload
        return at..<(at + 1)
    }

    /// Reports a finding about a frame of direction `index`.
    mutating func report(
        _ rule: Rule, _ index: Int, _ number: Int, _ place: ChunkPlace, _ detail: String, bytes: Range<Int>?
    ) {
        if let code = rule.mustFailWith {
            if directions[index].lastFailure?.frame != number {
                directions[index].lastFailure = .init(rule: rule, frame: number)
            }
            if directions[index].violation == nil {
                let frame = directions[index].frame
                directions[index].violation = .init(
                    frame: number, isFrame: true, rule: rule, code: code, packets: Array(frame.packets),
                    end: frame.end, time: place.time)
            }
        }
        let side = directions[index].side
        emit(
            Finding(
                session: self.number, rule: rule, blame: side == .client ? .client : .server, detail: detail,
                mustFailWith: rule.mustFailWith, frame: number,
                message: directions[index].frame.header.opcode.isData ? directions[index].message.number : nil,
                from: side, packets: Array(directions[index].frame.packets), place: bytes.map { .frame($0) },
                time: place.time))
    }

    /// Hands a finding on and counts it.
    mutating func emit(_ finding: Finding) {
        if isDraft, finding.rule.judgesFrames { return }
        totals.count(finding.rule.severity)
        emitter.emit(finding)
    }
}
