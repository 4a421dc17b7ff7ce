import Capture
import TLS

/// A thread that owns some of the connections.
final class Worker: @unchecked Sendable {
    private let inbox = Channel<Batch>()
    private let outbox = Channel<Batch>()
    private let resumption = Channel<Batch>()
    private let receiver = Forwarder()
    // Touched by the thread alone, and by others once it has ended.
    private var table: ConnectionTable
    private var thread: SystemThread?

    init(_ options: DissectionOptions, resumptions: ResumptionCache, index: Int, of count: Int) {
        table = ConnectionTable(
            emitter: Emitter(options: options, resumptions: resumptions, receiver: receiver), thread: index, of: count)
        thread = SystemThread { [self] in run() }
    }

    /// What its sessions counted; to be asked once `end` has returned.
    var summary: SummaryEvent { table.emitter.summary }

    /// Gives it something to do.
    func send(_ batch: Batch) {
        if thread == nil {
            // The system gives no more threads: the calling one does it.
            deliver(batch)
        } else {
            inbox.put(batch)
        }
    }

    /// Lets it go on with a batch that it gave back before everything was delivered.
    func resume(_ batch: Batch) {
        if thread == nil { deliver(batch) } else { resumption.put(batch) }
    }

    /// Waits for what was sent first of what was not yet received; nil after the end.
    func receive() -> Batch? { outbox.take() }

    /// Ends the thread when it has done everything, and waits for that.
    func end() {
        inbox.close()
        resumption.close()
        thread?.join()
        thread = nil
    }

    private func run() {
        while let batch = inbox.take() {
            var isDone = deliver(batch)
            while !isDone {
                guard let resumed = resumption.take() else { return }
                isDone = deliver(resumed)
            }
        }
    }

    /// Works on a batch and gives it back.
    ///
    /// - Returns: whether everything in it is delivered; the batch itself is another thread's by then.
    @discardableResult
    private func deliver(_ batch: Batch) -> Bool {
        receiver.target = batch.events
        batch.deliver(to: &table)
        let isDelivered = batch.isDelivered
        outbox.put(batch)
        return isDelivered
    }

    /// Passes the events on to the batch under way.
    private final class Forwarder: EventReceiver {
        var target = EventBuffer()

        func beginSession(in slot: Int) -> Int { slot }
        func begin(_ start: consuming SessionEvent) { target.begin(start) }
        func end(_ close: consuming CloseEvent) { target.end(close) }
        func hear(_ event: consuming DissectionEvent) { target.hear(event) }
    }
}
