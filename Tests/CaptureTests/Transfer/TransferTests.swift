import Foundation
import TestKit
import Testing

@testable import Capture

/// Captures that were changed on their way, and what can be undone.
@Suite struct TransferTests {
    /// Packets in which LF and CR LF are frequent.
    private static let packets: [(time: Int64, bytes: [UInt8])] = somePackets(200) { 40 + $0 % 90 }.map { packet in
        (
            packet.time,
            packet.bytes.enumerated().map { $0.offset % 17 == 3 ? 0x0a : $0.offset % 23 == 4 ? 0x0d : $0.element }
        )
    }

    enum Kind: CaseIterable {
        case pcap, pcapng

        var file: [UInt8] {
            switch self {
            case .pcap: CaptureFileBuilder.pcap(TransferTests.packets)
            case .pcapng: CaptureFileBuilder.pcapng(TransferTests.packets)
            }
        }
    }

    private static func inTextMode(_ bytes: [UInt8]) -> [UInt8] { bytes.flatMap { $0 == 0x0a ? [0x0d, 0x0a] : [$0] } }

    private static let message = Array(
        "tcpdump: listening on wlan0, link-type EN10MB (Ethernet), capture size 262144 bytes\r\n".utf8)

    @Test(arguments: Kind.allCases) func aTransferInTextModeIsUndone(kind: Kind) throws {
        let whole = try Reading.bytes(kind.file)
        let reading = try Reading.bytes(Self.inTextMode(kind.file))
        #expect(reading.error == nil)
        #expect(reading.packets == whole.packets && reading.packets.count == 200)
        #expect(reading.info?.transfer.isTextMode == true)
        let said = try #require(reading.info?.transfer.sentences.first)
        #expect(said.contains("Every LF") && said.contains("adb exec-out"))
    }

