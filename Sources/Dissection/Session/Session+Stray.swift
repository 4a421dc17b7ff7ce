import WebSocket
import Wire

// What stands where a frame should begin and is none: text, line ends, padding. And headers that are not complete.
extension Session {
    /// Whether `chunk` goes on with a frame at `position`, which is moved on to what follows bytes that are none.
    ///
    /// If not, nothing of the chunk is left to parse: it is held until more comes, or told.
    mutating func isFrame(
        _ chunk: RawSpan, at position: inout Int, _ index: Int, _ place: ChunkPlace
    ) -> Bool {
        let rest = chunk.extracting(position..<chunk.byteCount)
        var place = place
        place.offset += position
        switch StrayText.judge(rest, in: strayContext(index)) {
        case .frame: return true
        case .undecided:
            hold(rest, index, place)
            return false
        case .stray(let text):
            directions[index].frame.note(place, carrier)
            tell(text, index, at: place)
            guard !text.isBeforeFrame else {
                position += text.count
                return true
            }
            guard let start = leaveStray(rest, index, place) else { return false }
            position += start
            return true
        }
    }

    /// Holds bytes where a frame should begin until it is certain what they are.
    mutating func hold(_ bytes: RawSpan, _ index: Int, _ place: ChunkPlace) {
        var held = SessionDirection.HeldBytes()
        held.append(bytes, place, carrier)
        directions[index].held = held
    }

    /// Takes what was held as what it is, if that is certain now; `isEnd` says that no more can be waited for.
    mutating func settleHeld(_ index: Int, _ scratch: inout Scratch, isEnd: Bool = false) {
        settleHeldOnce(index, &scratch, isEnd: isEnd)
        // What follows a frame may be held in its turn: at the end none of it is.
        while isEnd, directions[index].held != nil { settleHeldOnce(index, &scratch, isEnd: true) }
    }

    private mutating func settleHeldOnce(_ index: Int, _ scratch: inout Scratch, isEnd: Bool) {
        guard let held = directions[index].held else { return }
        if directions[index].isStraying { return settleStray(index, &scratch, isEnd: isEnd) }
        let bytes = held.joint
        if directions[index].awaitsOrder { return settleOrder(held, bytes.rawSpan, index, &scratch, isEnd: isEnd) }
        switch StrayText.judge(bytes.rawSpan, in: strayContext(index), isEnd: isEnd) {
        case .undecided: return
        case .frame:
            directions[index].held = nil
            replay(held.pieces, index, &scratch, isDecided: true)
        case .stray(let text):
            directions[index].held = nil
            var start = 0
            for piece in held.pieces where start < text.count {
                directions[index].frame.note(piece.place, piece.carrier)
                start += piece.bytes.count
            }
            tell(text, index, at: held.pieces[0].place)
            replay(held.pieces, from: text.isBeforeFrame ? text.count : 0, index, &scratch)
        }
    }

    /// Goes on with what was held after bytes that are no frame, once it is certain what it is.
    private mutating func settleStray(_ index: Int, _ scratch: inout Scratch, isEnd: Bool) {
        guard let held = directions[index].held else { return }
        let context = strayContext(index)
        switch StrayText.continue(with: held.joint.rawSpan, in: context, isEnd: isEnd) {
        case .undecided: return
        case .text: directions[index].held = nil
        case .frame(let start):
            directions[index].held = nil
            endStray(index)
            replay(held.pieces, from: start, index, &scratch, isDecided: true)
        case .unknown(let start):
            directions[index].held = nil
            loseFrames(index)
            replay(held.pieces, from: start, index, &scratch)
        }
    }

    /// Takes what was kept from its byte `start` on, each piece with its own time; `isDecided` if it begins with a frame for
    /// certain.
    mutating func replay(
        _ pieces: [CapturedBytes], from start: Int = 0, _ index: Int, _ scratch: inout Scratch, isDecided: Bool = false
    ) {
        let now = carrier
        defer { carrier = now }
        var (skipped, isDecided) = (start, isDecided)
        for piece in pieces {
            let unused = min(skipped, piece.bytes.count)
            skipped -= unused
            guard unused < piece.bytes.count else { continue }
            var place = piece.place
            place.offset += unused
            carrier = piece.carrier
            let bytes = piece.bytes.rawSpan.extracting(unused..<piece.bytes.count)
            if isDecided {
                parse(bytes, index, place, &scratch, isDecided: true)
            } else {
                take(bytes, index, place, &scratch)
            }
            isDecided = false
        }
    }

    /// Looks for the end of bytes that are no frame in `chunk`; gives the place of the frame after them.
    ///
    /// If there is none so far, what may begin it is held.
    mutating func leaveStray(_ chunk: RawSpan, _ index: Int, _ place: ChunkPlace) -> Int? {
        var place = place
        switch StrayText.continue(with: chunk, in: strayContext(index)) {
        case .text: return nil
        case .undecided(let start):
            place.offset += start
            hold(chunk.extracting(start..<chunk.byteCount), index, place)
            return nil
        case .frame(let start):
            endStray(index)
            return start
        case .unknown(let start):
            loseFrames(index)
            place.offset += start
            return resume(in: chunk.extracting(start..<chunk.byteCount), index, place).map { start + $0 }
        }
    }

