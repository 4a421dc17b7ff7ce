import Capture
import Dissection
import HTTP
import WebSocket
import Wire

// The objects of the machine-readable formats, one function each: the keys, their order and their meaning are a public
// interface. A key without a value is left out.

extension JSONText {
    /// What the capture says about itself.
    mutating func capture(_ info: CaptureInfo) {
        field("type", word: "capture")
        field("file", info.file)
        if !info.files.isEmpty { field("files", info.files) }
        field("format", info.format.rawValue)
        var linkTypes: [String] = []
        for interface in info.interfaces {
            let name = interface.linkType.name ?? String(interface.linkType.rawValue)
            if !linkTypes.contains(name) { linkTypes.append(name) }
        }
        field("linkTypes", linkTypes)
        field("interfaces", info.interfaces.compactMap(\.name))
        origin(info)
    }

    /// A frame's header and where it stands.
    mutating func frame(_ event: FrameEvent) {
        let header = event.header
        field("type", word: "frame")
        field("session", event.session)
        field("frame", event.frame)
        sender(event.from)
        field("time", event.time)
        field("packets", event.packets)
        field("streamOffset", event.streamOffset)
        if !event.records.isEmpty { field("records", event.records) }
        field("headerLength", header.headerLength)
        field("fin", header.fin)
        field("rsv1", header.rsv1)
        field("rsv2", header.rsv2)
        field("rsv3", header.rsv3)
        field("opcode", Int(header.opcode.rawValue))
        opcodeName(header.opcode)
        field("masked", header.masked)
        if header.masked { field("maskingKey", header.maskingKey) }
        field("payloadLength", header.payloadLength)
        if let length = event.meantLength { field("meantLength", length) }
        holes(event.holes)
        field("message", event.message)
        field("answers", event.answers)
        if let time = event.roundTripTime { field("roundTripTime", seconds: time) }
    }

    /// What the capture lacks of a payload: how many bytes, and where the first holes are, each with offset and length.
    private mutating func holes(_ holes: PayloadHoles) {
        guard holes.missing > 0 else { return }
        field("missing", holes.missing)
        beginArray("holes")
        for hole in holes.first {
            beginArray()
            item(hole.offset)
            item(hole.length)
            endArray()
        }
        endArray()
    }

    mutating func sender(_ side: Side?) {
        switch side {
        case .client: field("from", word: "client")
        case .server: field("from", word: "server")
        case nil: field("from", word: "unknown")
        }
    }

    private mutating func opcodeName(_ opcode: Opcode) {
        switch opcode {
        // By far the most, and without a text made for each.
        case .text: field("opcodeName", word: "text")
        case .binary: field("opcodeName", word: "binary")
        case .continuation: field("opcodeName", word: "continuation")
        default: field("opcodeName", opcode.name)
        }
    }

    /// A message, its payload as far as the event carries it.
    ///
    /// `text` or `base64` is the payload's beginning, at most up to the first hole; `truncated` says that there is more.
    mutating func message(_ event: MessageEvent) {
        field("type", word: "message")
        field("session", event.session)
        field("message", event.message)
        sender(event.from)
        field("time", event.time)
        switch event.kind {
        case .text: field("kind", word: "text")
        case .binary: field("kind", word: "binary")
        }
        field("frames", event.frames)
        field("compressed", event.compressed)
        field("wireLength", event.wireLength)
        field("length", event.length)
        holes(event.holes)
        if let length = event.length { payload(of: event, length: length) } else { inflatedPart(of: event) }
        field("sha256", hex: event.digest)
    }

    /// The payload of a compressed message that could not be inflated to its end.
    private mutating func inflatedPart(of event: MessageEvent) {
        guard !event.payload.isEmpty else { return }
        let text = UTF8Prefix.whole(of: event.payload)
        if event.kind == .text, String(validating: text, as: UTF8.self) != nil {
            field("text", utf8: text)
        } else {
            field("base64", base64: event.payload)
        }
        field("truncated", true)
    }

