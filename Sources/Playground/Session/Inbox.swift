import NIOCore
import NIOWebSocket
import WebSocket
import Wire

/// What the client sends: messages put together, Pings and Closes answered, violations replied to as RFC 6455 §7.1.7 asks.
final class Inbox {
    /// What a script gets to see.
    enum Item {
        case message(Opcode, [UInt8])
        case pong([UInt8])
    }

    /// Whether Pings are answered.
    var answersPings = true
    /// Whether the client's Close is answered.
    var answersClose = true

    private let session: Session
    private var frames: NIOAsyncChannelInboundStream<WebSocketFrame>.AsyncIterator
    private var message: (opcode: Opcode, isCompressed: Bool, bytes: [UInt8])?
    private let inflater: MessageInflater?
    private var isOver = false

    init(_ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, _ session: Session) {
        self.session = session
        frames = inbound.makeAsyncIterator()
        inflater = session.deflate?.makeInflater()
    }

    /// The next message or Pong; nil once the client's Close has come, or its bytes have ended.
    func next() async throws -> Item? {
        while !isOver {
            guard let frame = try await nextFrame() else {
                session.note("TCP ended by the client, without a Close")
                isOver = true
                return nil
            }
            if let (code, problem) = violation(of: frame) {
                try await fail(code, problem)
                return nil
            }
            let payload = Array(buffer: frame.unmaskedData)
            switch Opcode(rawValue: UInt8(webSocketOpcode: frame.opcode)) {
            case .close: try await answerClose(payload)
            case .ping:
                if answersPings { try await session.send(FrameEncoder.encode(opcode: .pong, payload: payload)) }
            case .pong: return .pong(payload)
            case let opcode: if let item = try await take(opcode, payload, frame) { return item }
            }
        }
        return nil
    }

    /// The next frame as it came; nil at the end.
    func nextFrame() async throws -> WebSocketFrame? { try await frames.next() }

    /// Lets everything pass until the client's Close, or the end of its bytes.
    func drain() async throws { while try await next() != nil {} }

    // MARK: Messages

    private func take(_ opcode: Opcode, _ payload: [UInt8], _ frame: WebSocketFrame) async throws -> Item? {
        var under = message ?? (opcode, frame.rsv1, [])
        // Two owners of the bytes would copy them with every fragment.
        message = nil
        under.bytes += payload
        if !frame.fin { message = under }
        guard under.bytes.count <= Session.mostOfAMessage else {
            try await fail(1009, "the message is too long")
            return nil
        }
        guard frame.fin else { return nil }
        if under.isCompressed, let inflater {
            inflater.begin()
            let inflated = inflater.inflated(under.bytes.rawSpan, isLast: true, atMost: Session.mostOfAMessage)
            guard let inflated, inflater.problem != .limit else {
                try await fail(1009, "the message inflates to too many bytes")
                return nil
            }
            guard inflater.problem == nil else {
                try await fail(1007, "the message doesn't inflate")
                return nil
            }
            under.bytes = inflated
        }
        if under.opcode == .text, String(validating: under.bytes, as: UTF8.self) == nil {
            try await fail(1007, "the text is not UTF-8")
            return nil
        }
        return .message(under.opcode, under.bytes)
    }

    // MARK: Closing

    private func answerClose(_ payload: [UInt8]) async throws {
        isOver = true
        let code = CloseBody(payload: payload)?.code
        session.note("closed by the client" + (code.map { ", \($0)" } ?? ""))
        // An answer carries the code that came (RFC 6455 §5.5.1).
        if answersClose { try await session.closing(FrameEncoder.close(code: code)) }
    }

    /// Fails the connection, then waits for the client's Close or the end of its bytes.
    private func fail(_ code: UInt16, _ problem: String) async throws {
        isOver = true
        session.note("failed by the playground, \(code): \(problem)")
        try await session.closing(FrameEncoder.close(code: code, reason: problem))
        while let frame = try await nextFrame(), frame.opcode != .connectionClose {}
    }

    // MARK: Violations

    /// What the frame breaks, with the code for it; nil for a sound one.
    private func violation(of frame: WebSocketFrame) -> (code: UInt16, problem: String)? {
        let opcode = Opcode(rawValue: UInt8(webSocketOpcode: frame.opcode))
        if frame.maskKey == nil { return (1002, "the frame is not masked") }
        if opcode.isReserved { return (1002, "the opcode is reserved") }
        let mayCompress = session.deflate != nil && (opcode == .text || opcode == .binary)
        if frame.rsv1 && !mayCompress || frame.rsv2 || frame.rsv3 { return (1002, "a reserved bit is set") }
        if opcode == .continuation, message == nil { return (1002, "the continuation continues nothing") }
        if opcode == .text || opcode == .binary, message != nil { return (1002, "a message was interrupted") }
        guard opcode == .close else { return nil }
        guard let body = CloseBody(payload: Array(buffer: frame.unmaskedData)) else {
            return (1002, "the Close has one byte")
        }
        if let code = body.code, !CloseCode(rawValue: code).mayBeSent { return (1002, "the close code is not allowed") }
        if String(validating: body.reason, as: UTF8.self) == nil { return (1007, "the reason is not UTF-8") }
        return nil
    }
}
