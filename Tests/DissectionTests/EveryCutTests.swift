import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// What a trace says, without what depends on how the bytes were cut into packets.
private func transcript(_ session: Trace.Session) -> [String] {
    session.timeline.compactMap { event in
        switch event {
        case .frame(let frame):
            let side = frame.from?.rawValue ?? "?"
            return "\(side) \(frame.header.opcode.name) at \(frame.streamOffset): \(frame.payload)"
        case .message(let message): return "\(message.kind.rawValue) \(message.payload) of \(message.frames)"
        case .finding(let finding): return finding.rule.rawValue
        default: return nil
        }
    } + [session.close.map { "\($0.initiator) \($0.clean) \($0.state)" } ?? "no close"]
}

/// Bytes in order, from which side.
private typealias Line = (side: Side, bytes: [UInt8])

private let plainScript: [Line] = {
    var play = Playbook()
    func masked(_ opcode: Opcode, _ payload: [UInt8], fin: Bool = true) -> [UInt8] {
        FrameEncoder.encode(fin: fin, opcode: opcode, payload: payload, maskingKey: play.freshKey())
    }
    let text = Array("Hé, naïve €".utf8)
    return [
        (.client, Array(Playbook.request.utf8)),
        // Frames right behind the 101, in its own segment.
        (.server, Array(Playbook.response.utf8) + FrameEncoder.encode(opcode: .text, payload: text)),
        (.client, masked(.text, text, fin: false) + masked(.ping, [1, 2]) + masked(.continuation, text)),
        (.server, FrameEncoder.encode(opcode: .pong, payload: [1, 2])),
        (.client, masked(.binary, [UInt8](repeating: 0xa5, count: 200))),
        (.client, masked(.text, [0x61, 0xff])),
        (.server, FrameEncoder.close(code: 1007)),
        (.client, FrameEncoder.close(code: 1007, maskingKey: play.freshKey())),
    ]
}()

/// The same with permessage-deflate in use: fragments of compressed messages, a plain one, control frames between.
private let compressedScript: [Line] = {
    var play = Playbook()
    play.upgradeDeflating()
    let (client, server) = (Deflater(), Deflater(windowBits: 9))
    func frame(_ opcode: Opcode, _ payload: some Sequence<UInt8>, rsv1: Bool = false, fin: Bool = true) -> [UInt8] {
        FrameEncoder.encode(
            fin: fin, rsv1: rsv1, opcode: opcode, payload: Array(payload), maskingKey: play.freshKey())
    }
    let text = Array("Hé, naïve €; naïve €, Hé".utf8)
    let (first, second) = (client.message(text), client.message(text + text))
    return play.talk.segments.dropFirst(3).compactMap {
        $0.segment.payload.isEmpty ? nil : ($0.segment.source.port == 80 ? .server : .client, $0.segment.payload)
    } + [
        (.server, FrameEncoder.encode(rsv1: true, opcode: .text, payload: server.message(text))),
        (
            .client,
            frame(.text, first.prefix(7), rsv1: true, fin: false) + frame(.ping, [1, 2])
                + frame(.continuation, first.dropFirst(7))
        ),
        (.server, FrameEncoder.encode(opcode: .pong, payload: [1, 2])),
        (.client, frame(.text, text) + frame(.text, second, rsv1: true)),
        (.server, FrameEncoder.encode(rsv1: true, opcode: .binary, payload: server.message(text))),
        (.client, frame(.text, client.message([0x61, 0xff]), rsv1: true)),
        (.server, FrameEncoder.close(code: 1007)),
        (.client, FrameEncoder.close(code: 1007, maskingKey: play.freshKey())),
    ]
}()

private let scripts = [plainScript, compressedScript]

private func session(_ script: [Line], segmentSize: Int = 1460, cut: Int? = nil) throws -> Trace.Session {
    var talk = Conversation()
    talk.segmentSize = segmentSize
    talk.connect()
    for line in script { talk.send(line.bytes, from: line.side, cuts: cut.map { [$0] } ?? []) }
    talk.close(.server)
    return try #require(Playbook.trace(talk.packets).sessions.first)
}