    /// The payload of a message that is not, or no longer, compressed: as text if it is text.
    private mutating func payload(of event: MessageEvent, length: Int) {
        guard !event.payload.isEmpty || length == 0 else { return }
        if let text = event.text {
            field("text", utf8: text)
            if text.count < length { field("truncated", true) }
        } else {
            field("base64", base64: event.payload)
            if event.payload.count < length { field("truncated", true) }
        }
    }

    /// A finding.
    mutating func finding(_ finding: Finding) {
        field("type", word: "finding")
        field("session", finding.session)
        field("rule", finding.rule.rawValue)
        field("severity", finding.rule.severity.rawValue)
        field("blame", finding.blame.rawValue)
        field("title", finding.title)
        field("detail", finding.detail)
        field("rfc", finding.rule.rfc)
        field("mustFailWith", finding.mustFailWith)
        field("frame", finding.frame)
        field("message", finding.message)
        field("record", finding.record)
        field("from", finding.from?.rawValue)
        field("packets", finding.packets)
    }

    /// How a session ended.
    mutating func close(_ event: CloseEvent) {
        field("type", word: "close")
        field("session", event.session)
        field("time", event.time)
        if event.unseen == nil {
            field("initiator", event.initiator.rawValue)
            field("clean", event.clean)
            if event.isReplyLate { field("lateReply", true) }
        }
        sent("clientSent", event.clientSent)
        sent("serverSent", event.serverSent)
        reported("clientEvent", event.clientEvent)
        reported("serverEvent", event.serverEvent)
        field("tcpEnd", event.tcpEnd.rawValue)
        field("tcpEndBy", event.tcpEndBy?.rawValue)
        field("state", event.state.rawValue)
        field("unseen", event.unseen?.rawValue)
        field("legOf", event.legOf)
        if event.clientRetransmissions > 0 { field("clientRetransmissions", event.clientRetransmissions) }
        if event.serverRetransmissions > 0 { field("serverRetransmissions", event.serverRetransmissions) }
        life(of: event)
        transports(of: event)
        compression(event.totals)
    }

    /// What compression did for each side's messages.
    private mutating func compression(_ totals: SessionTotals) {
        let (client, server) = (totals.clientCompression, totals.serverCompression)
        guard client.messages + server.messages > 0 else { return }
        beginObject("compression")
        saved("client", client)
        saved("server", server)
        endObject()
    }

    /// What compression did for one side's messages.
    private mutating func saved(_ key: StaticString, _ totals: CompressionTotals) {
        guard totals.messages > 0 else { return }
        beginObject(key)
        field("messages", totals.messages)
        field("wireLength", totals.wireLength)
        field("length", totals.length)
        endObject()
    }

    /// The Close of one side.
    ///
    /// - `code`: left out where the Close has none, and where the capture lacks it
    /// - `reason`: where bytes are missing, what stands before them
    /// - `missing`: how many bytes of code and reason are not known, if there are such
    private mutating func sent(_ key: StaticString, _ body: CloseBody?) {
        guard let body else { return }
        beginObject(key)
        field("code", body.code.map(Int.init))
        field("reason", body.reasonText)
        if body.missing > 0 { field("missing", body.missing) }
        endObject()
    }

    private mutating func reported(_ key: StaticString, _ event: CloseEvent.APIEvent?) {
        guard let event else { return }
        beginObject(key)
        field("code", event.code)
        field("reason", event.reason)
        field("wasClean", event.wasClean)
        endObject()
    }

