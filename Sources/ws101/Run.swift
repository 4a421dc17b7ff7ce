import Capture
import Dissection
import Report

/// One run over a capture: slabs from a source through the dissector, until there are no more.
struct Run {
    let source: any PacketSource
    let output: Output
    /// Which packets count; nil: all.
    var filter: PacketFilter?
    /// Hears of each slab before the dissector does.
    var eachSlab: ((PacketSlab, CaptureInfo) throws -> Void)?
    /// Keys that come while it runs.
    var keyLogs: KeyLogs?
    /// How many threads own connections.
    var jobs = 1
    /// Told how far the run is.
    var progress: ProgressLine?
    /// What is done besides while packets come live.
    var turns: LiveTurns?

    /// Dissects everything and tells `handler`.
    ///
    /// - Returns: why the capture could not be read to its end, if so; everything before it was told.
    /// - Throws: what `eachSlab` throws; the handler heard the end even then.
    func dissect(_ options: DissectionOptions, for handler: any DissectionHandler) throws -> CaptureError? {
        let pipeline = Pipeline(options: options, jobs: jobs, handler: handler)
        var slab = PacketSlab()
        var chosen = PacketSlab()
        var lastPacket = 0
        var hasBegun = false
        defer {
            // An empty or damaged capture has its first and last event too.
            if !hasBegun { pipeline.begin(source.info) }
            if let keys = keyLogs?.last() {
                try? eachSlab?(keys, source.info)
                pipeline.consume(keys)
            }
            progress?.end()
            turns?.end()
            pipeline.finish(
                source.info, interruption: source.wasStopped ? interruption(behind: lastPacket) : nil)
            output.flush()
        }
        while !output.isClosed {
            do {
                guard try source.fill(slab) else { return nil }
                if !hasBegun {
                    pipeline.begin(source.info)
                    hasBegun = true
                }
                lastPacket = slab.records.last?.number ?? lastPacket
                keyLogs?.bring(to: slab)
                let isWhole = try choose(from: slab, into: chosen)
                let wanted = isWhole ? slab : chosen
                try eachSlab?(wanted, source.info)
                let empty = pipeline.consume(wanted)
                if isWhole { slab = empty } else { chosen = empty }
            } catch let error as CaptureError {
                return error
            }
            if let turns { turns.take(pipeline) } else { output.flush() }
            progress?.note(source, packets: lastPacket)
        }
        return nil
    }

    /// How far the reading came that ended behind that packet.
    private func interruption(behind packet: Int) -> SummaryEvent.Interruption {
        let progress = source.progress
        let fraction = progress?.total.map { total in
            total > 0 ? min(Double(progress?.bytes ?? 0) / Double(total), 1) : 1
        }
        return SummaryEvent.Interruption(packet: packet, fraction: fraction)
    }

    /// Copies the packets that count into `chosen`; true if that are all, and nothing was copied.
    private func choose(from slab: PacketSlab, into chosen: PacketSlab) throws(CaptureError) -> Bool {
        guard let filter else { return true }
        chosen.removeAll()
        for record in slab.records {
            let bytes = slab.bytes(of: record)
            if try filter.matches(record, bytes) { chosen.append(bytes, record) }
        }
        chosen.takeNotes(of: slab)
        return false
    }
}
