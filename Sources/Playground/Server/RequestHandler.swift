import HTTP
import NIOCore
import NIOHTTP1
import NIOSSL
import NIOWebSocket

/// Answers the first request of a connection: with a file of the page, a refusal, or a session.
final class RequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private static let mostOfABody = 1 << 16

    private let hub: Hub
    private let trapdoor: Trapdoor
    private let isSecure: Bool
    private var head: HTTPRequestHead?
    private var bodyLength = 0
    private var hasAnswered = false

    init(_ hub: Hub, _ trapdoor: Trapdoor, isSecure: Bool) {
        self.hub = hub
        self.trapdoor = trapdoor
        self.isSecure = isSecure
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(let body):
            bodyLength += body.readableBytes
            if bodyLength > Self.mostOfABody { context.close(promise: nil) }
        case .end:
            guard let head = self.head else { return }
            self.head = nil
            hasAnswered = true
            respond(to: head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // How a connection ends whose request was answered is nobody's concern.
        if !hasAnswered { hub.tell(.failed(client: client(context), reason: Self.words(for: error))) }
        context.close(promise: nil)
    }

    private static func words(for error: any Error) -> String {
        switch error {
        case is HTTPParserError: "what came is no HTTP request"
        case NIOSSLError.handshakeFailed: "the TLS handshake failed; perhaps the client doesn't trust the certificate"
        case NIOSSLError.uncleanShutdown: "the client ended TCP before any request"
        default: BrokenConnection.words(for: error, peer: "client")
        }
    }

    private func respond(to parsed: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard let head = UpgradeRequest.head(parsed) else {
            return send(PlainAnswer(400, "The request's head can't be read."), context)
        }
        if let problem = AccessPolicy.hostProblem(head) { return refuse(421, problem, head, context) }
        guard UpgradeHandshake.isUpgradeAttempt(head) else { return sendFile(head, context) }
        guard let (endpoint, argument) = PlaygroundEndpoint.find(head.target) else {
            return refuse(.notFound, head, context)
        }
        if let (status, reason) = UpgradeRequest.problem(head) { return refuse(status, reason, head, context) }
        if !endpoint.isOpenToAllOrigins, let problem = AccessPolicy.originProblem(head) {
            return refuse(403, problem, head, context)
        }
        let request = UpgradeRequest(head: head, argument: argument)
        switch endpoint.behaviour {
        case .refusal:
            refuse(PlainAnswer(refusing: argument), head, context)
        case .silence: hub.tell(.unanswered(path: head.shownTarget, client: client(context)))
        case .session(let change, let script):
            var answer = UpgradeAnswer(to: request)
            change(&answer, request)
            open(request, answer, script, context)
        }
    }

    private func sendFile(_ head: RequestHead, _ context: ChannelHandlerContext) {
        guard head.method == "GET" || head.method == "HEAD" else {
            return send(PlainAnswer(405, "The page is read with GET.", fields: [("Allow", "GET, HEAD")]), context)
        }
        let isHead = head.method == "HEAD"
        if let answer = PageFiles.answer(to: head.target) { return send(answer, context, isHead: isHead) }
        guard PlaygroundEndpoint.find(head.target) != nil else { return send(.notFound, context, isHead: isHead) }
        send(
            PlainAnswer(
                426, "This is an endpoint for WebSocket. The page at / opens it, as does any WebSocket client."),
            context, isHead: isHead)
    }

    private func refuse(_ status: Int, _ reason: String, _ head: RequestHead, _ context: ChannelHandlerContext) {
        refuse(PlainAnswer(status, reason), head, context)
    }

    private func refuse(_ answer: PlainAnswer, _ head: RequestHead, _ context: ChannelHandlerContext) {
        hub.tell(.refused(path: head.shownTarget, client: client(context), status: answer.status))
        send(answer, context)
    }

    private func send(_ answer: PlainAnswer, _ context: ChannelHandlerContext, isHead: Bool = false) {
        let sent = context.eventLoop.makePromise(of: Void.self)
        let channel = context.channel
        sent.futureResult.whenComplete { _ in channel.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer.bytes(isHead: isHead))), promise: sent)
    }

    /// Sends the 101, turns the pipeline from HTTP to frames, and lets the script play.
    private func open(
        _ request: UpgradeRequest, _ answer: UpgradeAnswer, _ script: @escaping Behaviour.Script,
        _ context: ChannelHandlerContext
    ) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer.bytes)), promise: nil)
        let pipeline = context.pipeline.syncOperations
        let channel = context.channel
        do {
            try pipeline.addHandler(
                ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: Session.mostOfAMessage)))
            let frames = try NIOAsyncChannel<WebSocketFrame, Never>(wrappingChannelSynchronously: channel)
            let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let session = Session(
                hub: hub, channel: channel, trapdoor: NIOLoopBound(trapdoor, eventLoop: channel.eventLoop),
                request: request, deflate: answer["Sec-WebSocket-Extensions"] == nil ? nil : request.deflate,
                isSecure: isSecure)
            // This handler goes first: what the decoder still holds are frames, not for it.
            pipeline.removeHandler(context: context, promise: nil)
            let isBare = context.eventLoop.makePromise(of: Void.self)
            pipeline.removeHandler(context: decoder, promise: isBare)
            // They come outside of any read: without its end they would wait for the next one.
            isBare.futureResult.whenSuccess { channel.pipeline.fireChannelReadComplete() }
            Task { await session.run(frames, script) }
        } catch {
            channel.close(promise: nil)
        }
    }

    private func client(_ context: ChannelHandlerContext) -> String {
        context.remoteAddress.map(Hub.text) ?? "a client"
    }
}
