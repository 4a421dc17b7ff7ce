internal import Wire

/// Captures on a thread of its own, and puts all packets into a ring: it waits for nobody but the network.
public final class CaptureThread: @unchecked Sendable {
    // Used by the thread alone until it was joined.
    private let capture: LiveCapture
    private let ring: PacketRing
    /// The place of its interface among those of the ring.
    private let interface: Int
    private let deadline: ContinuousClock.Instant?
    private var thread: SystemThread?
    private var lastLook = ContinuousClock.now
    private var dropped = 0

    /// Losses are asked for so often: whoever has to know of them does within a second.
    private static let lookInterval = Duration.milliseconds(200)

    /// Begins to capture into `ring`, as the source of its interface number `interface`, from 0; ends at `deadline`.
    ///
    /// - Throws: `CaptureError` of kind `unavailable` where the system gives no more threads.
    public init(
        _ capture: LiveCapture, into ring: PacketRing, interface: Int, deadline: ContinuousClock.Instant? = nil
    ) throws(CaptureError) {
        self.capture = capture
        self.ring = ring
        self.interface = interface
        self.deadline = deadline
        thread = SystemThread { [self] in run() }
        guard thread != nil else {
            throw CaptureError(
                .unavailable, file: capture.info.file, problem: "the system gives no thread to capture on",
                advice: "ulimit -u says how many it gives.")
        }
    }

    /// Waits until the capture has ended; to be called once.
    public func join() { thread?.join() }

    private func run() {
        let slab = PacketSlab()
        do throws(CaptureError) {
            while try capture.fill(slab) {
                if !ring.append(slab, interface: interface) { capture.stop() }
                let now = ContinuousClock.now
                if let deadline, now >= deadline { capture.stop() }
                if now - lastLook >= Self.lookInterval { look(now) }
            }
            look(.now)
            ring.end(nil)
        } catch {
            look(.now)
            ring.end(error)
        }
    }

    /// Asks the system what it lost.
    private func look(_ now: ContinuousClock.Instant) {
        lastLook = now
        guard let counts = capture.statistics else { return }
        var statistics = CaptureInfo.Statistics()
        statistics.accepted = UInt64(counts.received)
        statistics.droppedBySystem = UInt64(counts.droppedByKernel)
        statistics.droppedByInterface = UInt64(counts.droppedByInterface)
        ring.note(
            statistics, dropped: counts.dropped - dropped, interface: interface,
            time: Timestamp(nanoseconds: systemNow(), isNanosecond: true))
        dropped = counts.dropped
    }
}
