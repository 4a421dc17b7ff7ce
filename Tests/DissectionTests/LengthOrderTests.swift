import Dissection
import TestKit
import Testing
import WebSocket
import Wire

/// A frame whose extended length is little endian.
private func frame(_ side: Side, _ payload: [UInt8], _ form: LengthForm) -> [UInt8] {
    let key: MaskingKey? = side == .client ? MaskingKey(0x37fa_213d) : nil
    var bytes = FrameEncoder.encode(opcode: .binary, payload: payload, maskingKey: key, lengthForm: form)
    bytes[2..<(form == .bits16 ? 4 : 10)].reverse()
    return bytes
}

/// Lengths in the wrong byte order, told as that, and read as they are meant.
@Suite struct LengthByteOrderTests {
    @Test(arguments: Side.allCases, [70_000, 65_536, 33_000_000 / 256]) func of64Bits(side: Side, length: Int) throws {
        var play = Playbook()
        play.upgrade()
        play.talk.send(frame(side, [UInt8](repeating: 7, count: length), .bits64), from: side)
        play.frame(side, .text, Array("next".utf8))
        play.close(side.peer, 1009)
        play.talk.close(side.peer)
        let session = try #require(play.trace().sessions.first)
        let errors = session.findings.filter { $0.rule.severity == .error }
        #expect(errors.map(\.rule) == [.frameLengthByteOrder])
        #expect(errors.first?.detail.contains("\(Quantity.count(length)), exactly what follows") == true)
        #expect(errors.first?.place == .frame(2..<10))
        #expect(session.messages.map(\.length) == [length, 4])
        #expect(session.frames.first?.isComplete == true)
        #expect(session.frames.first?.meantLength == UInt64(length))
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.causes.map(\.kind) == [.protocolViolation])
        #expect(diagnosis.causes.first?.claim.contains("wrong byte order") == true)
    }

    /// With the top bit set the length was told as impossible, and nothing after it was read.
    @Test func topBitSet() throws {
        var play = Playbook()
        play.upgrade()
        play.server(frame(.server, [UInt8](repeating: 7, count: 0x1_0080), .bits64))
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.filter { $0.rule.severity == .error }.map(\.rule) == [.frameLengthByteOrder])
        #expect(session.frames.count == 3)
    }

    /// Where the length as written is possible, the end decides: exactly the reversed length has come.
    @Test(arguments: [300, 1000, 1400, 5000], [true, false]) func of16Bits(length: Int, isAnswered: Bool) throws {
        var play = Playbook()
        play.upgrade()
        play.client(frame(.client, [UInt8](repeating: 7, count: length), .bits16))
        if isAnswered { play.close(.server, 1002) }
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.filter { $0.rule.severity == .error }.map(\.rule) == [.frameLengthByteOrder])
        #expect(session.messages.map(\.length) == [length])
        #expect(!session.findings.contains { $0.rule == .messageUnfinished })
    }

    /// The peer's Close tells that no more of the frame need come; the answer to it was taken for payload, and missed.
    @Test func readsTheAnswerToACloseAfterIt() throws {
        var play = Playbook()
        play.upgrade()
        play.server(frame(.server, [UInt8](repeating: 7, count: 300), .bits16))
        play.close(.client, 1000)
        play.close(.server, 1000)
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(session.frames.map(\.header.opcode) == [.binary, .close, .close])
        #expect(session.findings.filter { $0.rule.severity != .note }.map(\.rule) == [.frameLengthByteOrder])
    }

    /// Whoever waits for the length as written takes later frames for payload.
    @Test(arguments: [1, 5]) func swallowsLaterFrames(count: Int) throws {
        var play = Playbook()
        play.upgrade()
        play.server(frame(.server, [UInt8](repeating: 7, count: 300), .bits16))
        for _ in 0..<count { play.frame(.server, .text, Array("next".utf8)) }
        play.talk.pause(30_000_000_000)
        play.talk.close(.client)
        let session = try #require(play.trace().sessions.first)
        let finding = try #require(session.findings.first { $0.rule == .frameLengthByteOrder })
        #expect(finding.detail.contains("they hold 300"))
        #expect(finding.detail.contains(count == 1 ? "1 frame follows" : "5 frames follow"))
        #expect(Diagnosis(of: session).causes.map(\.kind) == [.protocolViolation])
    }

    /// A form that is too long for the length as written.
    @Test(arguments: [256, 512, 1024]) func shortAsWritten(length: Int) throws {
        var play = Playbook()
        play.upgrade()
        play.server(frame(.server, [UInt8](repeating: 0x77, count: length), .bits16))
        play.frame(.server, .text, Array("next".utf8))
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.filter { $0.rule.severity == .error }.map(\.rule) == [.frameLengthByteOrder])
        #expect(session.messages.map(\.length) == [length, 4])
    }

    /// A length that no order of its bytes makes a size of is the cause, whatever the code says; nothing after it is known.
    @Test(arguments: [UInt8(0x00), 0x11, 0x91], [UInt16(1002), 1009])
    func impossibleLength(top: UInt8, code: UInt16) throws {
        var play = Playbook()
        play.upgrade()
        play.server([0x82, 0x7f, top, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x08] + [UInt8](repeating: 7, count: 50))
        play.close(.client, code)
        play.frame(.server, .close, [0x03, 0xe8])
        play.talk.close(.client)
        let session = try #require(play.trace().sessions.first)
        let rule = top & 0x80 == 0 ? Rule.frameLengthImpossible : .frameLengthMsbSet
        let finding = try #require(session.findings.first { $0.rule == rule })
        #expect(finding.detail.contains("0x"))
        #expect(finding.frame == 1)
        // The Close that it swallowed is not held against the server.
        #expect(!session.findings.contains { $0.rule == .closeNoReply })
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.causes.map(\.kind) == [.protocolViolation])
        #expect(diagnosis.causes.first?.claim.contains("can't be real") == true)
        #expect(diagnosis.verdict.contains("Whether the server answered is unknown"))
        #expect(!diagnosis.facts.joined().contains("No Close"))
    }

    /// Lengths that some program may send accuse nobody.
    @Test(arguments: [UInt64(1) << 39, 1 << 33, 1 << 32]) func largeLength(length: UInt64) throws {
        var play = Playbook()
        play.upgrade()
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * $0)) }
        play.server([0x82, 0x7f] + bytes + [UInt8](repeating: 7, count: 50))
        play.close(.client, 1009)
        play.talk.close(.client)
        let session = try #require(play.trace().sessions.first)
        #expect(!session.findings.contains { $0.rule == .frameLengthImpossible })
        let cause = try #require(Diagnosis(of: session).causes.first)
        #expect(cause.kind == .messageTooBig)
        #expect(cause.remedies.contains { $0.text.hasPrefix("If it meant to send no such message") })
    }

    /// The end without a Close.
    @Test(arguments: [true, false]) func impossibleLengthThenEnd(isReset: Bool) throws {
        var play = Playbook()
        play.upgrade()
        play.server([0x82, 0x7f, 0x7f] + [UInt8](repeating: 0xff, count: 7) + [UInt8](repeating: 7, count: 50))
        if isReset { play.talk.reset(.client) } else { play.talk.close(.client) }
        let session = try #require(play.trace().sessions.first)
        #expect(Diagnosis(of: session).causes.map(\.kind) == [.protocolViolation])
    }

    /// A large frame that ends early accuses nobody of a wrong order.
    @Test(arguments: [299, 301, 2000]) func cutOff(count: Int) throws {
        var play = Playbook()
        play.upgrade()
        let frame = FrameEncoder.encode(opcode: .binary, payload: [UInt8](repeating: 7, count: 11265))
        play.server(Array(frame.prefix(4 + count)))
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.filter { $0.rule.severity == .error }.isEmpty)
        #expect(session.findings.contains { $0.rule == .messageUnfinished })
    }
}
