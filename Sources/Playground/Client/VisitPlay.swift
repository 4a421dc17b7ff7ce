import Dissection
import Foundation
import HTTP
import WebSocket
import Wire

/// The client's part of one visit, without any I/O: bytes and the end of waiting in, what to do out.
///
/// It is as strict as a browser: what RFC 6455 says must fail the connection does.
struct VisitPlay {
    /// What is to be done.
    enum Action: Hashable {
        case tell(VisitNews)
        case send([UInt8])
        /// End TCP.
        case close
    }

    /// What the client waits for.
    enum Phase: Hashable {
        /// The answer to the upgrade.
        case answer
        /// Whatever the server does.
        case open
        /// The server's Close.
        case close
        /// The end of TCP, after both Closes.
        case end
        /// Nothing more.
        case over
    }

    /// What it waits for.
    private(set) var phase = Phase.answer
    private let endpoint: PlaygroundEndpoint
    private let visit: PlaygroundEndpoint.Visit
    private let server: Endpoint
    private let request: [UInt8]
    private var keys: any RandomNumberGenerator
    private var buffer: [UInt8] = []
    private var text = UTF8Checker()
    private var message: (opcode: Opcode, isCompressed: Bool)?
    private var inflater: MessageInflater?
    /// Whether frames can no longer be told apart: bytes are dropped until TCP ends.
    private var isLost = false
    /// Whether the header that the buffer begins with was found wrong, and its payload has not come whole.
    private var isInsideViolation = false

