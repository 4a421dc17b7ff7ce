import NIOCore
import Synchronization

/// What all connections of a server share: who is there, the chat, and who wants to hear of it.
final class Hub: Sendable {
    /// Everybody who is in the chat.
    let chat = ChatRoom()
    private let listener: @Sendable (PlaygroundNews) -> Void
    private let state = Mutex(State())

    /// An open connection, and what ends it at once.
    struct Connection: Sendable {
        var channel: any Channel
        var trapdoor: NIOLoopBound<Trapdoor>
    }

    private struct State {
        var count = 0
        var sessions: [Int: Session] = [:]
        var connections: [ObjectIdentifier: Connection] = [:]
    }

    /// Connections at a time; what comes beyond them is closed at once.
    static let mostConnections = 500

    init(_ listener: @escaping @Sendable (PlaygroundNews) -> Void) { self.listener = listener }

    /// Tells what happened.
    func tell(_ news: PlaygroundNews) { listener(news) }

    /// Takes a connection in until it is closed; false if there are too many.
    func admit(_ connection: Connection) -> Bool {
        let identifier = ObjectIdentifier(connection.channel)
        let isAdmitted = state.withLock { state in
            guard state.connections.count < Self.mostConnections else { return false }
            state.connections[identifier] = connection
            return true
        }
        guard isAdmitted else { return false }
        connection.channel.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.connections.removeValue(forKey: identifier) }
        }
        return true
    }

    /// Takes a session in; its number.
    func enter(_ session: Session) -> Int {
        state.withLock { state in
            state.count += 1
            state.sessions[state.count] = session
            return state.count
        }
    }

    /// Forgets a session.
    func leave(_ number: Int) { state.withLock { _ = $0.sessions.removeValue(forKey: number) } }

    /// The sessions that are open.
    var sessions: [Session] { state.withLock { Array($0.sessions.values) } }

    /// The connections that are open, sessions or not.
    var connections: [Connection] { state.withLock { Array($0.connections.values) } }

    /// An address as `127.0.0.1:51234` or `[::1]:51234`.
    static func text(_ address: SocketAddress) -> String {
        guard let host = address.ipAddress, let port = address.port else { return "?" }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
