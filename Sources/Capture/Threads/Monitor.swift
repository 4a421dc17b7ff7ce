#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// State that threads share, one at a time, and whose changes they wait for.
///
/// It stands on the system's mutex and condition, which need no run loop and no task. What is waited for may be bounded
/// in time: by a clock that nobody sets.
@safe
public final class Monitor<State>: @unchecked Sendable {
    // Both are made in init, destroyed in deinit, and never move; the state is touched under the mutex only.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var state: State

    /// A monitor of `state`, which nothing else refers to.
    public init(_ state: sending State) {
        self.state = state
        unsafe pthread_mutex_init(mutex, nil)
        #if canImport(Darwin)
        unsafe pthread_cond_init(condition, nil)
        #else
        var attributes = pthread_condattr_t()
        // All three outlive the calls, and the system keeps none of them.
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
        #endif
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Looks at the state, or changes it without waking anybody.
    public func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock()
        defer { unlock() }
        return try body(&state)
    }

    /// Changes the state, and wakes all who wait for a change.
    public func change<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // Whoever wakes up finds the mutex free.
        defer { unsafe pthread_cond_broadcast(condition) }
        return try withLock(body)
    }

    /// Waits until `body` gives something of the state.
    public func wait<Result>(_ body: (inout State) -> Result?) -> Result {
        lock()
        defer { unlock() }
        while true {
            // Each look is an access of its own: within one, the state counts as nobody else's, and what another thread
            // changes while this one waits need not be seen.
            if let result = body(&state) { return result }
            unsafe pthread_cond_wait(condition, mutex)
        }
    }

    /// Waits until `body` gives something of the state, or `milliseconds` have passed: nil then.
    public func wait<Result>(milliseconds: Int, _ body: (inout State) -> Result?) -> Result? {
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        lock()
        defer { unlock() }
        while true {
            if let result = body(&state) { return result }
            let left = end - .now
            guard left > .zero else { return nil }
            wait(left)
        }
    }

    private func lock() { unsafe pthread_mutex_lock(mutex) }

    private func unlock() { unsafe pthread_mutex_unlock(mutex) }

    #if canImport(Darwin)
    private func wait(_ duration: Duration) {
        var time = timespec(duration)
        unsafe pthread_cond_timedwait_relative_np(condition, mutex, &time)
    }
    #else
    private func wait(_ duration: Duration) {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        let length = timespec(duration)
        let nanoseconds = now.tv_nsec + length.tv_nsec
        var end = timespec(
            tv_sec: now.tv_sec + length.tv_sec + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
        unsafe pthread_cond_timedwait(condition, mutex, &end)
    }
    #endif
}

extension timespec {
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    }
}
