import NIOCore
import Synchronization
import WebSocket

/// What several endpoints do, or one does in more than a few lines.
extension Session {
    /// Hands each message on, until the session is over.
    func forEachMessage(_ inbox: Inbox, _ body: (Opcode, [UInt8]) async throws -> Void) async throws {
        while let item = try await inbox.next() {
            if case .message(let opcode, let payload) = item { try await body(opcode, payload) }
        }
    }

    /// Sends each message back.
    func echo(_ inbox: Inbox) async throws {
        try await forEachMessage(inbox) { opcode, payload in
            try await send(FrameEncoder.encode(opcode: opcode, payload: payload))
        }
    }

    /// Sends each message to everybody.
    func chat(_ inbox: Inbox) async throws {
        let guest = room.join(self)
        defer { room.leave(guest) }
        try await forEachMessage(inbox) { opcode, payload in
            room.send(
                opcode == .text
                    ? FrameEncoder.encode(opcode: .text, payload: Array("guest \(guest): ".utf8) + payload)
                    : FrameEncoder.encode(opcode: opcode, payload: payload))
        }
    }

    /// Does `action` now and every `interval` until `meanwhile` ends; it is told how often it was done before.
    func repeating(
        every interval: Duration, _ action: @escaping @Sendable (Int) async throws -> Void,
        meanwhile: () async throws -> Void
    ) async throws {
        let ticking = Task {
            var count = 0
            while !Task.isCancelled {
                try await action(count)
                count += 1
                try await Task.sleep(for: interval)
            }
        }
        defer { ticking.cancel() }
        try await meanwhile()
    }

    /// Sends Pings, and says what comes back.
    func pingEverySecond(_ inbox: Inbox) async throws {
        let pings = PingTimes()
        try await repeating(every: .seconds(1)) { count in
            let payload = "ping \(count + 1)"
            pings.note(payload)
            try await self.send(FrameEncoder.encode(opcode: .ping, payload: Array(payload.utf8)))
        } meanwhile: {
            while let item = try await inbox.next() {
                guard case .pong(let payload) = item else { continue }
                let text = String(decoding: payload, as: UTF8.self)
                try await self.text(
                    pings.microseconds(since: text).map { "The Pong of \"\(text)\" came after \($0) µs." }
                        ?? "A Pong came that answers no Ping.")
            }
        }
    }

    /// Takes what comes and never answers, until the client ends TCP.
    func ignoreEverything(_ inbox: Inbox) async throws {
        fallSilent()
        while try await inbox.nextFrame() != nil {}
        note("TCP ended by the client, which got no answer")
    }

    /// Takes nothing from the system for 3 seconds, then what is there for a moment, and so on.
    func readSlowly(_ inbox: Inbox) async throws {
        try await setReading(false)
        try await repeating(every: .seconds(3)) { count in
            guard count > 0 else { return }
            try await self.setReading(true)
            try await Task.sleep(for: .milliseconds(100))
            try await self.setReading(false)
        } meanwhile: {
            try await inbox.drain()
        }
    }
}

/// When each Ping was sent.
private final class PingTimes: Sendable {
    private let times = Mutex<[String: ContinuousClock.Instant]>([:])

    func note(_ payload: String) {
        times.withLock { times in
            if times.count > 100 { times.removeAll() }
            times[payload] = .now
        }
    }

    /// How long ago that Ping was sent, once.
    func microseconds(since payload: String) -> Int? {
        times.withLock { $0.removeValue(forKey: payload) }.map { Int((ContinuousClock.now - $0) / .microseconds(1)) }
    }
}
