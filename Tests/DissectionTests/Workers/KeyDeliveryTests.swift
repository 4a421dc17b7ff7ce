import Capture
import TLS
import TestKit
import Testing
import Wire

@testable import Dissection

/// Keys reach each thread's connections, group by group in the same order for any number of threads.
@Suite struct KeyDeliveryTests {
    private static let text = """
        CLIENT_RANDOM \(String(repeating: "11", count: 32)) \(String(repeating: "22", count: 48))
        CLIENT_RANDOM \(String(repeating: "33", count: 32)) \(String(repeating: "44", count: 48))
        """

    private final class NoEvents: EventReceiver {
        func beginSession(in slot: Int) -> Int { slot }
        func begin(_ start: SessionEvent) {}
        func end(_ close: CloseEvent) {}
        func hear(_ event: DissectionEvent) {}
    }

    @Test(arguments: [1, 2, 3, 5, 16])
    func everyGroupHearsOnceAndInOrder(workers: Int) {
        let batches = (0..<workers).map { _ in Batch() }
        var sink = BatchSink(batches: batches)
        sink.learn([KeyLogText(Array(Self.text.utf8))])
        _ = sink.exchange(for: (0..<workers).map { _ in Batch() })
        var groups: [UInt32: Int] = [:]
        for (index, batch) in batches.enumerated() {
            var table = ConnectionTable(
                emitter: Emitter(options: DissectionOptions(), receiver: NoEvents()), thread: index, of: workers)
            for delivery in batch.deliveries {
                #expect(ConnectionGroup.of(Int(delivery.slot)) % workers == index)
                groups[delivery.sequence] = ConnectionGroup.of(Int(delivery.slot))
            }
            batch.deliver(to: &table)
            #expect(table.emitter.keys.count == 2 && table.emitter.keys.version == 2)
        }
        #expect(groups.count == ConnectionGroup.count)
        #expect(groups.allSatisfy { $0.key == $0.value })
    }

    @Test func keysOfTheOptionsAreKnownFromTheStart() {
        var options = DissectionOptions()
        var reader = KeyLogReader()
        let first = Array(Self.text.utf8.prefix { $0 != 10 })
        reader.read(first.rawSpan, into: &options.keys)
        reader.finish(into: &options.keys)
        let emitter = Emitter(options: options, receiver: NoEvents())
        #expect(emitter.keys.count == 1)
        var table = ConnectionTable(emitter: emitter)
        table.learn([KeyLogText(Array(Self.text.utf8))])
        #expect(emitter.keys.count == 2 && options.keys.count == 1)
    }

    /// A slab brings its keys before its packets, also one that has no packets.
    @Test(arguments: [0, 1]) func aSlabBringsKeys(packets: Int) {
        let slab = PacketSlab()
        var talk = Conversation()
        talk.connect()
        if packets > 0 {
            let bytes = talk.packets[0].bytes
            let record = PacketRecord(
                number: 1, time: talk.packets[0].time, offset: 0, length: 0, originalLength: bytes.count, interface: 0,
                linkType: .ethernet)
            slab.append(bytes.rawSpan, record)
        }
        slab.secrets = [KeyLogText(Array(Self.text.utf8))]
        let emitter = Emitter(options: DissectionOptions(), receiver: NoEvents())
        var stage = SegmentStage(options: emitter.options, sink: ConnectionTable(emitter: emitter))
        #expect(stage.consume(slab, from: 0) == packets)
        #expect(emitter.keys.count == 2)
    }
}
