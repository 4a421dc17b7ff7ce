import TLS
import Wire

// TLS between TCP and HTTP: layers that open records and hand their plaintext on.
extension Connection {
    /// A proxy may be spoken to in TLS, and what it tunnels may be TLS again; deeper is nobody's connection.
    private static let layerLimit = 3
    /// Records that are kept to be told with the session, at most.
    private static let earlyRecordLimit = 256
    private static let earlyReportLimit = 16

    /// Whether a direction's first bytes are a TLS record: no HTTP begins so.
    func beginsTLS(_ chunk: RawSpan) -> Bool {
        layers.count < Self.layerLimit && RecordAssembler.mayBegin(chunk)
            && chunk.byte(at: 0) != ContentType.heartbeat.rawValue
    }

    /// Whether TLS begins, or a record of it, in the middle of a connection that told nothing so far.
    func resumesTLS(_ chunk: RawSpan) -> Bool {
        guard beginsTLS(chunk), chunk.byteCount > RecordHeader.size else { return false }
        let type = ContentType(rawValue: chunk.byte(at: 0))
        // A hello, whose type follows the header; or, where its beginning is missing, a ChangeCipherSpec or data, in a version
        // that TLS has been since 2006.
        if type == .handshake { return chunk.byte(at: 5) == 1 || chunk.byte(at: 5) == 2 }
        guard !beginsWhole, chunk.uint16(at: 1) == ProtocolVersion.tls12.rawValue else { return false }
        if type == .changeCipherSpec { return chunk.uint16(at: 3) == 1 && chunk.byte(at: 5) == 1 }
        return type == .applicationData
    }

    /// Begins a TLS connection with its first bytes.
    mutating func beginTLS(
        _ chunk: RawSpan, _ direction: Int, _ place: ChunkPlace, _ emitter: Emitter, _ scratch: inout Scratch
    ) {
        phase = .silent
        let isAligned = beginsWhole || !layers.isEmpty || !tunnels.isEmpty
        let layer = TLSLayer(
            depth: layers.count, isAligned: isAligned, options: emitter.options, cache: emitter.resumptions)
        for lost in 0..<2 where layers.isEmpty && lostAtStart[lost] > 0 {
            var start = place
            start.offset = 0
            layer.skip(lostAtStart[lost], direction: lost, at: start, isSnapLength: false)
        }
        if layers.isEmpty, let dialogue, !dialogue.isTransparent {
            // Who begins TLS without a word before has not turned to it: the peer speaks something else.
            if lastPackets[direction] == nil, beginsWhole {
                layer.strangeAnswer = firstWords
            } else if beginsWhole || dialogue != .unknown {
                // What can't be named may be the rest of anything where its beginning is missing.
                layer.dialogue = dialogue
            }
        }
        layers.append(layer)
        receive(chunk, direction, place, depth: layers.count - 1, emitter, &scratch)
    }

    /// Takes the next bytes of the stream that layer `depth` reads.
    mutating func receive(
        _ chunk: RawSpan, _ direction: Int, _ place: ChunkPlace, depth: Int, _ emitter: Emitter,
        _ scratch: inout Scratch
    ) {
        layers[depth].receive(chunk, direction: direction, at: place, keys: emitter.keys)
        takeOutcomes(depth, emitter, &scratch)
    }

    /// Passes over bytes of the stream that layer `depth` reads.
    mutating func skip(
        _ count: Int, _ direction: Int, _ place: ChunkPlace, isSnapLength: Bool, depth: Int, _ emitter: Emitter,
        _ scratch: inout Scratch
    ) {
        layers[depth].skip(count, direction: direction, at: place, isSnapLength: isSnapLength)
        takeOutcomes(depth, emitter, &scratch)
    }

    /// Takes the news that there are more keys than before.
    ///
    /// - Returns: whether this was all that its end waited for, so that it is over now.
    mutating func learn(_ emitter: Emitter, _ scratch: inout Scratch) -> Bool {
        for depth in layers.indices where layers[depth].isWaiting {
            layers[depth].retry(emitter.keys)
            takeOutcomes(depth, emitter, &scratch)
        }
        countWaiting(emitter)
        return endPostponed(emitter, &scratch)
    }

