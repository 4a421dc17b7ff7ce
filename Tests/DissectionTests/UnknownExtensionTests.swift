import Dissection
import TestKit
import Testing
import WebSocket
import Wire

private let text = Array("hello hello hello hello".utf8)

/// A handshake that offers and settles these extensions.
private func play(offered: String, settled: String?) -> Playbook {
    var play = Playbook()
    let header = "Sec-WebSocket-Extensions: "
    play.upgrade(
        request: String(Playbook.request.dropLast()) + header + offered + "\r\n\r\n",
        response: settled.map { String(Playbook.response.dropLast()) + header + $0 + "\r\n\r\n" } ?? Playbook.response)
    return play
}

private func session(_ play: Playbook) throws -> Trace.Session { try #require(play.trace().sessions.first) }

private func rules(_ session: Trace.Session) -> [Rule] {
    session.findings.filter { $0.rule != .pongUnsolicited }.map(\.rule)
}

/// Extensions that ws101 does not know: nothing is judged that they may have made.
@Suite struct UnknownExtensionTests {
    @Test(arguments: ["permessage-foo", "permessage-bzip2", "x-vendor; a=1", "permessage-deflate, x-vendor"])
    func isSaidOnce(settled: String) throws {
        var play = play(offered: settled, settled: settled)
        // No UTF-8, reserved bits, a reserved opcode, RSV1 on a continuation.
        play.server(FrameEncoder.encode(opcode: .text, payload: [0xff, 0xfe]))
        play.server(FrameEncoder.encode(rsv1: true, opcode: .text, payload: [0xaa, 0xbb]))
        play.server(FrameEncoder.encode(fin: false, rsv2: true, opcode: .binary, payload: [0xaa]))
        play.server(FrameEncoder.encode(rsv1: true, opcode: .continuation, payload: [0xaa]))
        play.client(
            FrameEncoder.encode(rsv3: true, opcode: Opcode(rawValue: 3), payload: [1], maskingKey: play.freshKey()))
        play.frame(.client, .text, [0xff])
        play.finish()
        let session = try session(play)
        #expect(rules(session) == [.messageExtensionUnknown])
        let finding = try #require(session.findings.first)
        #expect(finding.detail.contains(settled.contains("x-vendor") ? "x-vendor" : settled))
        #expect(finding.detail.contains("not judged"))
    }

    /// What no extension may change is judged.
    @Test func maskingIsJudged() throws {
        var play = play(offered: "x-vendor", settled: "x-vendor")
        play.client(FrameEncoder.encode(opcode: .text, payload: [0x61]))
        play.finish()
        #expect(try rules(session(play)).prefix(2) == [.messageExtensionUnknown, .frameClientUnmasked])
    }

    /// An extension that was offered and not settled changes nothing.
    @Test func onlyOffered() throws {
        var play = play(offered: "x-vendor", settled: nil)
        play.server(FrameEncoder.encode(opcode: .text, payload: [0xff]))
        play.close(.client, 1007)
        play.close(.server, 1007)
        play.talk.close(.server)
        #expect(try rules(session(play)) == [.messageInvalidUtf8])
    }

    @Test func plainTextIsStillText() throws {
        var play = play(offered: "x-vendor", settled: "x-vendor")
        play.frame(.server, .text, text)
        play.finish()
        #expect(try session(play).messages.map(\.isValidText) == [true])
    }
}

/// The extension before permessage-deflate compresses each frame by itself.
@Suite struct FrameDeflateTests {
    @Test(arguments: ["x-webkit-deflate-frame", "deflate-frame"]) func inflatesEachFrame(name: String) throws {
        var play = play(offered: name, settled: name)
        let deflater = Deflater()
        play.compressed(.server, .text, deflater.message(text))
        // The context goes on from frame to frame.
        play.compressed(.server, .text, deflater.message(text), fin: false)
        play.server(FrameEncoder.encode(fin: false, opcode: .continuation, payload: Array(" plain ".utf8)))
        play.server(FrameEncoder.encode(rsv1: true, opcode: .continuation, payload: deflater.message(text)))
        play.frame(.server, .text, Array("plain".utf8), fin: false)
        play.server(FrameEncoder.encode(rsv1: true, opcode: .continuation, payload: deflater.message(text)))
        play.frame(.client, .text, text)
        play.finish()
        let session = try session(play)
        #expect(rules(session) == [])
        let plain = " plain "
        let whole = String(decoding: text, as: UTF8.self)
        #expect(
            session.messages.map { String(decoding: $0.payload, as: UTF8.self) }
                == [whole, whole + plain + whole, "plain" + whole, whole])
        #expect(session.messages.map(\.compressed) == [true, true, true, false])
        #expect(session.messages.map(\.length) == [23, 53, 28, 23])
        for message in session.messages {
            let frames = message.frames.map { session.frames[$0 - 1] }
            #expect(message.wireLength == frames.reduce(0) { $0 + Int($1.header.payloadLength) })
        }
    }

    /// What inflates is text, and has to be UTF-8.
    @Test func invalidText() throws {
        var play = play(offered: "x-webkit-deflate-frame", settled: "x-webkit-deflate-frame")
        play.compressed(.server, .text, Deflater().message([0x61, 0xff]))
        play.close(.client, 1007)
        play.close(.server, 1007)
        play.talk.close(.server)
        #expect(try rules(session(play)) == [.messageInvalidUtf8])
    }

    /// What does not inflate accuses nobody.
    @Test func otherBytes() throws {
        var play = play(offered: "x-webkit-deflate-frame", settled: "x-webkit-deflate-frame")
        play.compressed(.server, .text, [0x06, 0xff, 0xff])
        play.finish()
        #expect(try session(play).findings.filter { $0.rule.severity != .note }.isEmpty)
    }
}

