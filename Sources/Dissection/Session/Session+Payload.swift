import Crypto
import WebSocket
import Wire

// The payload of the frame under way: unmasked, inflated, checked, kept.
extension Session {
    /// Takes payload bytes of the frame under way, the first of which is byte `payloadIndex` of it.
    mutating func takePayload(_ bytes: RawSpan, _ payloadIndex: Int, _ index: Int, _ scratch: inout Scratch) {
        guard !directions[index].frame.isTold else { return }
        let room = emitter.options.wireLimit - directions[index].frame.wire.count
        if room > 0, directions[index].frame.missing == 0 {
            directions[index].frame.wire.append(copying: bytes.extracting(first: min(room, bytes.byteCount)))
        }
        directions[index].frame.received += bytes.byteCount
        if directions[index].frame.reversed?.follow(bytes, from: payloadIndex) == false {
            directions[index].frame.reversed = nil
        }
        let header = directions[index].frame.header
        if sign.wants(index), header.opcode.isData { sign.take(bytes, from: payloadIndex, header, index) }
        if directions[index].frame.isCompressed {
            directions[index].assembler.arriveCompressed(bytes.byteCount)
            guard isInflating(index) else { return }
        } else if header.opcode.isData {
            if directions[index].assembler.isCompressed {
                directions[index].assembler.arriveCompressed(bytes.byteCount)
            }
            guard
                directions[index].assembler.needsContent || directions[index].frame.isTried || digests[index] != nil
            else {
                return directions[index].assembler.pass(bytes.byteCount)
            }
        } else if !header.opcode.isControl {
            return
        }
        if !header.masked, digests[index] == nil {
            takeContent(bytes, index, &scratch.inflated)
            return
        }
        // Lent for the while: inflated bytes are written while unmasked ones are read.
        let isCompressed = directions[index].frame.isCompressed
        let inflates = isCompressed || directions[index].frame.isTried
        var inflated: [UInt8] = []
        if inflates { swap(&inflated, &scratch.inflated) }
        defer { if inflates { swap(&inflated, &scratch.inflated) } }
        var at = 0
        while at < bytes.byteCount {
            let count = min(scratch.unmasked.count, bytes.byteCount - at)
            scratch.unmasked.replaceFirst(
                unmasking: bytes.extracting(at..<(at + count)), with: header.maskingKey, from: payloadIndex + at)
            takeContent(scratch.unmasked.rawSpan.extracting(first: count), index, &inflated)
            if header.opcode.isData, !isCompressed {
                digests[index]?.update(data: scratch.unmasked[..<count])
            }
            at += count
        }
    }

    /// Takes unmasked payload bytes of the frame under way.
    private mutating func takeContent(_ bytes: RawSpan, _ index: Int, _ inflated: inout [UInt8]) {
        if directions[index].frame.header.opcode.isControl {
            guard directions[index].frame.missing == 0 else { return }
            let room = 125 - directions[index].frame.control.count
            directions[index].frame.control.append(copying: bytes.extracting(first: min(room, bytes.byteCount)))
        } else if directions[index].frame.isCompressed {
            inflate(bytes, index, into: &inflated)
        } else {
            if directions[index].frame.isTried { tryInflating(bytes, index, into: &inflated) }
            // What is tried is judged at its end.
            guard let bad = directions[index].assembler.feed(bytes), !directions[index].frame.isTried,
                !extensions.changePayloads
            else { return }
            directions[index].frame.note(bad, as: \.badByte)
        }
    }

    /// Takes the next bytes of a compressed message, inflated: the first `count` of `inflated`.
    mutating func takeInflated(_ count: Int, of inflated: [UInt8], _ index: Int) {
        guard count > 0 else { return }
        let room = emitter.options.wireLimit - directions[index].frame.inflated.count
        if room > 0 { directions[index].frame.inflated += inflated.prefix(min(room, count)) }
        if let bad = directions[index].assembler.feed(inflated.rawSpan.extracting(first: count)),
            !extensions.changePayloads
        {
            directions[index].frame.note(bad, as: \.badByte)
        }
        digests[index]?.update(data: inflated[..<count])
    }

    /// Passes over `count` bytes of the data frame under way that are missing from the capture.
    mutating func miss(_ count: Int, _ index: Int) {
        directions[index].assembler.skip(count)
        digests[index] = nil
        if directions[index].frame.isCompressed { loseContext(index) }
    }
}
