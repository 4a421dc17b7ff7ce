internal import Wire

/// Captures on a thread of its own, and puts all packets into a ring: it waits for nobody but the network.
public final class CaptureThread: @unchecked Sendable {
    /// Opens the interface again when it is back; nil where that was not asked for, or the flag was set.
    public typealias Reopening = @Sendable (CaptureError) throws(CaptureError) -> LiveCapture?

    // Used by the thread alone until it was joined.
    private var capture: LiveCapture
    private let reopen: Reopening?
    private let ring: PacketRing
    /// The place of its interface among those of the ring.
    private let interface: Int
    private let deadline: ContinuousClock.Instant?
    private var thread: SystemThread?
    private var lastLook = ContinuousClock.now
    /// How many packets were told to be lost by now.
    private var dropped = 0
    /// What earlier captures of the interface counted.
    private var before = LiveCapture.Statistics()

    /// Losses are asked for so often: whoever has to know of them does within a second.
    private static let lookInterval = Duration.milliseconds(200)

    /// Begins to capture into a ring.
    ///
    /// - Parameters:
    ///   - capture: gives the packets; nobody else uses it.
    ///   - ring: takes them.
    ///   - interface: the place of its interface among those of the ring, from 0.
    ///   - deadline: when it ends.
    ///   - reopen: asked on the thread when the interface has gone; nil: the capture ends then.
    /// - Throws: `CaptureError` of kind `unavailable` where the system gives no more threads.
    public init(
        _ capture: LiveCapture, into ring: PacketRing, interface: Int, deadline: ContinuousClock.Instant? = nil,
        reopen: Reopening? = nil
    ) throws(CaptureError) {
        self.capture = capture
        self.ring = ring
        self.interface = interface
        self.deadline = deadline
        self.reopen = reopen
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
        while true {
            do throws(CaptureError) {
                try gather(into: slab)
                look()
                return ring.end(nil)
            } catch {
                look()
                guard error.isAbsence, let reopen else { return ring.end(error) }
                do throws(CaptureError) {
                    guard let next = try reopen(error) else { return ring.end(nil) }
                    try replace(next)
                } catch {
                    return ring.end(error)
                }
            }
        }
    }

    /// Puts packets into the ring until the capture ends.
    private func gather(into slab: PacketSlab) throws(CaptureError) {
        while try capture.fill(slab) {
            if !ring.append(slab, interface: interface) { capture.stop() }
            let now = ContinuousClock.now
            if let deadline, now >= deadline { capture.stop() }
            if now - lastLook >= Self.lookInterval { look() }
        }
    }

    /// Goes on with another capture of the same interface.
    private func replace(_ next: LiveCapture) throws(CaptureError) {
        let (old, new) = (capture.info.interfaces[0].linkType, next.info.interfaces[0].linkType)
        guard old == new else {
            throw CaptureError(
                .unavailable, file: capture.info.file,
                problem: "the interface came back with other headers: link type \(new.rawValue), not \(old.rawValue)")
        }
        if let last = capture.statistics { before = before + last }
        capture = next
    }

    /// Asks the system what it lost.
    private func look() {
        lastLook = .now
        guard let now = capture.statistics else { return }
        let counts = before + now
        var statistics = CaptureInfo.Statistics()
        statistics.accepted = UInt64(counts.received)
        statistics.droppedBySystem = UInt64(counts.droppedByKernel)
        statistics.droppedByInterface = UInt64(counts.droppedByInterface)
        // What the interface lost need not have been wanted: it is counted before the filter.
        ring.note(
            statistics, dropped: counts.droppedByKernel - dropped, interface: interface,
            time: Timestamp(nanoseconds: systemNow(), isNanosecond: true))
        dropped = counts.droppedByKernel
    }
}