    /// A visit at `server`, which knows itself by `host`, as `localhost:8101`.
    init(
        _ endpoint: PlaygroundEndpoint, _ visit: PlaygroundEndpoint.Visit, at server: Endpoint, host: String,
        keys: any RandomNumberGenerator = SystemRandomNumberGenerator()
    ) {
        self.endpoint = endpoint
        self.visit = visit
        self.server = server
        var keys = keys
        var nonce: [UInt8] = []
        for _ in 0..<16 { nonce.append(.random(in: 0...255, using: &keys)) }
        self.keys = keys
        var lines = [
            "GET \(endpoint.path(of: visit)) HTTP/1.1", "Host: \(host)", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Key: \(Data(nonce).base64EncodedString())", "Sec-WebSocket-Version: 13",
            "User-Agent: ws101 playground",
        ]
        if !endpoint.offers.isEmpty {
            lines.append("Sec-WebSocket-Protocol: \(endpoint.offers.joined(separator: ", "))")
        }
        if endpoint.needsDeflate {
            lines.append("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")
        }
        request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// How long it waits, in milliseconds.
    var patience: Int {
        switch phase {
        case .answer: 1000
        case .open: visit.stay
        case .close: visit.grace
        case .end: 8000
        case .over: 0
        }
    }

    /// What to do first.
    func begin() -> [Action] {
        [.tell(VisitNews(.sent, "GET \(endpoint.path(of: visit))")), .send(request)]
    }

    /// What to do about bytes that came.
    mutating func receive(_ bytes: some Sequence<UInt8>) -> [Action] {
        guard !isLost else { return [] }
        buffer += bytes
        var actions: [Action] = []
        if phase == .answer { readAnswer(&actions) }
        while phase != .answer, phase != .over, let (header, payload) = nextFrame(&actions) {
            take(header, payload, &actions)
        }
        return actions
    }

    /// What to do when the patience is at its end.
    mutating func waited() -> [Action] {
        switch phase {
        case .answer:
            phase = .over
            return [
                .tell(VisitNews(.remark, buffer.isEmpty ? "no answer came" : "the answer's head has no end")), .close,
            ]
        case .open:
            phase = .close
            return send(close: 1000)
        case .close:
            phase = .over
            // Where frames can't be told apart, one may have come.
            return [.tell(VisitNews(.remark, seesFrames ? "no Close came back" : "the server didn't end TCP")), .close]
        case .end:
            phase = .over
            return [.tell(VisitNews(.remark, "the server didn't end TCP")), .close]
        case .over: return [.close]
        }
    }

    /// What to say of the connection's end, of which `error` is nil for a FIN.
    mutating func ended(_ error: String?) -> [Action] {
        defer { phase = .over }
        guard phase != .over else { return [] }
        let early = phase == .end || !seesFrames ? "" : ", without a Close"
        return [.tell(VisitNews(.remark, (error ?? "the server ended TCP") + early)), .close]
    }

    /// Whether a Close of the server would be seen as one.
    private var seesFrames: Bool { !isLost && !isInsideViolation }

    // MARK: Handshake

    private mutating func readAnswer(_ actions: inout [Action]) {
        guard let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
        let bytes = Array(buffer[..<end.upperBound])
        buffer.removeFirst(end.upperBound)
        guard let request = try? RequestHead(parsing: request), let response = try? ResponseHead(parsing: bytes) else {
            return give(up: "the answer is no HTTP", &actions)
        }
        var words = "\(response.version) \(response.status) \(response.reason)"
        if let subprotocol = response.chosenSubprotocol { words += ", subprotocol \(subprotocol)" }
        for name in response.chosenExtensions.map(\.name) { words += ", \(name)" }
        actions.append(.tell(VisitNews(.received, words)))
        guard response.status == 101 else {
            phase = .over
            return actions.append(.close)
        }
        let handshake = UpgradeHandshake(request: request, response: response)
        if let rule = handshake.defects(server: server).lazy.compactMap(Self.failing).first {
            return give(up: "\(rule.title): the client fails the connection", &actions)
        }
        if let deflate = handshake.perMessageDeflate {
            inflater = MessageInflater(
                windowBits: deflate.serverMaxWindowBits, takesContextOver: !deflate.serverNoContextTakeover,
                isCertain: true)
        }
        phase = .open
        for message in visit.sends { send(message, &actions) }
    }

    /// The rule, if clients fail the connection for it.
    private static func failing(_ defect: HandshakeDefect) -> Rule? {
        guard let rule = Rule(rawValue: defect.rule.rawValue) else { return nil }
        // Browsers are stricter here than RFC 6455.
        return rule.severity == .error || rule == .handshakeSubprotocolUnanswered ? rule : nil
    }

    private mutating func give(up reason: String, _ actions: inout [Action]) {
        phase = .over
        actions += [.tell(VisitNews(.remark, reason)), .close]
    }

    // MARK: Sending

    private mutating func send(_ message: PlaygroundEndpoint.Message, _ actions: inout [Action]) {
        let (opcode, payload): (Opcode, [UInt8]) =
            switch message {
            case .text(let text): (.text, Array(text.utf8))
            case .long(let count): (.text, (0..<count).map { UInt8(ascii: "a") + UInt8($0 % 26) })
            case .ping(let text): (.ping, Array(text.utf8))
            }
        actions += frame(opcode, payload)
    }

    private mutating func frame(_ opcode: Opcode, _ payload: [UInt8]) -> [Action] {
        let key = MaskingKey(.random(in: 1 ... .max, using: &keys))
        let header = FrameHeader(opcode: opcode, payloadLength: UInt64(payload.count), maskingKey: key)
        return [
            .tell(VisitNews(.sent, FrameWords.text(header, payload))),
            .send(FrameEncoder.encode(opcode: opcode, payload: payload, maskingKey: key)),
        ]
    }

    private mutating func send(close code: UInt16?) -> [Action] {
        frame(.close, CloseBody(code: code, reason: []).payload)
    }

    // MARK: Receiving

    /// The next whole frame of the buffer, unmasked; nil if there is none, or nothing more can be read.
    private mutating func nextFrame(_ actions: inout [Action]) -> (FrameHeader, [UInt8])? {
        var reader = FieldReader(buffer.rawSpan, sink: NoFields(), limitedBy: .stream)
        guard let header = try? FrameHeader(reading: &reader) else { return nil }
        if !isInsideViolation { judge(header, &actions) }
        if header.payloadLength >= 1 << 32 { isLost = true }
        guard !isLost else { return nil }
        let end = header.headerLength + Int(header.payloadLength)
        guard buffer.count >= end else { return nil }
        let payload = payload(of: header)
        buffer.removeFirst(end)
        isInsideViolation = false
        return (header, payload)
    }

    /// Fails the connection for a header that no client takes.
    private mutating func judge(_ header: FrameHeader, _ actions: inout [Action]) {
        let violations = header.violations(from: false, rsv1Defined: inflater != nil)
        guard let violation = violations.each.first, let rule = Rule(rawValue: violation.rule), rule.severity == .error
        else { return }
        guard phase == .open else {
            isLost = true
            return
        }
        isInsideViolation = true
        actions.append(.tell(VisitNews(.received, FrameWords.text(header, payload(of: header)))))
        fail(rule, header.detail(of: violation, rsv1Defined: inflater != nil), &actions)
    }

    /// The payload of the frame that the buffer begins with, unmasked, as far as it has come.
    private func payload(of header: FrameHeader) -> [UInt8] {
        var payload = Array(buffer.dropFirst(header.headerLength).prefix(Int(clamping: header.payloadLength)))
        if header.masked { payload.unmask(with: header.maskingKey) }
        return payload
    }

    private mutating func take(_ header: FrameHeader, _ payload: [UInt8], _ actions: inout [Action]) {
        if header.opcode == .close { return takeClose(header, payload, &actions) }
        guard phase == .open else {
            // What the server sends after its Close is worth a look, and gets no answer.
            if phase == .end { actions.append(.tell(VisitNews(.received, FrameWords.text(header, payload)))) }
            return
        }
        actions.append(.tell(VisitNews(.received, FrameWords.text(header, payload))))
        switch header.opcode {
        case .ping: actions += frame(.pong, payload)
        case .pong: break
        default: takeData(header, payload, &actions)
        }
    }

    private mutating func takeData(_ header: FrameHeader, _ payload: [UInt8], _ actions: inout [Action]) {
        if header.opcode == .continuation {
            guard message != nil else {
                return fail(.frameContinuationUnexpected, "The continuation continues nothing.", &actions)
            }
        } else {
            guard message == nil else {
                return fail(.frameMessageInterrupted, "A message begins inside another.", &actions)
            }
            message = (header.opcode, header.rsv1)
            text = UTF8Checker()
            if header.rsv1 { inflater?.begin() }
        }
        guard let current = message else { return }
        if header.fin { message = nil }
        guard let content = current.isCompressed ? inflated(payload, isLast: header.fin, &actions) : payload else {
            return
        }
        if current.isCompressed, header.fin {
            actions.append(.tell(VisitNews(.remark, "inflated: " + FrameWords.quote(content))))
        }
        guard current.opcode == .text else { return }
        if text.feed(content.rawSpan) != nil || header.fin && !text.isComplete {
            fail(.messageInvalidUtf8, "The text is not UTF-8.", &actions)
        }
    }

    private mutating func inflated(_ payload: [UInt8], isLast: Bool, _ actions: inout [Action]) -> [UInt8]? {
        guard let inflater, let content = inflater.inflated(payload.rawSpan, isLast: isLast) else { return nil }
        if inflater.takeExcess() != nil {
            fail(.messageWindowExceeded, "It refers back further than the window.", &actions)
            return nil
        }
        if inflater.problem != nil {
            fail(.messageInflateFailed, "The message doesn't inflate.", &actions)
            return nil
        }
        return content
    }

    private mutating func takeClose(_ header: FrameHeader, _ payload: [UInt8], _ actions: inout [Action]) {
        actions.append(.tell(VisitNews(.received, FrameWords.text(header, payload))))
        guard phase == .open else {
            phase = .end
            return
        }
        let body = CloseBody(payload: payload)
        if body == nil { return fail(.closePayloadOneByte, "The Close has one byte.", &actions, isLast: true) }
        if let code = body?.closeCode, !code.mayBeSent {
            let rule: Rule = code.verdict == .reserved ? .closeCodeReserved : .closeCodeInvalid
            return fail(rule, "The code \(code.rawValue) must not be sent.", &actions, isLast: true)
        }
        if let reason = body?.reason, String(validating: reason, as: UTF8.self) == nil {
            return fail(.closeReasonInvalidUtf8, "The reason is not UTF-8.", &actions, isLast: true)
        }
        phase = .end
        actions += send(close: body?.code)
    }

    /// Fails the connection, as RFC 6455 §7.1.7 has it; `isLast` says that the server's Close has come.
    private mutating func fail(_ rule: Rule, _ detail: String, _ actions: inout [Action], isLast: Bool = false) {
        actions.append(.tell(VisitNews(.remark, detail)))
        phase = isLast ? .end : .close
        actions += send(close: UInt16(rule.mustFailWith ?? 1002))
    }
}
