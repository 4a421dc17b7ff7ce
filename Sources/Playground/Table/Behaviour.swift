import WebSocket

/// What the server does at an endpoint.
enum Behaviour: Sendable {
    /// Plays the server's part of a session that is open.
    typealias Script = @Sendable (Session, Inbox) async throws -> Void
    /// Changes the 101 that was about to be sent.
    typealias Change = @Sendable (inout UpgradeAnswer, UpgradeRequest) -> Void

    /// Accepts the upgrade, with a 101 that `change` may spoil, and plays the script.
    case session(change: Change, script: Script)
    /// Answers with another status: that of the path.
    case refusal
    /// Never answers.
    case silence

    /// Accepts the upgrade as it should be, and plays the script.
    static func open(_ script: @escaping Script) -> Behaviour { .session(change: { _, _ in }, script: script) }

    /// Accepts the upgrade as it should be, sends these bytes at once, and waits for what the client does about them.
    static func sending(_ bytes: @escaping @Sendable () -> [UInt8]) -> Behaviour {
        open { session, inbox in
            try await session.send(bytes())
            try await inbox.drain()
        }
    }

    /// Accepts the upgrade with a 101 that is spoiled, and then echoes to clients that don't mind.
    static func answering(_ change: @escaping Change) -> Behaviour {
        .session(change: change) { session, inbox in try await session.echo(inbox) }
    }
}
