import HTTP
import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let hixieRequest = """
    GET /demo HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\
    Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5\r\nSec-WebSocket-Key2: 12998 5 Y3 1  .P00\r\n\
    Origin: http://example.com\r\n\r\n^n:ds[4U
    """
private let hixieResponse = """
    HTTP/1.1 101 WebSocket Protocol Handshake\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Origin: http://example.com\r\nSec-WebSocket-Location: ws://example.com/demo\r\n\r\n8jKS'y:G*Co,Wxa-
    """

private func hixie(_ text: String) -> [UInt8] { [0] + Array(text.utf8) + [0xff] }

@Suite struct DraftTests {
    @Test(arguments: [1460, 7, 1]) func hixie76(size: Int) throws {
        var play = Playbook()
        play.talk.segmentSize = size
        play.client(Array(hixieRequest.utf8))
        play.server(Array(hixieResponse.utf8) + hixie("welcome"))
        play.client(hixie("hello"))
        play.server([0x80, 3, 1, 2, 3])
        play.client([0xff, 0])
        play.server([0xff, 0])
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.outcome == .draft)
        #expect(session.findings.map(\.rule) == [.handshakeDraft])
        #expect(session.frames.isEmpty)
        #expect(session.messages.map(\.payload) == [Array("welcome".utf8), Array("hello".utf8), [1, 2, 3]])
        #expect(session.messages.map(\.kind) == [.text, .text, .binary])
        #expect(session.close?.state == .closed)
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.verdict.contains("hixie-76 of 2010, a draft before RFC 6455"))
        #expect(diagnosis.causes.map(\.kind) == [.draft])
        #expect(diagnosis.causes.first?.likelihood == .possible)
    }

    /// Where bytes are missing, nothing is invented behind them.
    @Test func holesEndTheReading() throws {
        var play = Playbook()
        play.upgrade(request: hixieRequest, response: hixieResponse)
        let lost = play.talk.segments.count
        play.client(hixie("one"))
        play.client(hixie("two"))
        play.client(hixie("three"))
        play.talk.close(.server)
        play.talk.segments.remove(at: lost)
        let session = try #require(play.trace().sessions.first)
        #expect(session.messages.isEmpty)
    }

    /// From version 7 on, frames are those of RFC 6455; they are shown, and what is wrong in them is not judged.
    @Test(arguments: [7, 8]) func framesOfLateDrafts(version: Int) throws {
        var play = Playbook()
        play.upgrade(request: Playbook.request.replacing("Version: 13", with: "Version: \(version)"))
        play.client(FrameEncoder.encode(opcode: .text, payload: [65]))
        play.frame(.server, .text, [66])
        play.finish()
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.findings.map(\.rule) == [.handshakeDraft])
        #expect(session.messages.count == 2)
        #expect(session.close?.clean == true)
    }

    @Test(arguments: [1, 4, 6]) func framesOfEarlyDraftsAreNotRead(version: Int) throws {
        var play = Playbook()
        play.upgrade(request: Playbook.request.replacing("Version: 13", with: "Version: \(version)"))
        play.client([0x84, 0x01, 0x41])
        play.talk.close(.client)
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.outcome == .draft)
        #expect(session.messages.isEmpty && session.frames.isEmpty)
        #expect(session.findings.map(\.rule) == [.handshakeDraft])
    }

    @Test func refusalsAndSilencesNameTheDraft() throws {
        for answer in ["", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"] {
            var play = Playbook()
            play.client(Array(hixieRequest.utf8))
            if !answer.isEmpty { play.server(Array(answer.utf8)) }
            play.talk.close(.server)
            let session = try #require(play.trace().sessions.first)
            let cause = try #require(Diagnosis(of: session).causes.first)
            #expect(cause.kind == .draft)
            #expect(cause.remedies.contains { $0.text.contains("RFC 6455") })
        }
    }
}
