import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A WebSocket server for this machine only, whose endpoints behave and misbehave by name.
public final class PlaygroundServer: Sendable {
    /// What a server is started with.
    public struct Options: Sendable {
        /// The port for ws; 0 for any.
        public var port: UInt16
        /// The port for wss; 0 for any, nil for none.
        public var tlsPort: UInt16?
        /// Where the keys of TLS go; only with `tlsPort`.
        public var keyLog: KeyLogWriter?

        /// Options with these ports.
        public init(port: UInt16, tlsPort: UInt16?, keyLog: KeyLogWriter? = nil) {
            self.port = port
            self.tlsPort = tlsPort
            self.keyLog = keyLog
        }
    }

    /// The port for ws.
    public let port: UInt16
    /// The port for wss; nil without TLS.
    public let tlsPort: UInt16?
    /// The addresses that it listens on: 127.0.0.1 and, where the machine has it, ::1.
    public let addresses: [String]

    /// Bytes that a client may send before its request is answered.
    private static let mostBeforeTheAnswer = 1 << 20

    let group: MultiThreadedEventLoopGroup
    private let certificate: LoopbackCertificate?
    private let listeners: [any Channel]
    private let hub: Hub

    /// Starts a server that tells `listener`, from any thread, what happens.
    ///
    /// - Throws: `PlaygroundError`.
    public init(_ options: Options, listener: @escaping @Sendable (PlaygroundNews) -> Void) throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let hub = Hub(listener)
        var opened: [any Channel] = []
        do {
            let made = try options.tlsPort.map { _ in try Self.makeCertificate() }
            let tls = try made.map { try Self.context($0, options.keyLog) }
            let plain = try Self.listen(options.port, group, hub, tls: nil)
            opened += plain
            let secure = try options.tlsPort.map { try Self.listen($0, group, hub, tls: tls) } ?? []
            opened += secure
            port = UInt16(plain[0].localAddress?.port ?? 0)
            tlsPort = secure.first.map { UInt16($0.localAddress?.port ?? 0) }
            certificate = made
            addresses = plain.compactMap { $0.localAddress?.ipAddress }
        } catch {
            for channel in opened { try? channel.close().wait() }
            try? group.syncShutdownGracefully()
            throw error
        }
        self.group = group
        self.hub = hub
        listeners = opened
    }

    /// Ends in good order: listens no more, closes each session with 1001, gives the clients `grace` to answer, then ends
    /// what is left.
    public func stop(grace: Duration = .seconds(1)) async {
        for listener in listeners { try? await listener.close().get() }
        let end = ContinuousClock.now + grace
        for session in hub.sessions { session.goAway() }
        while !hub.sessions.isEmpty, ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(10)) }
        for session in hub.sessions { session.cut() }
        for connection in hub.connections {
            let trapdoor = connection.trapdoor
            connection.channel.eventLoop.execute { trapdoor.value.open() }
            try? await connection.channel.closeFuture.get()
        }
        // The scripts' last news comes before this returns.
        while !hub.sessions.isEmpty, ContinuousClock.now < end + .seconds(1) {
            try? await Task.sleep(for: .milliseconds(10))
        }
        try? await group.shutdownGracefully()
    }

    /// What a client's pipeline needs that trusts this server's certificate and no other; only with TLS.
    func clientHandler() throws -> NIOSSLClientHandler? {
        guard let certificate = certificate?.certificate else { return nil }
        // The certificate signs itself and is no authority, so that no chain leads to it.
        return try NIOSSLClientHandler(
            context: NIOSSLContext(configuration: .makeClientConfiguration()), serverHostname: "localhost",
            customVerificationCallback: { chain, promise in
                promise.succeed(chain == [certificate] ? .certificateVerified : .failed)
            })
    }

    private static func makeCertificate() throws(PlaygroundError) -> LoopbackCertificate {
        do { return try LoopbackCertificate() } catch { throw .certificate("\(error)") }
    }

    private static func context(
        _ made: LoopbackCertificate, _ keyLog: KeyLogWriter?
    ) throws(PlaygroundError) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(made.certificate)], privateKey: .privateKey(made.key))
        configuration.applicationProtocols = ["http/1.1"]
        if let keyLog { configuration.keyLogCallback = { keyLog.append($0) } }
        do { return try NIOSSLContext(configuration: configuration) } catch { throw .certificate("\(error)") }
    }

    /// Listens on that port of both loopback addresses; of one where the machine has no IPv6.
    private static func listen(
        _ port: UInt16, _ group: MultiThreadedEventLoopGroup, _ hub: Hub, tls: NIOSSLContext?
    ) throws -> [any Channel] {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try prepare(channel, hub, tls) }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        let first = try bind(bootstrap, "127.0.0.1", port)
        do {
            let chosen = UInt16(first.localAddress?.port ?? Int(port))
            return [first, try bind(bootstrap, "::1", chosen)]
        } catch PlaygroundError.cannotListen {
            return [first]
        } catch {
            try? first.close().wait()
            throw error
        }
    }

    private static func bind(_ bootstrap: ServerBootstrap, _ host: String, _ port: UInt16) throws -> any Channel {
        do {
            return try bootstrap.bind(to: SocketAddress(ipAddress: host, port: Int(port))).wait()
        } catch let error as IOError {
            switch error.errnoCode {
            case EADDRINUSE: throw PlaygroundError.portInUse(port)
            case EACCES: throw PlaygroundError.portForbidden(port)
            default: throw PlaygroundError.cannotListen(port: port, reason: error.description)
            }
        }
    }

    private static func prepare(_ channel: any Channel, _ hub: Hub, _ tls: NIOSSLContext?) throws {
        let pipeline = channel.pipeline.syncOperations
        let trapdoor = Trapdoor()
        let bound = NIOLoopBound(trapdoor, eventLoop: channel.eventLoop)
        guard hub.admit(Hub.Connection(channel: channel, trapdoor: bound)) else {
            channel.close(promise: nil)
            return
        }
        try pipeline.addHandler(trapdoor)
        if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
        // After an upgrade request the decoder keeps what comes, and where no answer follows nobody takes that out of it.
        try pipeline.addHandler(
            ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes), maximumBufferSize: mostBeforeTheAnswer))
        try pipeline.addHandler(RequestHandler(hub, trapdoor, isSecure: tls != nil))
    }
}
