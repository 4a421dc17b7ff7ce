#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A queue between two threads: who takes waits until there is something.
///
/// It stands on the system's mutex and condition, which need no run loop and no task.
@safe
final class Channel<Element: Sendable>: @unchecked Sendable {
    // Both are made in init, destroyed in deinit, and never move; everything else is touched under the mutex only.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var elements: [Element] = []
    private var isClosed = false

    init() {
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Appends an element, and wakes who waits for it.
    func put(_ element: Element) {
        locked { elements.append(element) }
        unsafe pthread_cond_signal(condition)
    }

    /// Lets nobody wait any more once the queue is empty.
    func close() {
        locked { isClosed = true }
        unsafe pthread_cond_broadcast(condition)
    }

    /// Takes the first element, and waits for it; nil when the queue is closed and empty.
    func take() -> Element? {
        locked {
            while elements.isEmpty, !isClosed { unsafe pthread_cond_wait(condition, mutex) }
            return elements.isEmpty ? nil : elements.removeFirst()
        }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body()
    }
}
