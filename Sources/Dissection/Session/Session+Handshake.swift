import HTTP
import Wire

// What the opening handshake breaks, and sessions that never opened.
extension Session {
    /// Reports what request and response break.
    mutating func judgeHandshake(_ start: SessionEvent, _ handshake: UpgradeHandshake) {
        var objections: [Rule] = []
        for defect in handshake.defects(server: start.server) {
            // The rules that HTTP can judge carry the rulebook's own identifiers.
            guard let rule = Rule(rawValue: defect.rule.rawValue) else { continue }
            if start.isSecure, rule == .handshakeCleartextCredentials { continue }
            let isRequest = if case .request = defect.place { true } else { false }
            if defect.blame == .server { objections.append(rule) }
            emit(
                Finding(
                    session: number, rule: rule, blame: defect.blame == .client ? .client : .server,
                    detail: defect.detail, mustFailWith: nil, frame: nil, message: nil,
                    from: isRequest ? .client : .server,
                    packets: [isRequest ? start.packet : start.responsePacket ?? start.packet],
                    place: Finding.Place(defect.place),
                    time: isRequest ? start.time : start.responseTime ?? start.time))
        }
        opening?.objection = AnswerObjection(objections, start)
    }

    /// Reports a PROXY protocol header that came before the connection's own bytes.
    mutating func report(_ header: ProxyHeader, at place: ChunkPlace) {
        let bytes = Quantity.count(header.length, "byte")
        let names =
            if let client = header.client, let server = header.server {
                "name \(client) as the real client, which connected to \(server)"
            } else if header.isLocal {
                "say that the proxy connects on its own account"
            } else {
                "name no address (\(header.family ?? "UNKNOWN"))"
            }
        emitAtEnd(
            .handshakeProxyLine, blame: .network, place,
            "\(bytes) of the PROXY protocol (version \(header.version)) come before the request and \(names). A server "
                + "that does not expect them answers 400, or hangs up.", from: .client, packets: [place.packet])
    }

    /// Reports bytes that the client sent before the response can have reached it.
    mutating func reportFramesBefore101(_ place: ChunkPlace, bytes: Int) {
        emitAtEnd(
            .handshakeFramesBefore101, blame: .client, place,
            "The client sent \(Quantity.count(bytes, "byte")) after its request, from packet \(place.packet) on, before it "
                + "had the server's 101. A refusal would make them the start of another HTTP request.",
            from: .client, packets: [place.packet])
    }

    /// Ends a session that the server refused: it never was one, so that nothing closes.
    mutating func endRefused(at place: ChunkPlace) {
        var close = neverOpened(place, .closed, event: true)
        describeLife(&close, ConnectionEnd())
        emitter.emit(close)
    }