/// Compression that the 101 does not settle.
@Suite struct UnsettledCompressionTests {
    @Test(arguments: [(Opcode.text, false), (.text, true), (.binary, false), (.binary, true)], Side.allCases)
    func inflates(kind: (opcode: Opcode, isFragmented: Bool), side: Side) throws {
        let (opcode, isFragmented) = kind
        var play = play(offered: "permessage-deflate", settled: nil)
        let payload = Deflater().message(text)
        if isFragmented {
            play.compressed(side, opcode, Array(payload.prefix(5)), fin: false)
            play.frame(side, .continuation, Array(payload.dropFirst(5)))
        } else {
            play.compressed(side, opcode, payload)
        }
        play.close(side.peer, 1002)
        play.talk.close(side.peer)
        let session = try session(play)
        let errors = session.findings.filter { $0.rule.severity == .error }
        #expect(errors.map(\.rule) == [.frameRsvNonzero, .messageCompressedUnsettled])
        #expect(errors.last?.detail.contains("inflates to 23 bytes") == true)
        #expect(errors.last?.detail.contains("a proxy may have removed") == true)
        #expect(session.messages.first?.payload == text)
        #expect(session.messages.first?.compressed == true)
        #expect(session.messages.first?.wireLength == payload.count)
        #expect(session.messages.first?.length == text.count)
        #expect(Diagnosis(of: session).causes.first?.claim.contains("didn't agree to permessage-deflate") == true)
    }

    @Test func notOffered() throws {
        var play = Playbook()
        play.upgrade()
        play.compressed(.server, .text, Deflater().message(text))
        play.close(.client, 1002)
        play.talk.close(.client)
        let detail = try session(play).findings.first { $0.rule == .messageCompressedUnsettled }?.detail
        #expect(detail?.contains("Nor does the captured request offer it") == true)
    }

    /// RSV1 on what is not compressed: only that is said, and the text is kept.
    @Test(
        arguments: [
            (Array("Hello".utf8), [.frameRsvNonzero]), ([0xff, 0xfe, 0xfd], [.frameRsvNonzero, .messageInvalidUtf8]),
            ([], [.frameRsvNonzero]),
        ] as [([UInt8], [Rule])])
    func otherPayloads(payload: [UInt8], rules: [Rule]) throws {
        var play = Playbook()
        play.upgrade()
        play.compressed(.server, .text, payload)
        play.close(.client, 1002)
        play.talk.close(.client)
        let session = try session(play)
        #expect(session.findings.filter { $0.rule.severity == .error }.map(\.rule) == rules)
        #expect(session.messages.first?.compressed == false)
        #expect(session.messages.first?.payload == payload)
    }
}
