import Synchronization
import WebSocket

/// Everybody who is at `/chat`.
final class ChatRoom: Sendable {
    private struct State {
        /// How many came.
        var count = 0
        var guests: [Int: Session] = [:]
    }

    private let state = Mutex(State())

    /// Lets a session in, and tells everybody; the guest's number, from 1.
    func join(_ session: Session) -> Int {
        let (guest, present) = state.withLock { state in
            state.count += 1
            state.guests[state.count] = session
            return (state.count, state.guests.count)
        }
        send(FrameEncoder.text("guest \(guest) came; \(present) here"))
        return guest
    }

    /// Lets a guest out, and tells the others.
    func leave(_ guest: Int) {
        state.withLock { _ = $0.guests.removeValue(forKey: guest) }
        send(FrameEncoder.text("guest \(guest) left"))
    }

    /// Sends a frame to everybody; whoever is too slow to take it misses it.
    func send(_ frame: [UInt8]) {
        for guest in state.withLock({ Array($0.guests.values) }) { guest.post(frame) }
    }
}

extension FrameEncoder {
    /// An unmasked text frame.
    static func text(_ text: String) -> [UInt8] { encode(opcode: .text, payload: Array(text.utf8)) }
}