    @Test(arguments: Kind.allCases) func textBeforeIsPassedOver(kind: Kind) throws {
        let whole = try Reading.bytes(kind.file)
        for text in [Self.message, Array("x".utf8), [UInt8](repeating: 0x2e, count: 4000)] {
            let reading = try Reading.bytes(text + kind.file)
            #expect(reading.error == nil)
            #expect(reading.packets == whole.packets)
            #expect(reading.info?.transfer.textBefore == text.count && reading.info?.transfer.isTextMode == false)
        }
        let both = try Reading.bytes(Self.message + Self.inTextMode(kind.file))
        #expect(both.packets == whole.packets)
        #expect(both.info?.transfer.isTextMode == true && both.info?.transfer.textBefore == Self.message.count)
        #expect(
            both.info?.transfer.sentences.first?.contains("begins with \(Self.message.count) bytes of text") == true)
    }

    /// Whatever a file has, in pieces of any size.
    @Test(arguments: Kind.allCases, [1, 7, 4096]) func piecesDoNotMatter(kind: Kind, size: Int) throws {
        let file = try ScratchFile(Self.message + Self.inTextMode(kind.file))
        let source = try CaptureFile.open(file.path, stop: StopFlag(), inPiecesOf: size)
        let slab = PacketSlab()
        var bytes: [[UInt8]] = []
        while try source.fill(slab) { bytes += slab.packets.map(\.bytes) }
        #expect(bytes == Self.packets.map(\.bytes))
    }

    /// A capture of HTTP has CR before every LF, too, and so has one with a damaged place.
    @Test func linesThatEndWithBothAreNoSign() throws {
        let head = Array("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n".utf8)
        let file = CaptureFileBuilder.pcap((0..<50).map { (1_700_000_000_000_000_000 + $0 * 1_000_000, head) })
        let whole = try Reading.bytes(file)
        #expect(whole.bytes == [[UInt8]](repeating: head, count: 50))
        #expect(whole.info?.transfer == CaptureTransfer())
        var damaged = file
        // The header of a record.
        damaged.replaceSubrange(1464..<1480, with: [UInt8](repeating: 0xff, count: 16))
        let reading = try Reading.bytes(damaged)
        #expect(reading.info?.transfer == CaptureTransfer())
        #expect(reading.error?.kind == .damaged)
        #expect(try Reading.bytes(file.dropLast(9)).info?.transfer == CaptureTransfer())
    }

    @Test func whatTcpdumpSaysAtTheEndIsTold() throws {
        let text = "^C\n200 packets captured\n200 packets received by filter\n0 packets dropped by kernel\n"
        let reading = try Reading.bytes(Kind.pcap.file + Array(text.utf8))
        #expect(reading.packets.count == 200)
        #expect(reading.error?.problem.contains("these are a program's messages") == true)
    }

    /// What can't be undone, and files that are none: what they are, and what to do.
    static let others: [(name: String, bytes: [UInt8], said: String, advice: String)] = {
        let pcap = Kind.pcap.file
        let utf16: [UInt8] = [0xff, 0xfe] + "\u{2558}\u{251c}".utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        let hex = pcap.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        let pairs = stride(from: 0, to: 16, by: 2).map { hex[$0] + hex[$0 + 1] }.joined(separator: " ")
        var eventTrace = [UInt8](repeating: 0, count: 128)
        eventTrace.replaceSubrange(0..<4, with: [0, 0, 1, 0])
        eventTrace.replaceSubrange(72..<76, with: [2, 0, 2, 0xc0])
        var tar = [UInt8](repeating: 0, count: 512)
        tar.replaceSubrange(0..<4, with: Array("a.pc".utf8))
        tar.replaceSubrange(257..<262, with: Array("ustar".utf8))
        func text(_ text: String) -> [UInt8] { Array(text.utf8) }
        return [
            ("UTF-16", utf16, "text in UTF-16", "cmd /c"),
            ("replaced", text("\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{2}"), "U+FFFD", "etch it again"),
            (
                "Latin-1", pcap.prefix(24).flatMap { Array(String(Unicode.Scalar($0)).utf8) }, "character of UTF-8",
                "iconv"
            ),
            ("one CR less", [0x0a, 0x0d, 0x0a] + Kind.pcapng.file.dropFirst(4), "was removed", "etch it again"),
            ("base64", Array(Data(pcap.prefix(300)).base64EncodedData()), "base64", "base64 -d"),
            ("base64 of pcapng", Array(Data(Kind.pcapng.file.prefix(300)).base64EncodedData()), "base64", "base64 -d"),
            ("plain hex", text(hex.joined()), "hex dump", "xxd -r -p"),
            ("spaced hex", text(hex.joined(separator: " ")), "hex dump", "xxd -r -p"),
            ("xxd", text("00000000: \(pairs)  ................"), "hex dump", "xxd -r FILE"),
            ("od", text("0000000 c3d4 a1b2 0002 0004"), "hex dump", "xxd -r"),
            ("HAR", text("{\n  \"log\": {\n    \"version\": \"1.2\","), "HAR file", "ws101 capture"),
            ("net log", text("{\"constants\": {\"activeFieldTrialGroups\": []"), "net log", "tcpdump -w"),
            ("tshark's JSON", text("[\n  {\n    \"_index\": \"packets-2026-01-01\","), "exported as JSON", "tshark -w"),
            ("JSON", text("{\"a\": 1}"), "JSON", "ws101 reads"),
            ("PDML", text("<?xml version=\"1.0\"?>\n<pdml version=\"0\">"), "exported as XML", "tshark -w"),
            (
                "tcpdump", text("12:34:56.789012 IP 10.0.0.1.50000 > 10.0.0.2.80: Flags [S]"), "what tcpdump prints",
                "-w"
            ),
            ("tcpdump's start", text("tcpdump: verbose output suppressed, use -v[v]"), "what tcpdump prints", "-w"),
            ("tshark", text("    1 0.000000000 127.0.0.1 → 127.0.0.1 TCP 74 50000"), "what tshark prints", "-w"),
            (
                "Wireshark", text("No.     Time           Source                Destination"), "exported as text",
                "Save As"
            ),
            (
                "Wireshark's frames", text("Frame 1: 74 bytes on wire (592 bits), 74 bytes"), "exported as text",
                "Save As"
            ),
            ("Wireshark's CSV", text("\"No.\",\"Time\",\"Source\",\"Destination\""), "exported as text", "Save As"),
            ("keys", text("CLIENT_RANDOM 00 11\n"), "a TLS key log", "--keylog"),
            ("ETL", eventTrace, "event trace log", "etl2pcapng"), ("tar", tar, "a tar archive", "tar -xf"),
            ("ZIP", [0x50, 0x4b, 3, 4, 20, 0], "a ZIP archive", "unzip"),
            ("text", text("hello there, this is no capture"), "looks like text", "ws101 reads"),
            ("empty", [], "the file is empty", "tcpdump -U"),
        ]
    }()

    @Test(arguments: others) func saysWhatElseItIs(name: String, bytes: [UInt8], said: String, advice: String) throws {
        let error = try #require(try Reading.bytes(bytes).error)
        #expect(error.kind == .damaged)
        #expect(error.problem.contains(said), "\(name): \(error.problem)")
        #expect(error.advice?.contains(advice) == true, "\(name): \(error.advice ?? "")")
    }

    /// Bytes of any kind are looked at in bounds, and end.
    @Test(arguments: 0..<40 as Range<Int>) func anyBeginningIsSurvived(seed: Int) throws {
        var random = SplitMix(seed: UInt64(seed))
        for kind in Kind.allCases {
            var bytes = Self.message + Self.inTextMode(Array(kind.file.prefix(3000)))
            for _ in 0..<(seed % 5 + 1) {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            let cut = Int(random.next() % UInt64(bytes.count))
            _ = try Reading.bytes(Array(bytes.prefix(cut)))
            _ = try Reading.bytes(bytes)
        }
    }
}
