import CZlib
import Dissection
import TestKit
import Testing
import WebSocket
import Wire

private let texts = (0..<8).map { "{\"kind\": \"quote\", \"symbol\": \"ABC\", \"price\": \(100 + $0 * 7)}" }

private func rules(_ session: Trace.Session) -> [Rule] { session.findings.map(\.rule) }

/// The frames of a compressed message, cut into fragments of `size` bytes.
private func fragments(
    _ side: Side, _ opcode: Opcode, _ payload: [UInt8], size: Int, _ play: inout Playbook,
    between: (inout Playbook) -> Void = { _ in }
) {
    var start = 0
    while start < payload.count {
        let end = min(start + size, payload.count)
        let part = Array(payload[start..<end])
        if start == 0 {
            play.compressed(side, opcode, part, fin: end == payload.count)
        } else {
            play.frame(side, .continuation, part, fin: end == payload.count)
        }
        if end < payload.count { between(&play) }
        start = end
    }
}

@Suite struct CompressionTests {
    /// Every window, both directions, with and without context takeover: the messages as they were sent.
    @Test(arguments: 9...15 as ClosedRange<Int32>, [true, false])
    func everyWindow(bits: Int32, takeover: Bool) throws {
        var play = Playbook()
        play.upgradeDeflating(
            (bits < 15 ? "; server_max_window_bits=\(bits); client_max_window_bits=\(bits)" : "")
                + (takeover ? "" : "; server_no_context_takeover; client_no_context_takeover"))
        let sides = [Side.client, .server].map { side in
            (side, Deflater(windowBits: bits, takesContextOver: takeover))
        }
        for text in texts {
            for (side, deflater) in sides {
                play.compressed(side, .text, deflater.message(Array(text.utf8)))
            }
        }
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(rules(session) == [])
        #expect(session.messages.map(\.payload) == texts.flatMap { [Array($0.utf8), Array($0.utf8)] })
        #expect(session.messages.allSatisfy { $0.compressed && $0.isValidText && $0.length == $0.payload.count })
        let totals = try #require(session.close?.totals)
        #expect(totals.clientCompression.messages == texts.count)
        #expect(totals.clientCompression.length == texts.reduce(0) { $0 + $1.utf8.count })
        #expect(totals.clientCompression == totals.serverCompression)
        if takeover { #expect(totals.clientCompression.wireLength < totals.clientCompression.length / 2) }
    }

    /// One direction keeps its context, the other does not: each parameter concerns its own side.
    @Test(arguments: [Side.client, .server]) func takeoverOfOneSide(side: Side) throws {
        var play = Playbook()
        play.upgradeDeflating("; \(side)_no_context_takeover")
        let resetting = Deflater(takesContextOver: false)
        let keeping = Deflater()
        for text in texts {
            play.compressed(side, .text, resetting.message(Array(text.utf8)))
            play.compressed(side.peer, .text, keeping.message(Array(text.utf8)))
        }
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(rules(session) == [])
        #expect(session.messages.allSatisfy { $0.isValidText })
    }

    /// A distance of exactly the window is allowed, one byte more is not; the content is known all the same.
    @Test(arguments: 8...14, Side.allCases) func windowExceeded(bits: Int, side: Side) throws {
        for excess in 0...1 {
            let distance = 1 << bits + excess
            var builder = DeflateBuilder()
            builder.begin(type: 1)
            builder.literals((0..<distance).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            builder.copy258(distance: distance)
            builder.endBlock()
            var play = Playbook()
            play.upgradeDeflating("; \(side)_max_window_bits=\(bits)")
            play.compressed(side, .binary, builder.message())
            play.close(side.peer, excess == 0 ? 1000 : 1007)
            play.close(side, excess == 0 ? 1000 : 1007)
            play.talk.close(.server)
            let session = try #require(play.trace().sessions.first)
            #expect(rules(session) == (excess == 0 ? [] : [.messageWindowExceeded]))
            #expect(session.messages.first?.length == distance + 258)
            if let finding = session.findings.first {
                #expect(finding.blame == (side == .client ? .client : .server))
                #expect(finding.mustFailWith == 1007)
                #expect(finding.detail.contains("\(side)_max_window_bits=\(bits)"))
            }
        }
    }

    @Test(arguments: [1, 2, 5, 17]) func fragmentsWithControlFramesBetween(size: Int) throws {
        var play = Playbook()
        play.upgradeDeflating()
        let deflater = Deflater()
        for text in texts {
            fragments(.client, .text, deflater.message(Array(text.utf8)), size: size, &play) {
                $0.frame(.client, .ping, [1])
                $0.frame(.server, .pong, [1])
            }
        }
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(rules(session) == [])
        #expect(session.messages.map(\.payload) == texts.map { Array($0.utf8) })
    }

    /// Messages without RSV1 leave the context as it is, also the first one.
    @Test func uncompressedMessagesBetween() throws {
        var play = Playbook()
        play.upgradeDeflating()
        let deflater = Deflater()
        play.frame(.server, .text, Array("plain".utf8))
        for text in texts {
            play.compressed(.server, .text, deflater.message(Array(text.utf8)))
            play.frame(.server, .text, Array("plain".utf8))
        }
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(rules(session) == [])
        #expect(session.messages.map(\.compressed) == [false] + texts.flatMap { _ in [true, false] })
        #expect(session.messages.filter(\.compressed).map(\.payload) == texts.map { Array($0.utf8) })
        #expect(session.close?.totals.serverCompression.messages == texts.count)
    }

    @Test func finalBlocksAndEmptyMessages() throws {
        var play = Playbook()
        play.upgradeDeflating()
        play.compressed(.server, .text, Deflater().finalMessage(Array(texts[0].utf8)))
        play.compressed(.server, .text, [0x00])
        play.compressed(.server, .binary, Deflater().finalMessage([]))
        play.compressed(.server, .text, Deflater().finalMessage(Array(texts[1].utf8)))
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(rules(session) == [])
        #expect(session.messages.map(\.payload) == [Array(texts[0].utf8), [], [], Array(texts[1].utf8)])
    }

    @Test(arguments: [[0x61, 0xc3, 0x28], [0xe2, 0x82], [0xed, 0xa0, 0x80]] as [[UInt8]])
    func utf8IsCheckedAfterInflating(bad: [UInt8]) throws {
        var play = Playbook()
        play.upgradeDeflating()
        play.compressed(.client, .text, Deflater().message(Array("good ".utf8) + bad))
        play.close(.server, 1007)
        play.close(.client, 1007)
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(rules(session) == [.messageInvalidUtf8])
        #expect(session.messages.first?.length == 5 + bad.count)
        #expect(session.messages.first?.isValidText == false)
    }

    /// Bytes that are no text compressed are no fault of a text message.
    @Test func compressedBytesAreNotTakenForText() throws {
        var play = Playbook()
        play.upgradeDeflating()
        play.compressed(.server, .text, Deflater().message(Array("ÄÖÜ".utf8)))
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(rules(session) == [])
    }

    /// The digest is that of the inflated payload.
    @Test func digestIsOfTheInflatedPayload() throws {
        var play = Playbook()
        play.upgradeDeflating()
        play.compressed(.client, .text, Deflater().message(Array(texts[0].utf8)))
        play.frame(.client, .text, Array(texts[0].utf8))
        play.compressed(.server, .text, Deflater().message(Array(texts[0].utf8)))
        play.frame(.server, .text, Array(texts[0].utf8))
        play.finish()
        let session = try #require(play.trace { $0.digest = true }.sessions.first)
        let digests = session.messages.map(\.digest)
        #expect(digests.first.map { $0?.count } == 32)
        #expect(digests.allSatisfy { $0 == digests[0] })
    }

    /// Behind a hole only what refers to the lost bytes is lost; nothing is made up, and nobody accused.
    @Test(arguments: 0..<8) func holeLosesTheContext(lost: Int) throws {
        var play = Playbook()
        play.upgradeDeflating()
        let deflater = Deflater()
        var at: [Int] = []
        for text in texts {
            at.append(play.talk.segments.count)
            play.compressed(.server, .text, deflater.message(Array(text.utf8)))
        }
        play.finish()
        play.talk.segments.remove(at: at[lost])
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.allSatisfy { $0.rule.severity != .error })
        #expect(rules(session).contains(.streamGap))
        for message in session.messages {
            if message.length != nil {
                #expect(texts.contains(String(decoding: message.payload, as: UTF8.self)))
            } else {
                #expect(texts.contains { Array($0.utf8).starts(with: message.payload) })
            }
        }
        if lost < texts.count - 1 {
            #expect(rules(session).filter { $0 == .messageInflateContextLost }.count == 1)
        }
    }

    @Test func holeWithoutTakeoverCostsOneMessage() throws {
        var play = Playbook()
        play.upgradeDeflating("; server_no_context_takeover")
        let deflater = Deflater(takesContextOver: false)
        let first = play.talk.segments.count
        for text in texts { play.compressed(.server, .text, deflater.message(Array(text.utf8))) }
        play.finish()
        play.talk.segments.remove(at: first)
        let session = try #require(play.trace().sessions.first)
        #expect(rules(session) == [.streamGap])
        #expect(session.messages.map(\.payload) == texts.dropFirst().map { Array($0.utf8) })
    }

    /// A hole in a control frame or in an uncompressed message leaves the context whole.
    @Test func holeInAnUncompressedMessage() throws {
        var play = Playbook()
        play.upgradeDeflating()
        play.talk.segmentSize = 100
        let deflater = Deflater()
        play.compressed(.server, .text, deflater.message(Array(texts[0].utf8)))
        let first = play.talk.segments.count
        play.frame(.server, .binary, [UInt8](repeating: 7, count: 596))
        play.compressed(.server, .text, deflater.message(Array(texts[0].utf8)))
        play.finish()
        play.talk.segments.remove(at: first + 4)
        let session = try #require(play.trace().sessions.first)
        #expect(rules(session) == [.streamGap])
        #expect(session.messages.last?.payload == Array(texts[0].utf8))
    }

    @Test func midstreamTakesWhatItCan() throws {
        var play = Playbook()
        play.upgradeDeflating()
        let deflater = Deflater()
        play.compressed(.server, .text, deflater.message(Array(texts[0].utf8)))
        let first = play.talk.segments.count
        play.compressed(.server, .text, deflater.message(Array(texts[1].utf8)))
        for _ in 0..<2 { play.compressed(.client, .text, Deflater().message(Array(texts[2].utf8))) }
        play.compressed(.server, .text, Deflater().message(Array(texts[3].utf8)))
        play.finish()
        play.talk.segments.removeFirst(first)
        let session = try #require(play.trace().sessions.first)
        #expect(rules(session) == [.streamMidstream, .messageInflateContextLost])
        #expect(session.messages.map(\.length).map { $0 != nil } == [false, true, true, true])
        #expect(session.messages.last?.payload == Array(texts[3].utf8))
    }

    /// A bomb costs its own message; with its context gone, only messages that refer to it are concerned.
    @Test func sessionGoesOnBehindABomb() throws {
        var play = Playbook()
        play.upgradeDeflating()
        play.talk.segmentSize = 60_000
        play.compressed(.server, .binary, Deflater(level: 9).message([UInt8](repeating: 0, count: 200_000_000)))
        play.compressed(.server, .text, Deflater().message(Array(texts[0].utf8)))
        play.finish()
        let session = try #require(play.trace { $0.payloadLimit = 4096 }.sessions.first)
        #expect(rules(session) == [.messageInflateLimit])
        #expect(session.messages.map(\.length) == [nil, texts[0].utf8.count])
        #expect(session.messages.map(\.payload.count) == [4096, texts[0].utf8.count])
    }

    /// Without a negotiated extension RSV1 is a violation, and what it stands on is not inflated.
    @Test func withoutNegotiationItIsAFault() throws {
        var play = Playbook()
        play.upgrade()
        play.compressed(.server, .binary, Deflater().message(Array(texts[0].utf8)))
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(rules(session).prefix(2) == [.frameRsvNonzero, .messageCompressedUnsettled])
        #expect(session.messages.first?.compressed == true)
    }

    /// What an extension that ws101 does not know makes of a reserved bit can't be judged.
    @Test func unknownExtensionMayUseReservedBits() throws {
        let line = "Sec-WebSocket-Extensions: x-other\r\n\r\n"
        var play = Playbook()
        play.upgrade(request: Playbook.request.dropLast() + line, response: Playbook.response.dropLast() + line)
        play.server(FrameEncoder.encode(rsv1: true, rsv2: true, opcode: .binary, payload: [1, 2]))
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(rules(session) == [.messageExtensionUnknown])
        #expect(session.messages.first?.payload == [1, 2])
    }
}
