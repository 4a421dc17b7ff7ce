import TLS
import Wire

/// Something that a TLS connection has to report of the session in it.
struct TLSReport {
    enum Kind {
        /// From here on a direction's records stay closed.
        case closed(Closure, TLSLayer)
        /// From here on nothing opens that did before, though perhaps no byte is missing.
        case damaged(isWhole: Bool)
        /// So many bytes are missing after the last record.
        case lost(missing: Int)
        /// Records open again, so many behind the last one that did.
        case resumed(missing: Int)
        /// An alert that ends the connection.
        case alert(Alert, TLSLayer)
    }

    var kind: Kind
    var direction: Int
    var place: RecordPlace
    /// Whether it holds for the other direction, too.
    var isOfBoth = false
}

extension TLSReport {
    /// Whether both say that records stay closed for the same reason, of one direction each.
    func isClosure(like other: TLSReport) -> Bool {
        guard case .closed(let mine, let layer) = kind, case .closed(let its, let itsLayer) = other.kind else {
            return false
        }
        return mine == its && layer === itsLayer && direction != other.direction
    }
}

extension Session {
    /// Notes that nothing more of `side`, or of both, can be read.
    private mutating func loseEnd(of side: Side?) {
        for lost in Side.allCases where side ?? lost == lost {
            directions[lost.index].hasLostFrames = true
            directions[lost.index].hasLostEnd = true
        }
    }

    /// Reports it; `peerFIN` is the packet of the FIN of the other direction, if that has come.
    mutating func emit(_ report: TLSReport, _ client: Int, peerFIN: Int?) {
        let side = report.direction == client ? Side.client : .server
        switch report.kind {
        case .closed(let closure, let layer):
            loseEnd(of: report.isOfBoth ? nil : side)
            let text = ClosureText(closure, layer).sentences(of: report.isOfBoth ? nil : side)
            emit(report, closure.rule, .capture, text, report.isOfBoth ? nil : side)
        case .damaged(isWhole: true):
            loseEnd(of: side)
            emit(
                report, .tlsDecryptFailed, .network,
                "Record \(report.place.number) of the \(side) does not authenticate, and no byte before it is missing: it was "
                    + "changed on the way, or sent wrong, or other keys belong to it. No record after it opens. Its receiver has "
                    + "to end the connection (bad_record_mac).", side)
        case .damaged(isWhole: false):
            loseEnd(of: side)
            emit(
                report, .tlsDecryptFailed, .capture,
                "From record \(report.place.number) on, nothing of the \(side) opens: bytes are missing from the capture, or do "
                    + "not authenticate, and no record after them does.", side)
        case .lost(let missing):
            loseEnd(of: side)
            emit(
                Finding(
                    session: number, rule: .streamGap, blame: .capture,
                    detail:
                        "\(Quantity.count(missing, "byte")) of the \(side)'s TLS stream are missing from the capture, up to "
                        + "packet \(report.place.last.packet), and no record of it comes after them: frames may be missing there.",
                    mustFailWith: nil, frame: nil, message: nil, from: side, packets: [report.place.last.packet],
                    place: nil, time: report.place.last.time))
        case .resumed(let missing):
            let count = missing == 0 ? "Records" : Quantity.count(missing, "record")
            emit(
                report, .tlsDecryptFailed, .capture,
                "\(count) of the \(side) before record \(report.place.number) \(missing == 1 ? "is" : "are") missing, or "
                    + "did not authenticate. Record \(report.place.number) opens again; what is missing is reported as a gap.",
                side)
        case .alert(let alert, let layer):
            let isOver = layer.connection.isEstablished
            let text = AlertText(
                alert, from: side, isOver: isOver, isChosen: layer.connection.facts.serverHello != nil,
                isLate: peerFIN.map { $0 < report.place.last.packet } ?? false)
            emit(report, .tlsAlert, side.blame, text.sentences, side)
        }
    }

    private mutating func emit(_ report: TLSReport, _ rule: Rule, _ blame: Blame, _ detail: String, _ side: Side?) {
        emit(
            Finding(
                session: number, rule: rule, blame: blame, detail: detail, mustFailWith: nil, frame: nil, message: nil,
                from: side, record: report.place.number, packets: Array(report.place.packets), place: nil,
                time: report.place.last.time))
    }

    /// Ends a session whose TLS stayed closed, or failed.
    mutating func endClosed(_ end: ConnectionEnd, at place: ChunkPlace) {
        let isFailure = opening?.outcome == .failed
        let hasEnded = end.reset != nil || end.firstFIN != nil
        var close = neverOpened(place, end.isClosed ? .closed : .open, event: isFailure && hasEnded)
        close.tcpEnd = end.reset != nil ? .reset : end.firstFIN != nil ? .fin : .none
        close.tcpEndBy = end.reset?.side ?? end.firstFIN?.side
        close.tcpEndTime = end.reset?.time ?? end.firstFIN?.time
        describeLife(&close, end)
        emitter.emit(close)
    }
}
