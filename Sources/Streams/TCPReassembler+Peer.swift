import Wire

// What the two directions of a flow show of each other: what a sender had received when it sent something.
extension TCPReassembler {
    /// The stream offset that an acknowledgment number of the peer means; nil where that can't be told, or is beyond what
    /// can be under way.
    func offset(acknowledgedBy number: UInt32) -> Int? {
        guard isSynced else { return nil }
        let offset = offset(of: number)
        return offset - nextOffset <= Self.largestWindow ? offset : nil
    }

    /// The packet that acknowledged its FIN, where that is not among what was captured; nil where nothing shows one.
    ///
    /// Its number is one more than there are bytes (RFC 9293 §3.4). A last byte that was sent alone, and lost from the capture,
    /// would look the same: no frame and no record is so small.
    var unseenFIN: PacketMark? {
        guard fin == nil, isSynced, held.isEmpty, acknowledged == nextOffset + 1 else { return nil }
        return evidence.loneNumber(before: nextOffset + 1)
    }

    /// Whether the segment with that acknowledgment number was sent after bytes that were not captured so far.
    func isAwaited(by number: UInt32) -> Bool { offset(of: number) > nextOffset }

    /// Whether its FIN acknowledges that of the peer: the peer had ended its direction before.
    ///
    /// It is nil without a FIN of its own, or where the numbers can't be told.
    func finAnswers(_ peer: TCPReassembler) -> Bool? {
        guard let number = fin?.acknowledgment, let offset = peer.offset(acknowledgedBy: number) else { return nil }
        return peer.fin.map { offset > $0.offset } ?? (offset > peer.nextOffset)
    }

    /// Whether what it would tell next was sent after bytes of the peer that are missing so far; so it is taken where its
    /// acknowledgment number is not known.
    func hasHeard(of peer: TCPReassembler) -> Bool {
        let isBytes = held.first?.offset == nextOffset
        let number = isBytes ? held.first?.acknowledgment : fin?.acknowledgment
        return number.flatMap { peer.offset(acknowledgedBy: $0) }.map { $0 > peer.nextOffset } ?? true
    }

    /// Whether what it would tell next was sent after bytes of the peer that are to be told next there.
    func isWaiting(for peer: TCPReassembler) -> Bool { isFollowing(peer) && !peer.isFollowing(self) }

    private func isFollowing(_ peer: TCPReassembler) -> Bool {
        guard let own = held.first, own.offset == nextOffset, peer.held.first?.offset == peer.nextOffset,
            let offset = own.acknowledgment.flatMap({ peer.offset(acknowledgedBy: $0) })
        else { return false }
        return offset > peer.nextOffset
    }

    /// Whether its FIN, which would be told next, was sent after one of the peer that is still to be told.
    func isFINWaiting(for peer: TCPReassembler) -> Bool {
        guard let fin, fin.offset <= nextOffset, !peer.finIsTold, finAnswers(peer) == true else { return false }
        // Whoever claims both to be the answer to the other must not keep both waiting.
        return peer.fin == nil ? !isFlushing : peer.finAnswers(self) != true
    }
}
