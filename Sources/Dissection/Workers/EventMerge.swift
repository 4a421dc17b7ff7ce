/// Puts the events of several workers into one order, and gives their sessions their numbers.
struct EventMerge {
    let register: SessionRegister
    /// The number of the session under way in each slot.
    private var numbers: ContiguousArray<Int> = []
    private var positions: [Int] = []

    init(register: SessionRegister) {
        self.register = register
    }

    /// Begins a round of so many batches.
    mutating func begin(_ count: Int) {
        positions.removeAll(keepingCapacity: true)
        for _ in 0..<count { positions.append(0) }
    }

    /// Tells the events that came of deliveries before the one with number `end`, in their order.
    mutating func tell(_ batches: [Batch], before end: UInt32) {
        while let next = nextBatch(batches, before: end) {
            let events = batches[next].events
            let sequence = events.entries[positions[next]].sequence
            while positions[next] < events.entries.count, events.entries[positions[next]].sequence == sequence {
                tell(events.entries[positions[next]].event, of: events)
                positions[next] += 1
            }
        }
    }

    /// Forgets the events of a batch, all of which were told.
    mutating func clear(_ batch: Batch, at index: Int) {
        batch.events.removeAll()
        positions[index] = 0
    }

    /// The batch whose next event came first; nil when all were told.
    private func nextBatch(_ batches: [Batch], before end: UInt32) -> Int? {
        var best: Int?
        var first = end
        for (index, batch) in batches.enumerated() where positions[index] < batch.events.entries.count {
            let sequence = batch.events.entries[positions[index]].sequence
            if sequence < first {
                best = index
                first = sequence
            }
        }
        return best
    }

    private mutating func tell(_ event: EventBuffer.Event, of events: EventBuffer) {
        switch event {
        case .beginning(let index):
            guard var start = events.takeBeginning(index) else { return }
            let slot = start.session
            while numbers.count <= slot { numbers.append(0) }
            numbers[slot] = register.beginSession(in: slot)
            start.session = numbers[slot]
            register.begin(start)
        case .end(let index):
            guard var close = events.takeEnd(index) else { return }
            close.session = numbers[close.session]
            register.end(close)
        case .other(let event): tell(event)
        }
    }

    private func tell(_ event: DissectionEvent) {
        switch event {
        case .frame(var frame):
            frame.session = numbers[frame.session]
            register.hear(.frame(frame))
        case .message(var message):
            message.session = numbers[message.session]
            register.hear(.message(message))
        case .finding(var finding):
            finding.session = numbers[finding.session]
            register.hear(.finding(finding))
        case .record(var record):
            record.session = numbers[record.session]
            register.hear(.record(record))
        case .transport(var transport):
            transport.session = numbers[transport.session]
            register.hear(.transport(transport))
        case .capture, .session, .comment, .drops, .close, .summary: register.hear(event)
        }
    }
}
