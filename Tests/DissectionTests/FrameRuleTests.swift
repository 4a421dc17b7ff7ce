import Dissection
import TestKit
import Testing
import WebSocket
import Wire

private let opcodes: [Opcode] = [.text, .binary, .ping, .pong]

/// The findings about the one frame that `side` sends in an open session, whose peer then fails the connection.
private func findings(_ side: Side, _ frame: [UInt8], deflating: Bool = false) throws -> [Finding] {
    var play = Playbook()
    if deflating { play.upgradeDeflating() } else { play.upgrade() }
    play.talk.send(frame, from: side)
    play.close(side.peer, 1002)
    play.close(side, 1002)
    play.talk.close(.server)
    let session = try #require(play.trace().sessions.first)
    return session.findings.filter { $0.rule.severity != .note }
}

private func mask(_ side: Side) -> MaskingKey? { side == .client ? MaskingKey(0x1020_3040) : nil }

/// The rules about single frames, for every side, opcode and form that they concern.
@Suite struct FrameRuleTests {
    @Test(arguments: opcodes, Side.allCases) func maskingDirection(opcode: Opcode, side: Side) throws {
        let wrong = FrameEncoder.encode(opcode: opcode, payload: [0x61], maskingKey: mask(side.peer))
        let found = try findings(side, wrong)
        // A Pong that nobody asked for is but a note.
        #expect(found.map(\.rule) == [side == .client ? .frameClientUnmasked : .frameServerMasked])
        #expect(found.first?.blame == (side == .client ? .client : .server))
        #expect(found.first?.mustFailWith == 1002)
    }

    /// Each length that a shorter form carries, in each longer form.
    @Test(
        arguments: [
            (0, .bits16), (1, .bits16), (125, .bits16), (0, .bits64), (125, .bits64), (126, .bits64), (65535, .bits64),
        ] as [(Int, LengthForm)], Side.allCases)
    func lengthNotMinimal(form: (length: Int, form: LengthForm), side: Side) throws {
        let payload = [UInt8](repeating: 0x61, count: form.length)
        let frame = FrameEncoder.encode(
            opcode: .binary, payload: payload, maskingKey: mask(side), lengthForm: form.form)
        let found = try findings(side, frame)
        #expect(found.map(\.rule) == [.frameLengthNotMinimal])
        #expect(found.first?.place == .frame(1..<(form.form == .bits16 ? 4 : 10)))
    }

    /// The least length of each form is no fault.
    @Test(arguments: [125, 126, 65535, 65536], Side.allCases) func lengthMinimal(length: Int, side: Side) throws {
        let payload = [UInt8](repeating: 0x61, count: length)
        #expect(
            try findings(side, FrameEncoder.encode(opcode: .binary, payload: payload, maskingKey: mask(side))).isEmpty)
    }

    /// RSV1 without an extension, and where permessage-deflate does not allow it (RFC 7692 §6.1).
    @Test(arguments: opcodes + [.continuation], [true, false]) func rsv1(opcode: Opcode, deflating: Bool) throws {
        let frame = FrameEncoder.encode(rsv1: true, opcode: opcode, payload: [0x00], maskingKey: mask(.client))
        let rules = try findings(.client, frame, deflating: deflating).map(\.rule)
        guard deflating else { return #expect(rules.contains(.frameRsvNonzero)) }
        switch opcode {
        case .text, .binary: #expect(rules == [])
        case .continuation: #expect(rules == [.frameRsv1OnContinuation, .frameContinuationUnexpected])
        default: #expect(rules == [.frameRsv1OnControl])
        }
    }

    @Test(arguments: [0x3, 0x4, 0x5, 0x6, 0x7, 0xb, 0xc, 0xd, 0xe, 0xf] as [UInt8], Side.allCases)
    func reservedOpcodes(opcode: UInt8, side: Side) throws {
        let frame = FrameEncoder.encode(opcode: Opcode(rawValue: opcode), payload: [0x61], maskingKey: mask(side))
        #expect(try findings(side, frame).map(\.rule) == [.frameOpcodeReserved])
    }

    @Test(arguments: [(true, false), (false, true), (true, true)]) func rsv2AndRsv3(rsv2: Bool, rsv3: Bool) throws {
        let frame = FrameEncoder.encode(
            rsv2: rsv2, rsv3: rsv3, opcode: .text, payload: [0x61], maskingKey: mask(.client))
        for deflating in [true, false] {
            #expect(try findings(.client, frame, deflating: deflating).map(\.rule) == [.frameRsvNonzero])
        }
    }
}
