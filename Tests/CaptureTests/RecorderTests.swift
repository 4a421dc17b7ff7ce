import Foundation
import Testing
import Wire

@testable import Capture

struct RecorderTests {
    private func ring() -> PacketRing { PacketRing(capacity: 8 << 20, sources: [PacketRingTests.info]) }

    private func record(
        _ ring: PacketRing, _ file: RotatedFile, failure: @escaping @Sendable (CaptureError) -> Void = { _ in }
    ) throws -> Recorder {
        let options = Recorder.Options(file, application: "ws101 test")
        let recorder = try Recorder(ring.reader(), options, onFailure: failure)
        try recorder.begin()
        return recorder
    }

    @Test func aFileIsACaptureFromTheBeginning() throws {
        let file = try ScratchFile()
        let ring = ring()
        let recorder = try record(ring, RotatedFile(file.path))
        let reading = Reading.file(file.path)
        #expect(reading.error == nil)
        #expect(reading.interfaces.map(\.name) == ["test0"])
        ring.end(nil)
        #expect(recorder.finish().files == [file.path])
    }

    @Test func packetsCommentsKeysAndLossesAreWritten() throws {
        let file = try ScratchFile()
        let ring = ring()
        var statistics = CaptureInfo.Statistics()
        statistics.droppedBySystem = 2
        #expect(ring.append(PacketRingTests.slab([10, 20]), interface: 0))
        ring.note(statistics, dropped: 2, interface: 0, time: Timestamp(nanoseconds: 9, isNanosecond: true))
        #expect(ring.append(PacketRingTests.slab([30]), interface: 0))
        let recorder = try record(ring, RotatedFile(file.path))
        recorder.add(secrets: Array("CLIENT_RANDOM 00 00\n".utf8))
        ring.end(nil)
        let outcome = recorder.finish()
        #expect(outcome.packets == 3)
        #expect(outcome.missed == 0)
        #expect(outcome.failure == nil)
        let reading = Reading.file(file.path)
        #expect(reading.packets.map(\.bytes.count) == [10, 20, 30])
        #expect(reading.interfaces.first?.droppedBetweenPackets == 2)
        #expect(reading.interfaces.first?.statistics == statistics)
        #expect(reading.info?.secrets == ["tls-key-log": 1])
    }

    @Test func filesRotateBySizeAndOnlyTheNewestAreKept() throws {
        let folder = try ScratchFolder()
        var file = RotatedFile(folder.path("trace.pcapng"))
        file.size = 20_000
        file.keep = 3
        let ring = ring()
        for round in 0..<100 { #expect(ring.append(PacketRingTests.slab([1000], from: round), interface: 0)) }
        ring.end(nil)
        let outcome = try record(ring, file).finish()
        let there = try FileManager.default.contentsOfDirectory(atPath: folder.path("")).sorted()
        #expect(outcome.files.map { URL(fileURLWithPath: $0).lastPathComponent } == there)
        #expect(there.count == 3)
        #expect(there.allSatisfy { $0.wholeMatch(of: #/trace_000\d\d_\d{14}\.pcapng/#) != nil })
        let packets = outcome.files.map { Reading.file($0) }
        #expect(packets.allSatisfy { $0.error == nil && $0.interfaces.count == 1 })
        // What was written is in the files, without a gap, to the last packet.
        let times = packets.flatMap(\.packets).map(\.time.nanoseconds)
        #expect(times == Array((100 - Int64(times.count))..<100))
        #expect(times.count > 40)
        #expect(outcome.packets == 100)
    }

    @Test func aFullDiskIsToldAndWhatWasWrittenStays() throws {
        let ring = ring()
        for round in 0..<100 { #expect(ring.append(PacketRingTests.slab([1000], from: round), interface: 0)) }
        let told = Monitor<[CaptureError]>([])
        let error = #expect(throws: CaptureError.self) {
            _ = try record(ring, RotatedFile("/dev/full")) { failure in told.change { $0.append(failure) } }
        }
        #expect(error?.kind == .cannotWrite)
        #expect(told.withLock { $0 }.isEmpty)
    }
}

struct RotatedFileTests {
    @Test(arguments: [
        ("trace.pcapng", "trace_00001_"), ("a/b.c/trace", "a/b.c/trace_00001_"), (".hidden", ".hidden_00001_"),
        ("x.y.pcap", "x.y_00001_"),
    ])
    func numbersAndDatesFilesThatRotate(path: String, beginning: String) {
        var file = RotatedFile(path)
        #expect(file.name(1, at: 0) == path)
        file.seconds = 1
        let name = file.name(1, at: 86_400)
        #expect(name.hasPrefix(beginning))
        #expect(Int(name.dropFirst(beginning.count).prefix(14)) != nil)
        #expect(name.hasSuffix(path.hasSuffix(".pcap") ? ".pcap" : ".pcapng"))
        #expect(file.name(123_456, at: 0).contains("_123456_"))
    }
}

/// A folder of its own, gone at the end.
private struct ScratchFolder: ~Copyable {
    private let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("ws101-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}
