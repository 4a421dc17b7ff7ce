internal import Synchronization

/// Tells a packet source from anywhere to come to its end: another thread, a signal handler.
///
/// The source gives what it has, then ends as if the capture ended there. It notices within about 100 ms.
public final class StopFlag: Sendable {
    private let stopped = Atomic(false)

    /// Makes a flag that is not set.
    public init() {}

    /// Whether `stop()` was called.
    public var isStopped: Bool { stopped.load(ordering: .relaxed) }

    /// Sets the flag for good; safe on any thread and in a signal handler.
    public func stop() { stopped.store(true, ordering: .relaxed) }
}
