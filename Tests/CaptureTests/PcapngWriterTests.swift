import Foundation
import TestKit
import Testing
import Wire

@testable import Capture

@Suite struct PcapngWriterTests {
    /// Copies a capture with the writer.
    private func copy(_ from: String, _ to: String) throws {
        let source = try CaptureFile.open(from)
        let writer = try PcapngWriter(to, application: "ws101 test")
        let slab = PacketSlab()
        while try source.fill(slab) { try writer.write(slab, source.info) }
        try writer.close(source.info)
    }

    /// Two sections and three interfaces of different clocks, names and link types.
    private func variety() -> [UInt8] {
        var file = CaptureFileBuilder(.big)
        file.sectionHeader()
        file.interface(linkType: .ethernet, snapLength: 96, options: [(2, Array("eth0".utf8))])
        file.interface(linkType: .raw, options: [(9, [9])])
        file.enhancedPacket(interface: 1, ticks: 1_700_000_000_123_456_789, [1, 2, 3, 4, 5], original: 900)
        file.enhancedPacket(interface: 0, ticks: 1_700_000_000_123_456, [6])
        file.sectionHeader()
        file.interface(linkType: .linuxSLL2, options: [(2, Array("a name of 19 bytes.".utf8))])
        file.enhancedPacket(ticks: 1_700_000_001_000_000, [])
        return file.bytes
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let from = try ScratchFile(variety())
        let to = try ScratchFile()
        try copy(from.path, to.path)
        var (expected, reading) = (Reading.file(from.path), Reading.file(to.path))
        // The copy has another name, and says who wrote it.
        expected.info = nil
        reading.info = nil
        #expect(expected.packets.count == 3)
        #expect(reading == expected)
    }

    @Test func manyPacketsAreReadAgain() throws {
        let packets = somePackets(4000) { ($0 &* 2_654_435_761) % 1500 }
        let from = try ScratchFile(CaptureFileBuilder.pcap(packets, nanosecond: true))
        let to = try ScratchFile()
        try copy(from.path, to.path)
        let reading = Reading.file(to.path)
        #expect(reading.error == nil)
        #expect(reading.bytes == packets.map(\.bytes))
        #expect(reading.nanoseconds == packets.map(\.time))
        #expect(reading.format == .pcapng)
    }

    @Test func nothingIsWrittenBeforeAFlush() throws {
        let to = try ScratchFile()
        let writer = try PcapngWriter(to.path, application: "ws101")
        let info = CaptureInfo(
            file: "lo", format: .live, interfaces: [.init(name: "lo", linkType: .ethernet, snapLength: 0)])
        let slab = PacketSlab()
        let record = PacketRecord(
            number: 1, time: Timestamp(nanoseconds: 5000, isNanosecond: false), offset: 0, length: 0,
            originalLength: 2, interface: 0, linkType: .ethernet)
        slab.append(([7, 8] as [UInt8]).rawSpan, record)
        try writer.write(slab, info)
        #expect(try Data(contentsOf: URL(fileURLWithPath: to.path)).isEmpty)
        try writer.flush()
        #expect(Reading.file(to.path).bytes == [[7, 8]])
        try writer.write(slab, info)
        try writer.close(info)
        let reading = Reading.file(to.path)
        #expect(reading.bytes == [[7, 8], [7, 8]])
        #expect(reading.interfaces == info.interfaces)
    }

    @Test func aFileThatCannotBeMadeIsAnError() {
        let error = #expect(throws: CaptureError.self) { _ = try PcapngWriter("/nowhere/x.pcapng", application: "") }
        #expect(error?.kind == .cannotOpen)
        #expect(error?.problem == "cannot be written: No such file or directory")
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func aFullDiskIsAnError() throws {
        let writer = try PcapngWriter("/dev/full", application: "ws101")
        let error = #expect(throws: CaptureError.self) { try writer.flush() }
        #expect(error?.kind == .cannotWrite)
        #expect(error?.problem == "cannot be written: No space left on device")
    }

    @Test(.enabled(if: Tool.path("tshark") != nil))
    func tsharkReadsIt() throws {
        let from = try ScratchFile(variety())
        let to = try ScratchFile()
        try copy(from.path, to.path)
        let fields = ["frame.number", "frame.time_epoch", "frame.cap_len", "frame.len", "frame.interface_id"]
        let lines = try Tool.run("tshark", ["-r", to.path, "-T", "fields"] + fields.flatMap { ["-e", $0] })
        #expect(
            lines == """
                1\t1700000000.123456789\t5\t900\t1
                2\t1700000000.123456000\t1\t1\t0
                3\t1700000001.000000000\t0\t0\t2

                """)
        let info = try Tool.run("capinfos", [to.path])
        #expect(info.contains("ws101 test"))
        #expect(info.contains("Name = a name of 19 bytes."))
    }
}
