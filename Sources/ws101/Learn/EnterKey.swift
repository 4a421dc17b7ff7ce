import Foundation
import Synchronization

/// Hears of Enter at the terminal while something else goes on.
final class EnterKey: Sendable {
    private let isOver = Atomic(false)
    private let ended = DispatchSemaphore(value: 0)

    /// Calls `pressed`, on a thread of its own, each time that a line has been typed on the terminal `descriptor`.
    init(on descriptor: Int32, _ pressed: @escaping @Sendable () -> Void) {
        Thread.detachNewThread { [self] in
            defer { ended.signal() }
            while !isOver.load(ordering: .relaxed) {
                var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                // One entry, which outlives the call.
                guard unsafe poll(&wanted, 1, 50) > 0 else { continue }
                var bytes = [UInt8](repeating: 0, count: 256)
                let count = unsafe read(descriptor, &bytes, bytes.count)
                guard count > 0 else { return }
                if bytes[..<count].contains(0x0a) { pressed() }
            }
        }
    }

    /// Leaves the terminal to others.
    func end() {
        isOver.store(true, ordering: .relaxed)
        ended.wait()
    }
}
