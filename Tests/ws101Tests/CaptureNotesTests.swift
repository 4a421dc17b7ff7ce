import Dissection
import Foundation
import TestKit
import Testing
import WebSocket
import Wire

/// What a capture file says besides packets, and what of it is damaged, as every view shows it.
@Suite(.serialized) struct CaptureNotesTests {
    private static let hostile = "evil \u{1b}[31m\u{202e} \"quoted\"\nline"

    /// A session of ten packets in a pcapng file; the names, comments and the like are written by `before`, the options
    /// of packet N by `options`.
    private func capture(
        garbage: Int? = nil, before: (inout CaptureFileBuilder) -> Void = { _ in },
        options: (Int) -> [(code: UInt16, value: [UInt8])] = { _ in [] },
        after: (inout CaptureFileBuilder) -> Void = { _ in }
    ) -> [UInt8] {
        var talk = Conversation()
        talk.acknowledgesAtOnce = false
        talk.connect()
        talk.send(
            Array(
                ("GET /chat HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").utf8),
            from: .client)
        talk.send(
            Array(
                ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n").utf8), from: .server)
        talk.send(FrameEncoder.encode(opcode: .text, payload: Array("one".utf8)), from: .server)
        talk.send(FrameEncoder.encode(opcode: .text, payload: Array("two".utf8)), from: .server)
        talk.close(.server)
        var file = CaptureFileBuilder()
        file.sectionHeader(options: [(1, Array("Section \(Self.hostile)".utf8)), (4, Array("test".utf8))])
        file.interface(options: [(2, Array("eth\u{7}0".utf8)), (1, Array("the uplink".utf8))])
        before(&file)
        for (index, packet) in talk.packets.enumerated() {
            if index == garbage { file.append([UInt8](repeating: 0xee, count: 60)) }
            file.enhancedPacket(
                ticks: UInt64(packet.time.nanoseconds / 1000), packet.bytes, options: options(index + 1))
        }
        after(&file)
        return file.bytes
    }

    private func inspect(_ bytes: [UInt8], _ arguments: [String] = [], status: Int32 = 0) throws -> String {
        let result = try Program.run(["inspect", "-", "--quiet", "--width", "200"] + arguments, input: bytes)
        #expect(result.status == status, "\(result.error)")
        return result.output
    }

    private static let names: @Sendable (inout CaptureFileBuilder) -> Void = {
        $0.names([([192, 0, 2, 2], ["api.\u{1b}example"]), ([192, 0, 2, 1], ["laptop"])])
    }

    private static let comments: @Sendable (Int) -> [(code: UInt16, value: [UInt8])] = { packet in
        switch packet {
        case 4: [(1, Array("asks".utf8))]
        case 6: [(1, Array(hostile.utf8)), (1, Array("again".utf8))]
        case 8: [(1, Array("the end".utf8))]
        default: []
        }
    }

    @Test func namesStandBesideAddresses() throws {
        let file = capture(before: Self.names)
        let session = try inspect(file, ["--session", "1"])
        #expect(session.contains("192.0.2.1:50000 (laptop) → 192.0.2.2:80 (api.\\x1bexample), TCP connection 0"))
        #expect(session.contains("client 192.0.2.1:50000 (laptop)"))
        let lines = try inspect(file, ["--format", "ndjson"])
        #expect(lines.contains(#""clientName":"laptop","serverName":"api.\u001bexample""#))
        #expect(try !inspect(capture(), ["--format", "ndjson"]).contains("clientName"))
    }

    @Test func commentsStandBesideTheirPackets() throws {
        let file = capture(options: Self.comments)
        let ladder = try inspect(file, ["--session", "1"]).split(separator: "\n").map(String.init)
        let get = try #require(ladder.lastIndex { $0.contains("GET /chat HTTP/1.1") })
        #expect(ladder[get + 1].hasSuffix("Comment on packet 4: asks"))
        let frame = try #require(ladder.firstIndex { $0.contains("#1") })
        #expect(
            ladder[frame + 1].hasSuffix(
                #"Comment on packet 6: evil \x1b[31m\u{202e} "quoted"\nline"#))
        #expect(ladder[frame + 2].hasSuffix("Comment on packet 6: again"))
        let fin = try #require(ladder.firstIndex { $0.contains("TCP FIN: the server") })
        #expect(ladder[fin + 1].hasSuffix("Comment on packet 8: the end"))

        let packet = try inspect(file, ["--packet", "6"])
        #expect(packet.contains(#"Comment: evil \x1b[31m\u{202e} "quoted"\nline"#) && packet.contains("Comment: again"))
        #expect(try !inspect(file, ["--packet", "7"]).contains("Comment"))
        let svg = try inspect(file, ["--session", "1", "--format", "svg"])
        #expect(svg.contains("Comment on packet 8: the end"))
        let overview = try inspect(file)
        #expect(overview.contains("Comment on packet 4: asks\n"))
        #expect(overview.contains(#"Comment: Section evil \x1b[31m\u{202e} "quoted"\nline"#))
        #expect(overview.contains(#"Comment on eth\x070: the uplink"#))
    }

    @Test func commentsAreLinesInFrontOfWhatTheirPacketsBring() throws {
        let file = capture(before: Self.names, options: Self.comments)
        let text = try inspect(file, ["--format", "ndjson"])
        let types = text.split(separator: "\n").compactMap { $0.firstMatch(of: #/"type":"(\w+)"/#)?.1 }
        #expect(
            types.filter { $0 != "message" && $0 != "finding" } == [
                "capture", "comment", "session", "comment", "comment", "frame", "frame", "comment", "close", "summary",
            ])
        #expect(text.contains(#"{"type":"comment","packet":6,"time":"2023-11-14T22:13:20.005000Z","comment":"again"}"#))
        #expect(text.contains(#""comments":["Section evil"#))
        for jobs in ["2", "3"] { #expect(try inspect(file, ["--format", "ndjson", "--jobs", jobs]) == text) }
        // Only what belongs to the choice.
        #expect(try !inspect(file, ["--format", "ndjson", "--session", "1"]).contains(#""type":"comment""#))
        let chosen = try inspect(file, ["--format", "ndjson", "--filter", "src host 192.0.2.1"])
        #expect(chosen.contains(#""comment":"asks""#) && !chosen.contains(#""comment":"again""#))
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(inspect(file, ["--format", "json"]).utf8)) as? [String: Any])
        #expect((document["comments"] as? [[String: Any]])?.count == 4)
    }

    @Test func dropsAreTold() throws {
        let file = capture(after: { $0.statistics([(5, 2), (7, 1234)]) })
        #expect(try inspect(file).contains(#"The capturing system dropped 1,236 packets on eth\x070."#))
        #expect(try inspect(file, ["--format", "ndjson"]).contains(#""dropped":{"eth\u00070":1236}"#))
        #expect(try !inspect(capture(after: { $0.statistics([(4, 9), (5, 0)]) })).contains("dropped"))
    }

    @Test func secretsAreNamedAndNeverPrinted() throws {
        let file = capture(before: { $0.secrets(Array("CLIENT_RANDOM 5ec7e7".utf8)) })
        #expect(try inspect(file).contains("The file carries decryption secrets (tls-key-log)."))
        for view in [[], ["--session", "1"], ["--format", "ndjson"], ["--format", "json"], ["--packet", "1"]] {
            #expect(try !inspect(file, view).contains("5ec7e7"))
        }
        #expect(try inspect(file, ["--format", "ndjson"]).contains(#""secrets":{"tls-key-log":1}"#))
    }

    @Test func damageIsToldAndPassedOver() throws {
        let whole = try inspect(capture(), ["--format", "ndjson"]).split(separator: "\n").dropLast()
        let file = capture(garbage: 6)
        let result = try Program.run(["inspect", "-", "--format", "ndjson"], input: file)
        #expect(result.status == 65)
        #expect(result.error.contains("(after packet 6, at byte "))
        #expect(result.error.contains("60 bytes were passed over; the packets before and after it were read."))
        let lines = result.output.split(separator: "\n")
        #expect(lines.dropLast() == whole)
        let summary = try #require(lines.last)
        #expect(summary.contains(#""unreadable":{"damaged-bytes":60,"damaged-places":1}"#))
        #expect(summary.contains(#""bytes":60,"packet":6,"problem":"a block of type "#))
        for jobs in ["2", "3"] {
            #expect(try inspect(file, ["--format", "ndjson", "--jobs", jobs], status: 65) == result.output)
        }
        let overview = try inspect(file, status: 65)
        #expect(
            overview.contains("The file is damaged: 60 bytes of it could not be read; packets are numbered as they"))
        #expect(overview.contains("after packet 6: a block of type"))
        #expect(!overview.contains("skipped (damaged"))
    }
}