@Suite struct EveryCutTests {
    @Test func whole() throws {
        let whole = try session(plainScript)
        #expect(whole.frames.count == 9)
        #expect(whole.messages.count == 4)
        #expect(whole.findings.map(\.rule) == [.messageInvalidUtf8])
        let compressed = try session(compressedScript)
        #expect(compressed.frames.count == 11)
        #expect(compressed.messages.map(\.compressed) == [true, true, false, true, true, true])
        #expect(compressed.findings.map(\.rule) == [.messageInvalidUtf8])
    }

    @Test(arguments: [1, 2, 3, 7, 50]) func smallSegments(of size: Int) throws {
        for script in scripts {
            #expect(try transcript(session(script, segmentSize: size)) == transcript(session(script)))
        }
    }

    @Test(arguments: 0..<2) func everyCutOfEveryLine(number: Int) throws {
        let script = scripts[number]
        let whole = try transcript(session(script))
        for cut in 1..<(script.map(\.bytes.count).max() ?? 1) {
            #expect(try transcript(session(script, cut: cut)) == whole, "cut at \(cut)")
        }
    }

    /// Reordered within a few packets, and with everything sent twice: the same session, without an accusation.
    @Test(arguments: 0..<40) func reorderedAndRepeated(seed: UInt64) throws {
        let script = scripts[Int(seed % 2)]
        var random = SplitMix(seed: seed)
        var talk = Conversation()
        talk.segmentSize = 23
        talk.connect()
        let handshake = talk.segments.count
        for line in script { talk.send(line.bytes, from: line.side) }
        var segments = talk.segments
        for index in handshake..<(segments.count - 1) where UInt8.random(in: 0..<4, using: &random) == 0 {
            // Only packets of one side change places: its acknowledgments tell of the other's order.
            if segments[index].segment.source == segments[index + 1].segment.source {
                segments.swapAt(index, index + 1)
            }
        }
        talk.segments = segments.flatMap { UInt8.random(in: 0..<5, using: &random) == 0 ? [$0, $0] : [$0] }
        talk.close(.server)
        let found = try #require(Playbook.trace(talk.packets).sessions.first)
        #expect(try transcript(found) == transcript(session(script)))
    }

    /// With random loss: what is told is a part of the truth, and the loss is told too.
    @Test(arguments: 0..<120) func lossIsSaid(seed: UInt64) throws {
        let script = scripts[Int(seed % 2)]
        var random = SplitMix(seed: seed)
        let whole = try session(script)
        var talk = Conversation()
        talk.segmentSize = 40
        talk.connect()
        for line in script.prefix(2) { talk.send(line.bytes, from: line.side) }
        let lossFrom = talk.segments.count
        for line in script.dropFirst(2) { talk.send(line.bytes, from: line.side) }
        talk.close(.server)
        let kept = talk.segments.enumerated().filter { index, _ in
            index < lossFrom || UInt8.random(in: 0..<6, using: &random) != 0
        }
        let hasLostData = kept.count < talk.segments.count
        talk.segments = kept.map(\.element)
        let found = try #require(Playbook.trace(talk.packets).sessions.first)
        for frame in found.frames where frame.isComplete {
            #expect(whole.frames.contains { $0.payload == frame.payload }, "a frame that was never sent")
        }
        for message in found.messages where message.missing == 0 {
            #expect(
                whole.messages.contains { sent in
                    message.length == nil ? sent.payload.starts(with: message.payload) : sent.payload == message.payload
                }, "a message that was never sent")
        }
        #expect(found.findings.allSatisfy { $0.rule.severity != .error || $0.rule == .messageInvalidUtf8 })
        if found.frames.filter(\.isComplete).count < whole.frames.count {
            #expect(hasLostData)
            #expect(found.findings.contains { $0.rule == .streamGap })
        }
    }
}