    /// Notes that a frame follows bytes that are none.
    private mutating func endStray(_ index: Int) {
        directions[index].isStraying = false
        directions[index].parser.resume()
    }

    /// Notes that bytes follow that are neither a frame nor what was told already: frames may stand unseen between them, and
    /// are looked for.
    private mutating func loseFrames(_ index: Int) {
        directions[index].isStraying = false
        directions[index].search = boundarySearch(index)
        directions[index].hasLostFrames = true
        directions[index].hasLostEnd = true
        directions[index].assembler.lose()
        loseContext(index)
    }

    private func strayContext(_ index: Int) -> StrayText.Context {
        StrayText.Context(
            isFromClient: index == Side.client.index, rsv1Defined: extensions.defineRSV1,
            othersDefined: extensions.defineOthers, isInMessage: directions[index].assembler.isOpen,
            endsLines: directions[index].endsLines)
    }

    /// Tells of bytes that are no frame.
    private mutating func tell(_ text: StrayText, _ index: Int, at place: ChunkPlace) {
        let packets = Array(directions[index].frame.packets)
        let side = directions[index].side
        let detail = text.sentence(after: headBefore(index))
        // The excerpt is the same however much has come by now.
        noteViolation(.frameStrayBytes, index, packets: packets, end: place.offset + text.excerpt.count, place.time)
        emit(
            Finding(
                session: number, rule: .frameStrayBytes, blame: side.blame,
                detail: detail,
                mustFailWith: Rule.frameStrayBytes.mustFailWith, frame: nil, message: nil, from: side,
                packets: packets, place: nil, time: place.time, stray: (text, place.offset)))
        if text.kind == .lineEnd { directions[index].endsLines = true }
        directions[index].frame.finish()
        guard !text.isBeforeFrame else { return }
        directions[index].isStraying = true
        directions[index].search = nil
        directions[index].parser.lose()
    }

    /// The head that ends right before the first bytes of direction `index`; nil if these are not what comes next.
    private func headBefore(_ index: Int) -> String? {
        guard opening?.outcome == .open, directions[index].lastFrame == nil, directions[index].violation == nil,
            !directions[index].hasLostFrames
        else { return nil }
        return index == Side.server.index ? "101" : "request"
    }

    /// Notes a violation by what is no whole frame.
    private mutating func noteViolation(_ rule: Rule, _ index: Int, packets: [Int], end: Int, _ time: Timestamp) {
        guard let code = rule.mustFailWith, directions[index].violation == nil else { return }
        directions[index].violation = .init(
            frame: totals.frames + 1, isFrame: false, rule: rule, code: code, packets: packets, end: end,
            time: time)
    }

    /// Tells what the header under way breaks already, if it is not complete: its receiver need not wait for more.
    mutating func judgeHeader(_ index: Int, _ place: ChunkPlace) {
        let bytes = directions[index].parser.partialHeader
        guard let first = bytes.first, !directions[index].hasToldHeader else { return }
        let side = directions[index].side
        var found = FrameHeader.violations(
            inFirst: bytes.rawSpan, from: side == .client, rsv1Defined: extensions.defineRSV1)
        if extensions.defineOthers { found.subtract(.extensible) }
        var broken = found.each.compactMap { violation in
            Rule(rawValue: violation.rule).map { rule in
                (
                    rule,
                    FrameHeader.detail(of: violation, inFirst: bytes.rawSpan, rsv1Defined: extensions.defineRSV1)
                )
            }
        }
        let opcode = Opcode(rawValue: first)
        if opcode.isData {
            let role = directions[index].assembler.role(of: opcode)
            broken += [roleViolation(role, opcode, side)].compactMap(\.self)
        }
        guard !broken.isEmpty else { return }
        directions[index].hasToldHeader = true
        let had =
            (bytes.count == 1
                ? " Only the first byte of the header had come" : " Only \(bytes.count) bytes of the header had come")
            + (Self.asText(bytes).map { "; as text \(bytes.count == 1 ? "it is" : "they are") \($0)." } ?? ".")
        let packets = Array(directions[index].frame.packets)
        for (rule, detail) in broken {
            noteViolation(rule, index, packets: packets, end: 0, place.time)
            emit(
                Finding(
                    session: number, rule: rule, blame: side.blame,
                    detail: detail + had,
                    mustFailWith: rule.mustFailWith, frame: nil, message: nil, from: side, packets: packets,
                    place: nil, time: directions[index].frame.headerTime ?? place.time))
        }
    }

    /// One byte or two as text, where they could be.
    private static func asText(_ bytes: [UInt8]) -> String? {
        switch bytes {
        case [0x0a]: "a line end (LF)"
        case [0x0d]: "a line end (CR)"
        case [0x0d, 0x0a]: "a line end (CR LF)"
        default:
            bytes.allSatisfy { (0x21..<0x7f).contains($0) } ? "\"\(String(decoding: bytes, as: UTF8.self))\"" : nil
        }
    }
}
