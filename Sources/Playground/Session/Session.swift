import HTTP
import NIOCore
import NIOWebSocket
import Synchronization
import WebSocket

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// An open session, as its endpoint's script sees it.
///
/// Frames are sent as bytes, which may be wrong in any way.
final class Session: Sendable {
    /// Bytes that a message of the client may have.
    static let mostOfAMessage = 8 << 20

    let request: UpgradeRequest
    /// What was agreed about permessage-deflate.
    let deflate: DeflateAgreement?
    private let hub: Hub
    private let channel: any Channel
    private let trapdoor: NIOLoopBound<Trapdoor>
    private let isSecure: Bool
    private let state = Mutex(State())

    private struct State {
        /// Whether the server has sent its Close, or sends nothing more: whatever would follow is left out.
        var isClosing = false
        var how: String?
    }

    init(
        hub: Hub, channel: any Channel, trapdoor: NIOLoopBound<Trapdoor>, request: UpgradeRequest,
        deflate: DeflateAgreement?, isSecure: Bool
    ) {
        self.hub = hub
        self.channel = channel
        self.trapdoor = trapdoor
        self.request = request
        self.deflate = deflate
        self.isSecure = isSecure
    }

    /// The number in the path.
    var argument: Int { request.argument }

    /// Everybody's chat.
    var room: ChatRoom { hub.chat }

    /// Plays the script to its end, then ends TCP.
    func run(_ frames: NIOAsyncChannel<WebSocketFrame, Never>, _ script: Behaviour.Script) async {
        let number = hub.enter(self)
        let start = ContinuousClock.now
        let path = request.head.shownTarget
        hub.tell(
            .opened(
                number: number, path: path, client: channel.remoteAddress.map(Hub.text) ?? "?", isSecure: isSecure))
        do {
            try await frames.executeThenClose { inbound in
                do {
                    try await script(self, Inbox(inbound, self))
                } catch let error as NIOWebSocketError {
                    try await refuse(error)
                }
            }
        } catch {
            note(BrokenConnection.words(for: error, peer: "client"))
        }
        hub.leave(number)
        let how = state.withLock { $0.how } ?? "TCP ended without a Close"
        hub.tell(.ended(number: number, path: path, how: how, duration: ContinuousClock.now - start))
    }

    /// Fails the connection for a frame that the decoder doesn't take.
    private func refuse(_ error: NIOWebSocketError) async throws {
        let (code, problem): (UInt16, String) =
            switch error {
            case .invalidFrameLength: (1009, "the frame is too long")
            case .fragmentedControlFrame: (1002, "a control frame is fragmented")
            case .multiByteControlFrameLength: (1002, "a control frame is too long")
            }
        note("failed by the playground, \(code): \(problem)")
        try await closing(FrameEncoder.close(code: code, reason: problem))
    }

    /// Keeps how the session ended; what is noted first stays.
    func note(_ how: String) { state.withLock { if $0.how == nil { $0.how = how } } }

    // MARK: Sending

    /// Sends bytes as they are, and waits until the system has taken them; nothing after this side's Close.
    func send(_ bytes: [UInt8]) async throws {
        let sent = state.withLock { $0.isClosing ? nil : write(bytes) }
        try await sent?.get()
    }

    /// Sends a text message, or the first `count` bytes of one in ASCII.
    func text(_ text: String, _ count: Int? = nil) async throws {
        try await send(FrameEncoder.encode(opcode: .text, payload: Array(text.utf8.prefix(count ?? .max))))
    }

    /// Sends bytes without waiting; they are left out where too much is waiting already, and after this side's Close.
    func post(_ bytes: [UInt8]) {
        guard channel.isWritable else { return }
        state.withLock { if !$0.isClosing { _ = write(bytes) } }
    }

    /// Hands bytes to the channel.
    ///
    /// To be called with the lock held, so that nothing is written after a Close.
    private func write(_ bytes: [UInt8]) -> EventLoopFuture<Void> { channel.writeAndFlush(ByteBuffer(bytes: bytes)) }

    // MARK: Closing

    /// Begins the closing handshake, unless it has begun.
    func close(_ code: UInt16?, _ reason: String = "") async throws {
        note("closed by the playground" + (code.map { ", \($0)" } ?? ""))
        try await closing(FrameEncoder.close(code: code, reason: reason))
    }

    /// Sends bytes that stand for this side's Close, unless one was sent.
    func closing(_ bytes: [UInt8]) async throws { try await finish(bytes, "closed by the playground")?.get() }

    /// Closes because the playground ends.
    func goAway() {
        _ = finish(FrameEncoder.close(code: 1001, reason: "the playground ends"), "closed by the playground, 1001")
    }

    /// Writes the last bytes of this side, and keeps how the session ended; nil if they were written before.
    private func finish(_ bytes: [UInt8], _ how: String) -> EventLoopFuture<Void>? {
        state.withLock { state in
            guard !state.isClosing else { return nil }
            state.isClosing = true
            if state.how == nil { state.how = how }
            return write(bytes)
        }
    }

    /// Sends nothing from now on, not even a Close.
    func fallSilent() { state.withLock { $0.isClosing = true } }

    /// Ends TCP at once, with a FIN and without a Close.
    func cut() {
        fallSilent()
        note("TCP ended by the playground, without a Close")
        let trapdoor = trapdoor
        channel.eventLoop.execute { trapdoor.value.open() }
    }

    /// Ends TCP at once, with a RST.
    func reset() async throws {
        // A close with this option, of no seconds, drops what is queued and sends RST instead of FIN.
        try await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        note("TCP reset by the playground")
        cut()
    }

    /// Stops taking bytes from the system, or goes on.
    func setReading(_ isReading: Bool) async throws { try await channel.setOption(.autoRead, value: isReading).get() }
}
