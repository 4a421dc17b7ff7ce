import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

/// What each side's API reports, where a Close is on the wire and its receiver may never have taken it.
@Suite struct APIEventTests {
    private struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// What it reports; nil where the wire does not show that.
        var client: CloseEvent.APIEvent?
        var server: CloseEvent.APIEvent?
        var play: @Sendable (inout Playbook) -> Void
    }

    private static let abnormal = CloseEvent.APIEvent(code: 1006, reason: "", wasClean: false)

    private static func clean(_ code: Int, _ reason: String = "") -> CloseEvent.APIEvent {
        .init(code: code, reason: reason, wasClean: true)
    }

    private static let cases = [
        Case(testDescription: "an answered Close", client: clean(1011, "oh"), server: clean(1011, "oh")) {
            $0.close(.server, 1011, "oh")
            $0.close(.client, 1011, "oh")
            $0.talk.close(.server)
        },
        Case(testDescription: "a frame after the Close, for which some programs fail", client: nil, server: clean(1000))
        {
            $0.close(.server, 1000)
            $0.frame(.server, .text, [0x68, 0x69])
            $0.close(.client, 1000)
            $0.talk.close(.server)
        },
        Case(
            testDescription: "acknowledged by TCP, then a RST instead of an answer", client: abnormal, server: nil
        ) {
            $0.close(.client, 1000, "bye")
            $0.talk.reset(.server)
        },
        Case(testDescription: "acknowledged by its receiver's RST only", client: nil, server: abnormal) {
            $0.talk.acknowledgesAtOnce = false
            $0.close(.server, 4001, "read or not")
            $0.talk.reset(.client)
        },
        Case(
            testDescription: "its sender's RST behind it, unacknowledged", client: nil, server: abnormal
        ) {
            $0.talk.acknowledgesAtOnce = false
            $0.close(.server, 4001)
            $0.talk.reset(.server)
        },
        Case(
            testDescription: "its sender's RST behind it, acknowledged by a host whose program need not read it",
            client: nil, server: abnormal
        ) {
            $0.close(.server, 4001)
            $0.talk.reset(.server)
        },
        Case(
            testDescription: "an answer behind its receiver's FIN, which may read on", client: nil, server: clean(1001)
        ) {
            $0.close(.client, 1001)
            $0.talk.finish(.client)
            $0.close(.server, 1001)
            $0.talk.finish(.server)
        },
        Case(testDescription: "a Close behind the FIN of a killed process", client: abnormal, server: abnormal) {
            $0.talk.finish(.client)
            $0.close(.server, 1011)
            $0.talk.reset(.client)
        },
        Case(testDescription: "sent again in vain before its sender's RST", client: abnormal, server: abnormal) {
            $0.talk.acknowledgesAtOnce = false
            $0.talk.acknowledge(.client)
            $0.close(.server, 4001)
            for _ in 0..<3 {
                $0.talk.pause(1_000_000_000)
                $0.talk.sendAgain(.server)
            }
            $0.talk.reset(.server)
        },
        Case(testDescription: "a Close to who ended its own direction and reads on", client: nil, server: abnormal) {
            $0.talk.finish(.client)
            $0.close(.server, 1000, "all sent")
            $0.talk.finish(.server)
        },
        Case(
            testDescription: "a masked Close that makes the connection fail without a Close", client: abnormal,
            server: abnormal
        ) {
            $0.server(FrameEncoder.encode(opcode: .close, payload: [3, 232], maskingKey: $0.freshKey()))
            $0.talk.close(.client)
        },
        Case(testDescription: "a masked Close whose sender ends TCP itself", client: nil, server: abnormal) {
            $0.server(FrameEncoder.encode(opcode: .close, payload: [3, 232], maskingKey: $0.freshKey()))
            $0.talk.pause(2_000_000_000)
            $0.talk.close(.server)
        },
        Case(testDescription: "a masked Close that is answered as any other", client: clean(1000), server: clean(1000))
        {
            $0.server(FrameEncoder.encode(opcode: .close, payload: [3, 232], maskingKey: $0.freshKey()))
            $0.close(.client, 1000)
            $0.talk.close(.server)
        },
        Case(
            testDescription: "a FIN instead of an answer", client: .init(code: 4001, reason: "", wasClean: false),
            server: abnormal
        ) {
            $0.close(.server, 4001)
            $0.talk.close(.client)
        },
        Case(testDescription: "the answer to a failed connection", client: clean(1009), server: nil) {
            $0.close(.server, 1009)
            $0.close(.client, 1009)
            $0.talk.close(.server)
        },
        Case(
            testDescription: "the first Close's sender hangs up before an answer", client: nil, server: abnormal
        ) {
            $0.close(.server, 4000)
            $0.talk.pause(2_000_000_000)
            $0.talk.close(.server)
        },
        // When the acknowledgment of an answer comes changes nothing: whoever has ended its own direction may read on.
        Case(testDescription: "an answer after a FIN, acknowledged", client: clean(1000), server: nil) {
            $0.close(.server, 1000)
            $0.talk.finish(.server)
            $0.close(.client, 1000)
            $0.talk.finish(.client)
        },
        Case(testDescription: "an answer after a FIN, acknowledged with its FIN", client: clean(1000), server: nil) {
            $0.close(.server, 1000)
            $0.talk.finish(.server)
            $0.talk.acknowledgesAtOnce = false
            $0.close(.client, 1000)
            $0.talk.finish(.client)
            $0.talk.acknowledge(.server)
        },
        Case(
            testDescription: "no answer of a side that is inside a frame",
            client: .init(code: 4000, reason: "", wasClean: false), server: abnormal
        ) {
            $0.client(
                Array(FrameEncoder.encode(opcode: .text, payload: [1, 2, 3, 4], maskingKey: $0.freshKey()).dropLast()))
            $0.close(.server, 4000)
            $0.talk.close(.server)
        },
        Case(testDescription: "a Close that makes the connection fail", client: abnormal, server: clean(1002)) {
            $0.close(.server, 999)
            $0.close(.client, 1002)
            $0.talk.close(.server)
        },
        Case(testDescription: "a bad Close that is taken all the same", client: clean(999), server: clean(999)) {
            $0.close(.server, 999)
            $0.close(.client, 999)
            $0.talk.close(.server)
        },
    ]

    @Test(arguments: cases)
    private func reportsWhatTheProgramTook(_ case: Case) throws {
        var book = Playbook()
        book.upgrade()
        `case`.play(&book)
        let close = try #require(book.trace().sessions.first?.close)
        #expect(close.clientEvent == `case`.client)
        #expect(close.serverEvent == `case`.server)
    }

    @Test func reportsNothingBeforeTheEnd() throws {
        var book = Playbook()
        book.upgrade()
        book.close(.client)
        book.close(.server)
        let close = try #require(book.trace().sessions.first?.close)
        #expect(close.clientEvent == nil)
        #expect(close.serverEvent == nil)
    }
}