    /// Gives up what TLS keeps and can do without: what waits for keys, and the handshake's messages.
    mutating func shedTLS(_ emitter: Emitter, _ scratch: inout Scratch) {
        for depth in layers.indices {
            layers[depth].giveUp(emitter.keys)
            layers[depth].forgetMessages()
            takeOutcomes(depth, emitter, &scratch)
        }
        earlyRecords = []
    }

    private mutating func takeOutcomes(_ depth: Int, _ emitter: Emitter, _ scratch: inout Scratch) {
        // An inner layer may begin, or the phase change, with each of them.
        for outcome in layers[depth].takeOutcomes() {
            switch outcome {
            case .plaintext(let opened, let direction, let place, let carrier):
                if depth + 1 < layers.count {
                    receive(opened.bytes, direction, place, depth: depth + 1, emitter, &scratch)
                } else {
                    self.carrier = carrier
                    receivePlaintext(opened.bytes, direction, place, emitter, &scratch)
                }
            case .gap(let count, let direction, let place, let isCertain, let isSnapLength):
                if depth + 1 < layers.count {
                    skip(count, direction, place, isSnapLength: isSnapLength, depth: depth + 1, emitter, &scratch)
                } else {
                    skipPlaintext(
                        count, direction, place, isSnapLength: isSnapLength, isCertain: isCertain, &scratch)
                }
            case .record(let record, let direction): tell(record, direction, emitter)
            case .alert(let alert, let direction, let place):
                report(.alert(alert, layers[depth]), direction, place, emitter)
            case .closeNotify(let direction, let place):
                withSession(direction) { $0.noteTLSEnd(.closeNotify, $1, place.last) }
            case .closed(let closure, let direction, let place):
                report(.closed(closure, layers[depth]), direction, place, emitter)
                layers[depth].directions[direction].isClosureReported = true
                announceIfClosed(depth, emitter)
            case .damaged(let direction, let place, let isWhole):
                report(.damaged(isWhole: isWhole), direction, place, emitter)
            case .lost(let direction, let place, let missing):
                report(.lost(missing: missing), direction, place, emitter)
            case .resumed(let direction, let place, let missing):
                report(.resumed(missing: missing), direction, place, emitter)
            case .notTLS(let direction, let bytes, let place):
                takeStrange(bytes, direction, place, depth, emitter, &scratch)
            }
        }
    }

    /// Takes bytes where TLS was expected and is none.
    private mutating func takeStrange(
        _ bytes: [UInt8], _ direction: Int, _ place: ChunkPlace, _ depth: Int, _ emitter: Emitter,
        _ scratch: inout Scratch
    ) {
        guard depth == layers.count - 1, case .silent = phase else { return }
        if layers[depth].connection.facts.clientHello == nil {
            // It only looked like TLS.
            layers.removeLast()
            beginLooking(bytes.rawSpan, direction, place, emitter, &scratch)
        } else if layers[depth].strangeAnswer.isEmpty {
            layers[depth].strangeAnswer = bytes
        }
    }

    // MARK: Sessions that stay closed

    /// The TLS connection that a session which begins now runs in.
    var security: Boxed<SessionSecurity> {
        guard let layer = layers.last else { return Boxed() }
        let client = layer.connection.clientDirection ?? 0
        return Boxed(
            wrappedValue: SessionSecurity(
                handshake: layer.connection.facts, clientClosure: layer.directions[client].closure,
                serverClosure: layer.directions[1 - client].closure,
                outer: layers.count > 1 ? layers[layers.count - 2].connection.facts : nil,
                alert: layer.directions[client].fatalAlert ?? layer.directions[1 - client].fatalAlert))
    }

    /// Tells of a session in TLS once nothing of either side can be opened.
    private mutating func announceIfClosed(_ depth: Int, _ emitter: Emitter) {
        let layer = layers[depth]
        guard depth == layers.count - 1, !hasSession, case .silent = phase, layer.isReportedClosed,
            layer.mayBeWebSocket,
            layer.isPastHandshake
        else { return }
        announce(.encrypted, layer, emitter)
    }

