public import Capture
import TLS

/// The stages in their order: packets → TCP segments → byte streams → HTTP → WebSocket → events.
///
/// It is sans-IO: slabs in, events out. Time comes from the packets, so that a live capture and a file of it give the
/// same events; so does any number of threads.
public final class Pipeline {
    private let handler: any DissectionHandler
    private let stages: any PipelineStages

    /// A pipeline that tells its events to `handler`, on the thread that calls it.
    ///
    /// With `jobs` of 2 and more, so many threads, at most 16, own the connections; the calling one reads packets and puts
    /// streams in order.
    public init(options: DissectionOptions, jobs: Int = 1, handler: any DissectionHandler) {
        self.handler = handler
        let register = SessionRegister(handler: handler)
        stages =
            jobs > 1
            ? ParallelStages(options: options, workers: min(jobs, ConnectionGroup.count), register: register)
            : DirectStages(options: options, register: register)
    }

    /// Tells what the capture is; to be called once, before the first slab.
    public func begin(_ info: CaptureInfo) {
        handler.handle(.capture(info))
    }

    /// Takes the packets of a slab.
    ///
    /// - Returns: the slab to fill next: with one job, the same one.
    @discardableResult
    public func consume(_ slab: PacketSlab) -> PacketSlab {
        stages.consume(slab)
    }

    /// Where the capture has come to, on the thread that calls `consume`; nil with more than one job.
    ///
    /// It looks at each connection under way: to be asked for a few times a second, and not for each packet.
    public var state: CaptureState? { stages.state }

    /// Ends what is still open, and the capture.
    ///
    /// `info` is what the capture says about itself now that it was read; what of it could not be read joins what the
    /// dissector could not use. `interruption` says where the reading was broken off, if it was.
    public func finish(_ info: CaptureInfo? = nil, interruption: SummaryEvent.Interruption? = nil) {
        var summary = stages.finish()
        summary.interruption = interruption
        summary.capture = info
        summary.unreadable.merge(info?.damage.unreadable ?? [:], uniquingKeysWith: +)
        handler.handle(.summary(summary))
    }
}

/// The stages between packets and events.
protocol PipelineStages: AnyObject {
    /// Takes the packets of a slab, and gives one to fill.
    func consume(_ slab: PacketSlab) -> PacketSlab
    /// Where the capture has come to; nil where several threads would have to be asked.
    var state: CaptureState? { get }
    /// Ends what is still open, and gives all counts.
    func finish() -> SummaryEvent
}

/// All stages on the calling thread.
private final class DirectStages: PipelineStages {
    private let register: SessionRegister
    // A struct behind one property: a slab of packets costs one access check, not several for each packet.
    private var segments: SegmentStage<ConnectionTable>

    init(options: DissectionOptions, register: SessionRegister) {
        self.register = register
        segments = SegmentStage(
            options: options,
            sink: ConnectionTable(
                emitter: Emitter(options: options, resumptions: ResumptionCache(), receiver: register)))
    }

    func consume(_ slab: PacketSlab) -> PacketSlab {
        _ = segments.consume(slab, from: 0)
        return slab
    }

    var state: CaptureState? {
        var state = CaptureState()
        segments.sink.tell(&state)
        segments.tell(&state)
        state.summary.add(register.summary)
        return state
    }

    func finish() -> SummaryEvent {
        _ = segments.finish()
        var summary = segments.summary
        summary.add(segments.sink.emitter.summary)
        summary.add(register.summary)
        return summary
    }
}
