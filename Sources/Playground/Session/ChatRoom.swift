import Synchronization
import WebSocket

/// Everybody who is at `/chat`.
final class ChatRoom: Sendable {
    private let members = Mutex<[Int: Session]>([:])

    /// Lets a session in, and tells the others.
    func join(_ session: Session) {
        let count = members.withLock { members in
            members[session.number] = session
            return members.count
        }
        send(FrameEncoder.text("guest \(session.number) came; \(count) here"))
    }

    /// Lets a session out, and tells the others.
    func leave(_ session: Session) {
        members.withLock { _ = $0.removeValue(forKey: session.number) }
        send(FrameEncoder.text("guest \(session.number) left"))
    }

    /// Sends a frame to everybody; whoever is too slow to take it misses it.
    func send(_ frame: [UInt8]) {
        for member in members.withLock({ Array($0.values) }) { member.post(frame) }
    }
}

extension FrameEncoder {
    /// An unmasked text frame.
    static func text(_ text: String) -> [UInt8] { encode(opcode: .text, payload: Array(text.utf8)) }
}
