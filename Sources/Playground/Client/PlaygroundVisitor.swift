import Foundation
import NIOCore
import NIOPosix
import Wire

/// A client that goes to the playground's endpoints and says what happens there.
public struct PlaygroundVisitor: Sendable {
    private let server: PlaygroundServer

    /// A client of that server.
    public init(_ server: PlaygroundServer) { self.server = server }

    /// What a visit hears.
    private enum Event {
        case bytes(ByteBuffer)
        case ended(String?)
        case waited(VisitPlay.Phase)
    }

    /// Goes to an endpoint, by wss if `isSecure`, and tells what happens; comes back when the connection has ended.
    ///
    /// - Throws: what keeps it from connecting, and `CancellationError`.
    public func visit(
        _ endpoint: PlaygroundEndpoint, _ visit: PlaygroundEndpoint.Visit, isSecure: Bool = false,
        tell: (VisitNews) -> Void
    ) async throws {
        let port = isSecure ? server.tlsPort ?? 0 : server.port
        var play = VisitPlay(
            endpoint, visit, at: Endpoint(address: IPAddress(ipv4: 0x7f00_0001), port: port), host: "localhost:\(port)")
        let connection = try await connect(port, isSecure: isSecure)
        try await connection.executeThenClose { inbound in
            let (events, continuation) = AsyncStream.makeStream(of: Event.self)
            let reading = Task {
                do {
                    for try await bytes in inbound { continuation.yield(.bytes(bytes)) }
                    continuation.yield(.ended(nil))
                } catch {
                    continuation.yield(.ended(BrokenConnection.words(for: error, peer: "server")))
                }
            }
            var waiting: Task<Void, any Error>?
            defer {
                reading.cancel()
                waiting?.cancel()
            }
            // Nothing more to do ends the visit; so does Ctrl-C, which cancels it.
            var phase = VisitPlay.Phase.over
            var actions = play.begin()
            var iterator = events.makeAsyncIterator()
            while true {
                guard Self.perform(actions, connection.channel, tell) else { return }
                if play.phase != phase {
                    phase = play.phase
                    waiting?.cancel()
                    let (awaited, patience) = (phase, play.patience)
                    waiting = Task {
                        try await Task.sleep(for: .milliseconds(patience))
                        continuation.yield(.waited(awaited))
                    }
                }
                guard let event = await iterator.next() else { throw CancellationError() }
                switch event {
                case .bytes(let bytes): actions = play.receive(bytes.readableBytesView)
                case .ended(let error): actions = play.ended(error)
                // One that was cancelled may have come all the same.
                case .waited(let awaited): actions = awaited == phase ? play.waited() : []
                }
            }
        }
    }

    /// Does what the play says; false once TCP is to end.
    private static func perform(
        _ actions: [VisitPlay.Action], _ channel: any Channel, _ tell: (VisitNews) -> Void
    ) -> Bool {
        for action in actions {
            switch action {
            case .tell(let news): tell(news)
            case .close: return false
            case .send(let bytes):
                // Waiting here would keep the play from hearing the clock while the server doesn't read. A connection
                // that has ended says so by its end.
                channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
            }
        }
        return true
    }

    private func connect(_ port: UInt16, isSecure: Bool) async throws -> NIOAsyncChannel<ByteBuffer, Never> {
        try await ClientBootstrap(group: server.group)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: "127.0.0.1", port: Int(port)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if isSecure, let tls = try server.clientHandler() {
                        try channel.pipeline.syncOperations.addHandler(tls)
                    }
                    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
    }
}
