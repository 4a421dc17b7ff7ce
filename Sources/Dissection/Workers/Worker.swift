/// A thread that owns some of the connections.
final class Worker: @unchecked Sendable {
    private let inbox = Channel<Batch>()
    private let outbox = Channel<Batch>()
    private let receiver = Forwarder()
    // Touched by the thread alone, and by others once it has ended.
    private var table: ConnectionTable
    private var thread: WorkerThread?

    init(_ options: DissectionOptions, index: Int, of count: Int) {
        table = ConnectionTable(emitter: Emitter(options: options, receiver: receiver), thread: index, of: count)
        thread = WorkerThread { [self] in run() }
    }

    /// What its sessions counted; to be asked once `end` has returned.
    var summary: SummaryEvent { table.emitter.summary }

    /// Gives it something to do.
    func send(_ batch: Batch) {
        if thread == nil {
            // The system gives no more threads: the calling one does it.
            work(on: batch)
        } else {
            inbox.put(batch)
        }
    }

    /// Waits for what was sent first of what was not yet received; nil after the end.
    func receive() -> Batch? { outbox.take() }

    /// Ends the thread when it has done everything, and waits for that.
    func end() {
        inbox.close()
        thread?.join()
        thread = nil
    }

    private func run() {
        while let batch = inbox.take() { work(on: batch) }
    }

    private func work(on batch: Batch) {
        receiver.target = batch.events
        batch.deliver(to: &table)
        outbox.put(batch)
    }

    /// Passes the events on to the batch under way.
    private final class Forwarder: EventReceiver {
        var target = EventBuffer()

        func beginSession(in slot: Int) -> Int { slot }
        func hear(_ event: DissectionEvent) { target.hear(event) }
    }
}
