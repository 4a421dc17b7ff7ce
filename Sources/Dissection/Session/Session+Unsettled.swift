import WebSocket
import Wire

/// What a message inflates to that may be compressed although nothing settles that.
struct InflationTrial {
    /// Its first bytes, inflated.
    var payload: [UInt8] = []
    var length = 0
    var checker = UTF8Checker()
    var isUTF8 = true
}

// Extensions that ws101 does not know, and compression that nothing settles.
extension Session {
    /// Reports, once a session, that an extension is in use that ws101 does not know.
    mutating func reportUnknownExtensions(_ start: SessionEvent) {
        guard extensions.isSettled, start.outcome == .open, !extensions.unknown.isEmpty,
            let packet = start.responsePacket, let time = start.responseTime
        else { return }
        let names = extensions.unknown.joined(separator: ", ")
        let isOne = extensions.unknown.count == 1
        emitAtEnd(
            .messageExtensionUnknown, blame: .capture, ChunkPlace(packet: packet, time: time, offset: 0),
            "The 101 settles \(names), which ws101 does not know. What \(isOne ? "it does" : "they do") to reserved bits, "
                + "opcodes and payloads is unknown, so these are shown as they are on the wire and not judged.",
            from: .server, packets: [packet])
    }

    /// Begins to inflate, on the side, a message whose RSV1 nothing gives a meaning.
    mutating func beginTrial(_ index: Int) {
        let header = directions[index].frame.header
        if header.opcode != .continuation {
            directions[index].trial = nil
            guard header.rsv1, !header.rsv2, !header.rsv3, extensions.isSettled, !extensions.defineRSV1 else { return }
            beginInflating(index)
            directions[index].frame.note(nil, as: \.inflateProblem)
            guard directions[index].inflater != nil else { return }
            directions[index].trial = InflationTrial()
        }
        directions[index].frame.isTried = directions[index].trial != nil
    }

    /// Inflates the next bytes of such a message.
    mutating func tryInflating(_ bytes: RawSpan, _ index: Int, into inflated: inout [UInt8]) {
        guard let inflater = directions[index].inflater, inflater.problem == nil else { return }
        var position = 0
        var count = 0
        repeat {
            count = inflater.inflate(bytes, at: &position, into: &inflated)
            takeTried(count, of: inflated, index)
        } while position < bytes.byteCount || count == inflated.count
    }

    private mutating func takeTried(_ count: Int, of inflated: [UInt8], _ index: Int) {
        guard count > 0, let length = directions[index].trial?.length else { return }
        let room = emitter.options.payloadLimit - length
        if room > 0 { directions[index].trial?.payload += inflated.prefix(min(room, count)) }
        if directions[index].trial?.checker.feed(inflated.rawSpan.extracting(first: count)) != nil {
            directions[index].trial?.isUTF8 = false
        }
        directions[index].trial?.length += count
    }

    /// Ends the trial with its message: where that inflates, and a text to text, it is compressed.
    mutating func endTrial(_ index: Int, into inflated: inout [UInt8]) {
        guard directions[index].frame.isTried, let inflater = directions[index].inflater else { return }
        if inflater.problem == nil { takeTried(inflater.end(into: &inflated), of: inflated, index) }
        defer { directions[index].trial = nil }
        guard let trial = directions[index].trial, inflater.problem == nil, trial.length > 0,
            directions[index].assembler.message.missing == 0,
            directions[index].assembler.message.opcode != .text || trial.isUTF8 && trial.checker.isComplete
        else {
            directions[index].frame.note(directions[index].assembler.message.badByte, as: \.badByte)
            return
        }
        directions[index].assembler.replace(with: trial.payload, length: trial.length, checker: trial.checker)
        directions[index].frame.note(trial.length, as: \.unsettledLength)
        directions[index].frame.isCompressed = true
        directions[index].frame.inflated = Array(trial.payload.prefix(emitter.options.wireLimit))
    }

    /// Reports that a message is compressed although the 101 does not settle that.
    mutating func judgeUnsettled(_ length: Int, _ index: Int, _ number: Int, _ place: ChunkPlace) {
        let side = directions[index].side
        let offer =
            opening?.isUnasked == true
            ? ""
            : extensions.isDeflateOffered
                ? " The client offered permessage-deflate: a proxy may have removed the header from the answer."
                : " Nor does the captured request offer it."
        report(
            .messageCompressedUnsettled, index, number, place,
            "The payload inflates to \(Quantity.count(length, "byte")): the \(side) compresses its messages, and the 101 "
                + "does not settle permessage-deflate." + offer, bytes: nil)
    }
}
