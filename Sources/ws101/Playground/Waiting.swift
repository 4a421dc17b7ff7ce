import Dispatch

/// Waits for `body`.
func waiting(_ body: @escaping @Sendable () async -> Void) {
    let finished = DispatchSemaphore(value: 0)
    Task {
        await body()
        finished.signal()
    }
    finished.wait()
}
