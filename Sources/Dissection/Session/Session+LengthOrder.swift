import WebSocket
import Wire

// Lengths whose bytes are in the wrong order: the frames are read as they are meant, where that is certain in time.
extension Session {
    /// Takes `length` for the payload length of the frame under way: its bytes are in the wrong order in the header.
    mutating func mean(_ length: UInt64, _ index: Int) {
        directions[index].frame.note(length, as: \.meantLength)
        directions[index].frame.violations.subtract([.lengthMSBSet, .lengthNotMinimal, .lengthImpossible])
    }

    /// Whether what follows the frame that has come as far as its length says is to tell whether that length is meant.
    func waitsForOrder(_ index: Int) -> Bool {
        directions[index].frame.header.mayMeanReversed && directions[index].frame.meantLength == nil
    }

    /// Whether the frame that has come as far as its length says goes on, because the bytes of that are in the wrong order;
    /// nil if more of what follows it will tell.
    mutating func meansReversed(before next: RawSpan, _ index: Int, isEnd: Bool = false) -> Bool? {
        let header = directions[index].frame.header
        let isMeant = header.meansReversed(before: next, fromClient: index == Side.client.index, isEnd: isEnd)
        guard isMeant == true, let meant = header.reversedLength else { return isMeant }
        directions[index].parser.extend(to: meant, received: header.payloadLength)
        mean(meant, index)
        return true
    }

    /// Ends the frame that waits for what follows it, or goes on with it, if that is certain now.
    mutating func settleOrder(
        _ held: SessionDirection.HeldBytes, _ next: RawSpan, _ index: Int, _ scratch: inout Scratch, isEnd: Bool
    ) {
        guard let isMeant = meansReversed(before: next, index, isEnd: isEnd) else { return }
        directions[index].held = nil
        directions[index].awaitsOrder = false
        if !isMeant { completeFrame(index, held.pieces[0].place, &scratch) }
        replay(held.pieces, index, &scratch)
    }

    /// Notices, where no more of the frame under way can come, that what came fits the reversed length: exactly, or with
    /// whole frames after it.
    mutating func reconsiderLength(_ index: Int) {
        // Most frames have no such chain, and a copy of one would cost more than the rest.
        guard directions[index].frame.reversed != nil else { return }
        let frame = directions[index].frame
        guard frame.isOpen, !frame.isTold, frame.missing == 0, frame.meantLength == nil,
            frame.violations.subtracting(.lengthImpossible).isEmpty, let chain = frame.reversed,
            chain.next == frame.received
        else { return }
        if chain.frames == 0 {
            mean(UInt64(chain.length), index)
        } else {
            directions[index].frame.note(chain, as: \.swallowed)
        }
    }

    /// Reports that the bytes of a length are in the wrong order.
    mutating func judgeLengthOrder(_ frame: FrameProgress, _ index: Int, _ number: Int, _ place: ChunkPlace) {
        guard let meant = frame.meantLength ?? frame.oddities?.swallowed.map({ UInt64($0.length) }) else {
            return
        }
        var place = place
        // Only the end of the stream may have told; the frame came before.
        if let time = frame.payloadTime { place.time = time }
        let width = frame.header.length7 == 126 ? 2 : 8
        var detail = frame.header.orderDetail(meant: meant, received: frame.received)
        if let frames = frame.oddities?.swallowed?.frames {
            detail +=
                " Where that payload ends, \(Quantity.count(frames, "frame")) \(frames == 1 ? "follows" : "follow"), up to "
                + "the last byte that came."
        }
        report(.frameLengthByteOrder, index, number, place, detail, bytes: 2..<(2 + width))
    }
}