    /// Tells of a connection that ends without a session, if it is one that may have been meant for a WebSocket.
    mutating func endWithoutSession(_ end: TransportEnd, _ place: ChunkPlace, _ emitter: Emitter) {
        guard let layer = layers.last, layer.start != nil else { return }
        guard layer.mayBeWebSocket else {
            if let dialogue = layer.dialogue {
                emitter.summary.turnedToTLS[dialogue.rawValue, default: 0] += 1
            } else if layer.isAnyClosed {
                emitter.summary.closedConnections += 1
            }
            return
        }
        // What one side never said may only not have been captured.
        let isSeen = end.isSeen[0] && end.isSeen[1]
        let hasFailed = layer.hasFailed(isSeen: isSeen)
        guard hasFailed || layer.isAnyClosed else { return }
        layer.isEnded = end.hasBegun
        announce(hasFailed ? .failed : .encrypted, layer, emitter)
        guard case .closedTLS(let session, let client) = phase else { return }
        session.value.endClosed(end.seen(from: client), at: place)
    }

    private mutating func announce(_ outcome: SessionEvent.Outcome, _ layer: TLSLayer, _ emitter: Emitter) {
        guard let first = layer.start else { return }
        hasSession = true
        // Without a hello, the lower port is the server's more often than not.
        let client = layer.connection.clientDirection ?? (endpoints[0].port >= endpoints[1].port ? 0 : 1)
        var security = security
        if outcome == .failed { security.wrappedValue?.progress = layer.progress(client: client) }
        let start = SessionEvent(
            session: emitter.nextSession(in: slot), client: endpoints[client], server: endpoints[1 - client],
            time: first.last.time, packet: first.last.packet, responseTime: nil, responsePacket: nil,
            tcpStream: tcpStream, outcome: outcome, handshake: nil, tunnel: tunnel, strangeAnswer: layer.strangeAnswer,
            proxyHeader: proxyHeader?.header, tls: security)
        emitter.emit(start)
        let session = SessionBox(
            Session(
                number: start.session, group: ConnectionGroup.of(slot), emitter: emitter, extensions: .unknown,
                start: start.time))
        session.value.open(start)
        tellEarly(&session.value, client)
        phase = .closedTLS(session, clientDirection: client)
    }

    /// Ends the TLS layers with their connection: what waits is given up; what was acknowledged counts in plaintext.
    mutating func endTLS(_ end: inout TransportEnd, _ emitter: Emitter, _ scratch: inout Scratch) {
        for depth in layers.indices {
            layers[depth].end(emitter.keys)
            takeOutcomes(depth, emitter, &scratch)
            layers[depth].acknowledgedAtEnd = end.acknowledged
            for direction in 0..<2 {
                end.tls[direction] = layers[depth].end(of: direction)
                end.acknowledged[direction] = layers[depth].acknowledged(
                    1 - direction, upTo: end.acknowledged[direction])
            }
        }
    }

    // MARK: Telling

    private mutating func tell(_ record: RecordEvent, _ direction: Int, _ emitter: Emitter) {
        switch phase {
        case .webSocket(let session, let client), .closedTLS(let session, let client):
            emitter.emit(.record(record.told(session.value.number, direction, client)))
        default:
            if earlyRecords.count < Self.earlyRecordLimit { earlyRecords.append((record, direction)) }
        }
    }

    private mutating func report(
        _ kind: TLSReport.Kind, _ direction: Int, _ place: RecordPlace, _ emitter: Emitter
    ) {
        let report = TLSReport(kind: kind, direction: direction, place: place)
        switch phase {
        case .webSocket(let session, let client), .closedTLS(let session, let client):
            session.value.emit(report, client, peerFIN: finPlaces[1 - direction]?.packet)
        default:
            if let same = earlyReports.firstIndex(where: { $0.isClosure(like: report) }) {
                earlyReports[same].isOfBoth = true
            } else if earlyReports.count < Self.earlyReportLimit {
                earlyReports.append(report)
            }
        }
    }

    /// Tells what came before the session that just began; the handshake's messages are with it now.
    mutating func tellEarly(_ session: inout Session, _ client: Int) {
        if let proxyHeader { session.report(proxyHeader.header, at: proxyHeader.place) }
        guard !layers.isEmpty else { return }
        session.carrier = carrier
        for (record, direction) in earlyRecords {
            session.emitter.emit(.record(record.told(session.number, direction, client)))
        }
        for report in earlyReports {
            session.emit(report, client, peerFIN: finPlaces[1 - report.direction]?.packet)
        }
        earlyRecords = []
        earlyReports = []
        for layer in layers { layer.forgetMessages() }
    }
}

extension RecordEvent {
    fileprivate func told(_ session: Int, _ direction: Int, _ client: Int) -> RecordEvent {
        var result = self
        result.session = session
        result.from = direction == client ? .client : .server
        return result
    }
}