    /// What the whole capture held.
    mutating func summary(_ event: SummaryEvent) {
        field("type", word: "summary")
        field("packets", event.packets)
        field("bytes", event.bytes)
        field("sessions", event.sessions)
        field("frames", event.frames)
        field("messages", event.messages)
        beginObject("findings")
        field("error", event.errors)
        field("warning", event.warnings)
        field("note", event.notes)
        endObject()
        field("duration", seconds: event.duration)
        if event.interruption != nil { field("partial", true) }
        if let shown = event.shown { self.shown(shown) }
        if event.otherConnections > 0 { field("otherConnections", event.otherConnections) }
        if event.closedConnections > 0 { field("closedConnections", event.closedConnections) }
        counts("turnedToTLS", event.turnedToTLS)
        refusedTunnels(event.refusedTunnels)
        legs(event.legs)
        failed("refusedConnectionCount", "refusedConnections", event.refusedConnections)
        failed("unansweredConnectionCount", "unansweredConnections", event.unansweredConnections)
        if event.duplicates > 0 { field("duplicates", event.duplicates) }
        if event.cutPackets > 0 {
            field("cutPackets", event.cutPackets)
            field("snapLength", event.snapLength)
        }
        counts("unreadable", event.unreadable)
        if let info = event.capture { remainder(info) }
    }

    /// What of the capture is shown, where options choose: all other keys of `summary` count everything.
    ///
    /// - `shown`: `{sessions, frames, messages, findings, choice}`, the last one being the options
    /// - `unsearched` in it: how many messages were not searched to the end, and not shown, if there are such
    private mutating func shown(_ counts: ShownCounts) {
        beginObject("shown")
        field("sessions", counts.shown.sessions)
        field("frames", counts.shown.frames)
        field("messages", counts.shown.messages)
        field("findings", counts.shown.findings)
        field("choice", counts.choice)
        if counts.unsearched > 0 { field("unsearched", counts.unsearched) }
        endObject()
    }

    /// Which sessions are legs of one session, as before and after a proxy.
    ///
    /// - `legCount`: how many pairs there are; `legs` lists the first 4096 of them
    /// - `legs`: array of `{session, legOf, evidence, frames, nearerClient}`: the later session, the first one, what shows
    ///   it (`key`: the same Sec-WebSocket-Key; `maskingKeys` and `payloads`: so many `frames` are the same), and which of
    ///   the two sessions is nearer to the client, where that is known
    private mutating func legs(_ legs: LegLinks) {
        guard legs.count > 0 else { return }
        field("legCount", legs.count)
        beginArray("legs")
        for link in legs.links {
            beginObject()
            field("session", link.session)
            field("legOf", link.legOf)
            switch link.evidence {
            case .key: field("evidence", word: "key")
            case .maskingKeys(let count):
                field("evidence", word: "maskingKeys")
                field("frames", count)
            case .payloads(let count):
                field("evidence", word: "payloads")
                field("frames", count)
            }
            field("nearerClient", link.nearerClient)
            endObject()
        }
        endArray()
    }

    /// Connections that never came about: all counted, the first places as `{server, connections, attempts, packet}`,
    /// where `attempts` are SYNs and `packet` is the first one.
    private mutating func failed(_ count: StaticString, _ list: StaticString, _ failed: FailedConnections) {
        guard failed.count > 0 else { return }
        field(count, failed.count)
        beginArray(list)
        for target in failed.targets {
            beginObject()
            field("server", target.server.description)
            field("connections", target.connections)
            field("attempts", target.attempts)
            field("packet", target.packet)
            endObject()
        }
        endArray()
    }

    private mutating func refusedTunnels(_ tunnels: SummaryEvent.RefusedTunnels) {
        guard tunnels.count > 0 else { return }
        field("refusedTunnelCount", tunnels.count)
        beginArray("refusedTunnels")
        for tunnel in tunnels.first {
            beginObject()
            field("tunnel", tunnel.authority)
            field("status", tunnel.status)
            field("proxy", tunnel.proxy.description)
            field("tcpStream", tunnel.tcpStream)
            field("packet", tunnel.packet)
            endObject()
        }
        endArray()
    }
}