    /// Ends a session whose request was not answered.
    mutating func endUnanswered(
        _ end: TransportEnd, _ client: Int, _ place: ChunkPlace, strangeAnswer: [UInt8], unfinished: UnfinishedHead?
    ) {
        let connection = end.seen(from: client)
        let ended = (connection.reset ?? connection.firstFIN)?.time ?? place.time
        let waited = ended.lead(since: start)
        var by = connection.reset?.side ?? connection.firstFIN?.side
        var detail: String
        if let reset = connection.reset, let fin = connection.firstFIN, fin.packet < opening?.begin.packet ?? 0 {
            detail =
                "The \(fin.side) had closed the connection \(start.lead(since: fin.time))before the "
                + "request came; the \(reset.side) answered the request with a RST."
        } else if let reset = connection.reset, let fin = connection.firstFIN, fin.packet < reset.packet,
            endedBeforeHead(fin.side, connection)
        {
            detail =
                "The \(fin.side) closed the connection before the request had reached it: its FIN in packet \(fin.packet) does "
                + "not acknowledge it. The \(reset.side) then answered the request with a RST."
        } else if let reset = connection.reset, let fin = connection.firstEnd, fin != reset {
            by = fin.side
            detail =
                "The \(fin.side) closed the connection \(fin.time.lead(since: start))after the request, and the "
                + "\(reset.side) reset it \(reset.time.lead(since: fin.time))later."
        } else if let reset = connection.reset {
            detail = "The \(reset.side) reset the connection \(waited)after the request."
        } else if let fin = connection.firstFIN, fin.packet < opening?.begin.packet ?? 0 {
            detail =
                "The \(fin.side) had closed the connection \(start.lead(since: fin.time))before the "
                + "request came, so it was not answered."
        } else if let fin = connection.firstFIN, endedBeforeHead(fin.side, connection) {
            detail =
                "The \(fin.side) closed the connection \(waited)after the request, which had not reached it by then: its FIN "
                + "does not acknowledge it."
        } else if let fin = connection.firstFIN {
            detail = "The \(fin.side) closed the connection \(waited)after the request."
        } else {
            detail =
                waited.isEmpty
                ? "The capture holds no response."
                : "The capture holds no response in the \(waited)that it goes on after the request."
        }
        if !strangeAnswer.isEmpty {
            let what = StrangeAnswer(strangeAnswer).kind == .otherHTTP ? "HTTP/1.1" : "HTTP"
            detail += " What came as an answer isn't \(what): it begins with \(StrangeAnswer(strangeAnswer).phrase)."
        }
        if let unfinished { detail += " " + unfinished.sentences }
        // handshake.head-unfinished says it, and why.
        if unfinished?.isFinal != true {
            emitAtEnd(
                .handshakeNoResponse, blame: by?.blame ?? .capture, place, detail, from: by,
                packets: connection.packets,
                title: Self.titleWithoutAnswer(strangeAnswer, unfinished, hasEnded: by != nil))
        }
        lastTime = max(lastTime, place.time)
        var close = neverOpened(place, connection.isClosed ? .closed : .open, event: connection.isClosed)
        close.tcpEnd = connection.reset != nil ? .reset : connection.firstFIN != nil ? .fin : .none
        close.tcpEndBy = connection.reset?.side ?? connection.firstFIN?.side
        close.tcpEndTime = connection.reset?.time ?? connection.firstFIN?.time
        describeLife(&close, connection)
        emitter.emit(close)
    }

    /// What is to be said of a request that got no answer, or none that can be one.
    private static func titleWithoutAnswer(
        _ strangeAnswer: [UInt8], _ unfinished: UnfinishedHead?, hasEnded: Bool
    ) -> String {
        if !strangeAnswer.isEmpty {
            let what = StrangeAnswer(strangeAnswer).kind == .otherHTTP ? "HTTP/1.1" : "HTTP"
            return "The upgrade request was answered with something that isn't \(what)"
        }
        if unfinished?.kind == .response { return "The answer to the upgrade request is not whole" }
        return hasEnded
            ? "The upgrade request was never answered" : "The capture ended before the upgrade request was answered"
    }

    /// Ends a session of which nothing but the request is in the capture, as nothing of the server is, or not all of its
    /// answer.
    mutating func endUnknown(_ end: ConnectionEnd, at place: ChunkPlace, lost isAnswerLost: Bool, _ hole: Hole?) {
        if isAnswerLost {
            if let hole {
                report(
                    hole, .server, consequence: "They are of its answer: whether it opened the session is not known.")
            }
        } else {
            reportOneSided(.server, place)
        }
        var close = neverOpened(place, end.isClosed ? .closed : .open, event: false)
        close.tcpEnd = end.reset != nil ? .reset : end.firstFIN != nil ? .fin : .none
        close.tcpEndBy = end.reset?.side ?? end.firstFIN?.side
        close.tcpEndTime = end.reset?.time ?? end.firstFIN?.time
        describeLife(&close, end)
        emitter.emit(close)
    }

    /// The close of a session without frames; the client's API reports 1006 for a handshake that failed.
    mutating func neverOpened(_ place: ChunkPlace, _ state: CloseEvent.State, event: Bool) -> CloseEvent {
        lastTime = max(lastTime, place.time)
        totals.duration = max(lastTime.since(start), 0)
        return CloseEvent(
            session: number, time: lastTime, initiator: .none, clean: false, clientSent: nil, serverSent: nil,
            clientEvent: event ? .init(code: 1006, reason: "", wasClean: false) : nil, serverEvent: nil,
            tcpEnd: .none, tcpEndBy: nil, state: state, totals: totals)
    }
}

extension Finding.Place {
    init(_ place: HandshakeDefect.Place) {
        switch place {
        case .request(let range): self = .request(range)
        case .response(let range): self = .response(range)
        }
    }
}
