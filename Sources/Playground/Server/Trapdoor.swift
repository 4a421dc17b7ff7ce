import NIOCore

/// Ends TCP below TLS: no close_notify, no waiting.
final class Trapdoor: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// Closes the socket.
    func open() { context?.close(promise: nil) }
}
