#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A thread of the operating system that runs a closure.
@safe
public final class SystemThread: @unchecked Sendable {
    // Given by pthread_create, used up by pthread_join.
    private let thread: pthread_t

    /// The closure on its way to the thread.
    private final class Work: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Begins a thread that runs `work`; nil where the system gives no more threads.
    public init?(_ work: @escaping @Sendable () -> Void) {
        let box = unsafe Unmanaged.passRetained(Work(work))
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        // The thread takes over the reference that the box holds.
        let status = unsafe pthread_create(
            &thread, nil, { argument in unsafe SystemThread.start(argument) }, box.toOpaque())
        guard status == 0 else {
            unsafe box.release()
            return nil
        }
        #if canImport(Darwin)
        guard let thread else { return nil }
        #endif
        self.thread = thread
    }

    /// Waits until the closure has returned; to be called once.
    public func join() { pthread_join(thread, nil) }

    #if canImport(Darwin)
    private static func start(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
        return nil
    }
    #else
    private static func start(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
        return nil
    }
    #endif
}
