import Capture
import Foundation

/// Hears of Enter at the terminal while something else goes on.
final class EnterKey: Sendable {
    private let over = StopFlag()
    // Nil where the system gives no more threads: then nothing is heard.
    private let thread: SystemThread?

    /// Calls `pressed`, on a thread of its own, each time that a line has been typed on the terminal `descriptor`.
    init(on descriptor: Int32, _ pressed: @escaping @Sendable () -> Void) {
        thread = SystemThread { [over] in Self.listen(on: descriptor, until: over, pressed) }
    }

    private static func listen(on descriptor: Int32, until over: StopFlag, _ pressed: () -> Void) {
        // Reading it never waits, so that the end is noticed.
        let own = TerminalInput.reopened(descriptor)
        defer { if let own { close(own) } }
        let reading = own ?? descriptor
        while !over.isStopped {
            var wanted = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
            // One entry, which outlives the call.
            guard unsafe poll(&wanted, 1, 50) > 0 else { continue }
            var bytes = [UInt8](repeating: 0, count: 256)
            // `bytes` has the room that is said.
            let count = unsafe read(reading, &bytes, bytes.count)
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { return }
            if bytes[..<count].contains(0x0a) { pressed() }
        }
    }

    /// Leaves the terminal to others; to be called once.
    func end() {
        over.stop()
        thread?.join()
    }
}
