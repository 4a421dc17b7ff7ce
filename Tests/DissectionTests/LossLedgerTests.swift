import Capture
import Foundation
import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

/// What the capturing system lost explains the gaps that it left, and no others.
struct LossLedgerTests {
    private func drops(_ packet: Int, _ count: Int) -> PacketDrops {
        PacketDrops(packet: packet, time: Timestamp(nanoseconds: 0, isNanosecond: true), count: count)
    }

    @Test func aGapIsExplainedByWhatWasLostInIt() {
        var ledger = LossLedger()
        ledger.add(drops(10, 2))
        ledger.add(drops(12, 1))
        #expect(ledger.sentence(after: 9, upTo: 10) == " Around there, 2 packets are known to be missing.")
        #expect(ledger.sentence(after: 8, upTo: 13) == " Around there, 3 packets are known to be missing.")
        #expect(ledger.sentence(after: nil, upTo: 12) == " Around there, 3 packets are known to be missing.")
        #expect(ledger.sentence(after: 10, upTo: 11) == "")
        #expect(ledger.sentence(after: 10, upTo: 12) == " Around there, 1 packet is known to be missing.")
        #expect(ledger.sentence(after: 12, upTo: 20) == "")
    }

    @Test func whatIsKeptIsBounded() {
        var ledger = LossLedger()
        for packet in 1...100_000 { ledger.add(drops(packet, 1)) }
        #expect(ledger.sentence(after: 99_990, upTo: 100_000) == " Around there, 10 packets are known to be missing.")
        #expect(MemoryLayout.size(ofValue: ledger) <= 8)
    }

    /// A capture whose packet with a frame is missing, as its file tells, or somewhere else, or nowhere.
    @Test(arguments: [1, 3], [0, 5, -1])
    func theFileTellsWhatTheGapCameOf(jobs: Int, shift: Int) throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.server, .text, Array("one".utf8))
        let missing = play.talk.segments.count
        play.frame(.server, .text, Array("two".utf8))
        for _ in 0..<5 { play.frame(.server, .text, Array("three".utf8)) }
        play.finish()
        play.talk.segments.remove(at: missing)
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("ws101-\(UUID()).pcapng").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let info = CaptureInfo(
            file: path, format: .live,
            interfaces: [.init(name: "test0", linkType: play.talk.builder.linkType, snapLength: 0, isNanosecond: true)])
        let writer = try PcapngWriter(path, application: "test")
        for (index, packet) in play.talk.packets.enumerated() {
            let record = PacketRecord(
                number: index + 1, time: packet.time, offset: 0, length: packet.bytes.count,
                originalLength: packet.bytes.count, interface: 0, linkType: play.talk.builder.linkType)
            try writer.write(
                record, packet.bytes.rawSpan, info, lost: shift >= 0 && index == missing + shift ? 3 : 0)
        }
        try writer.close(info)
        let trace = Trace()
        let pipeline = Pipeline(options: DissectionOptions(), jobs: jobs, handler: trace)
        let source = try CaptureFile.open(path)
        pipeline.begin(source.info)
        var slab = PacketSlab()
        while try source.fill(slab) { slab = pipeline.consume(slab) }
        pipeline.finish(source.info)
        let gap = try #require(trace.sessions.first?.findings.first { $0.rule == .streamGap })
        #expect(gap.detail.hasSuffix("Around there, 3 packets are known to be missing.") == (shift == 0))
        #expect(trace.drops.map(\.count) == (shift < 0 ? [] : [3]))
        #expect(trace.drops.map(\.packet) == (shift < 0 ? [] : [missing + shift + 1]))
    }
}
