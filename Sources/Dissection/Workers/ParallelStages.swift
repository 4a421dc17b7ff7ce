import Capture
import TLS

/// The connections on threads of their own; packets and streams on the calling one, and the events again.
///
/// It goes by rounds: a piece of a slab is made into a batch for each worker; the batches of up to three rounds are under
/// way while the calling thread goes on; then the events of the oldest round are put into the order that one thread would
/// have told them in. A worker that has told very many events waits until they are taken away.
final class ParallelStages: PipelineStages {
    private static let roundLimit = 3

    private struct Round {
        var batches: [Batch]
        /// The slab, if this is the last round that reads it.
        var slab: PacketSlab?
    }

    private var segments: SegmentStage<BatchSink>
    private let workers: [Worker]
    private var merge: EventMerge
    private let register: SessionRegister
    private var rounds: [Round] = []
    private var idleBatches: [[Batch]] = []
    private var idleSlabs: [PacketSlab] = []

    init(options: DissectionOptions, workers count: Int, register: SessionRegister) {
        self.register = register
        let resumptions = ResumptionCache()
        workers = (0..<count).map { Worker(options, resumptions: resumptions, index: $0, of: count) }
        merge = EventMerge(register: register)
        segments = SegmentStage(options: options, sink: BatchSink(batches: (0..<count).map { _ in Batch() }))
    }

    deinit {
        for worker in workers { worker.end() }
    }

    func consume(_ slab: PacketSlab) -> PacketSlab {
        var index = 0
        repeat {
            index = segments.consume(slab, from: index)
            send(slab, isLast: index == slab.records.count)
        } while index < slab.records.count
        // A slab that is nearly empty came from something slow, whose events are wanted now.
        if slab.records.count < 64 {
            while !rounds.isEmpty { receive() }
        }
        return idleSlabs.popLast() ?? PacketSlab()
    }

    var state: CaptureState? { nil }

    func finish() -> SummaryEvent {
        while !segments.finish() { send(nil, isLast: false) }
        send(nil, isLast: false)
        while !rounds.isEmpty { receive() }
        var summary = segments.summary
        for worker in workers {
            worker.end()
            summary.add(worker.summary)
        }
        summary.add(register.summary)
        return summary
    }

    /// Sends the batches of a round to the workers.
    private func send(_ slab: PacketSlab?, isLast: Bool) {
        while rounds.count >= Self.roundLimit { receive() }
        let batches = segments.sink.exchange(
            for: idleBatches.popLast() ?? workers.map { _ in Batch() })
        for (worker, batch) in zip(workers, batches) where !batch.deliveries.isEmpty {
            batch.slab = slab
            worker.send(batch)
        }
        rounds.append(Round(batches: batches, slab: isLast ? slab : nil))
    }

    /// Waits until a worker gives a batch back: it does so in the order in which it got them.
    private func take(_ batch: Batch, from worker: Worker) {
        guard worker.receive() === batch else { preconditionFailure("a worker lost a batch") }
    }

    /// Waits for the oldest round, and tells its events.
    private func receive() {
        let round = rounds.removeFirst()
        merge.begin(workers.count)
        for index in workers.indices where !round.batches[index].deliveries.isEmpty {
            take(round.batches[index], from: workers[index])
        }
        while true {
            let reached = round.batches.reduce(UInt32.max) { min($0, $1.reached) }
            merge.tell(round.batches, before: reached)
            guard reached < .max else { break }
            for (index, batch) in round.batches.enumerated() where batch.reached == reached {
                merge.clear(batch, at: index)
                workers[index].resume(batch)
                take(batch, from: workers[index])
            }
        }
        for batch in round.batches { batch.removeAll() }
        idleBatches.append(round.batches)
        if let slab = round.slab { idleSlabs.append(slab) }
    }
}
