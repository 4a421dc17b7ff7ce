import Streams
import Testing
import WebSocket

@testable import Dissection
@testable import Report

struct EndingTests {
    private let bye = CloseBody(code: 1000, reason: Array("bye".utf8))

    private func ending(_ close: CloseEvent, _ outcome: SessionEvent.Outcome = .open, status: Int? = 101) -> Ending {
        Ending(close, outcome: outcome, status: status)
    }

    @Test func namesTheEnding() {
        #expect(ending(Events.close(), .refused, status: 403).short == "refused 403")
        #expect(ending(Events.close(), .unanswered, status: nil).short == "no answer yet")
        #expect(ending(Events.close()).short == "still open")
        #expect(ending(Events.close(tcpEnd: .reset, by: .server, state: .closed)).short == "1006, reset by server")
        #expect(ending(Events.close(tcpEnd: .fin, by: .client, state: .closed)).short == "1006, FIN by client")
        #expect(
            ending(Events.close(clientSent: bye, serverSent: bye, initiator: .client, state: .closed)).short
                == "1000 by client")
        #expect(
            ending(Events.close(serverSent: CloseBody(code: nil, reason: []), initiator: .server, state: .closing))
                .short == "1005 by server, no reply yet")
    }

    @Test func knowsWhatHadNotEnded() {
        #expect(ending(Events.close()).isOutstanding)
        #expect(ending(Events.close(), .unanswered, status: nil).isOutstanding)
        // Refused is refused, whatever becomes of TCP.
        #expect(!ending(Events.close(), .refused, status: 403).isOutstanding)
        #expect(!ending(Events.close(clientSent: bye, serverSent: bye, initiator: .client)).isOutstanding)
    }

    /// What can't be meant as a code is not shown as one.
    @Test func namesWhatStandsInsteadOfACode() {
        let text = CloseBody(code: 0x6279, reason: Array("e".utf8))
        let missing = ending(Events.close(serverSent: text, initiator: .server, state: .closing))
        #expect(missing.short == "no code by server, no reply yet")
        #expect(missing.sentences.contains(#"with the text "bye" instead of a code"#))
        let swapped = CloseBody(code: 0xe803, reason: [])
        let reversed = ending(Events.close(clientSent: swapped, initiator: .client, state: .closing))
        #expect(reversed.short == "1000 reversed by client, no reply yet")
        #expect(reversed.sentences.contains("1000 with its bytes in the wrong order"))
    }

    @Test func tellsTheWholeStory() {
        let close = Events.close(
            clientSent: bye, serverSent: bye, initiator: .client, tcpEnd: .fin, by: .server, state: .closed,
            clientEvent: CloseEvent.APIEvent(code: 1000, reason: "bye", wasClean: true))
        let text = ending(close).sentences
        #expect(text.contains(#"The client sent the first Close, code 1000"#))
        #expect(text.contains(#"reason "bye""#))
        #expect(text.contains("The server ended TCP first, with a FIN."))
        #expect(text.contains("The client's program is told 1000."))
    }

    @Test func saysThatTLSEndedInOrder() {
        var close = Events.close(tcpEnd: .fin, by: .server, state: .closed)
        for (side, kind, isTold) in [
            (Side.server, TLSEnd.Kind.closeNotify, true), (.server, .none, false), (.client, .closeNotify, false),
        ] {
            close.tlsEnds = [TLSEnd(side: side, kind: kind, time: Events.time(5), packet: 9)]
            #expect(ending(close).sentences.contains("with a FIN after its close_notify.") == isTold)
        }
    }

    /// A RST with another time to live need not be of the side that it names.
    @Test func saysThatARSTMayBeForeign() throws {
        var close = Events.close(tcpEnd: .reset, by: .server, state: .closed)
        close.reset = TransportMark(side: .server, time: Events.time(5), packet: 9)
        #expect(ending(close).sentences.contains("The server reset the TCP connection (RST)."))
        close.serverTransport.packets = 5
        close.serverTransport.timeToLive = 52...52
        close.serverTransport.resetTimeToLive = 123
        #expect(ending(close).short == "1006, reset on the way?")
        #expect(ending(close).sentences.contains("was reset in the name of the server"))
        #expect(!ending(close).sentences.contains("The server reset"))
    }

    /// A host that resets a connection sends nothing more on it.
    @Test func saysThatASideWentOnAfterItsRST() throws {
        var close = Events.close(tcpEnd: .reset, by: .server, state: .closed)
        close.reset = TransportMark(side: .server, time: Events.time(5), packet: 9)
        close.serverTransport.last = .init(PacketMark(packet: 10, time: Events.time(6)))
        #expect(ending(close).short == "1006, reset on the way?")
        #expect(ending(close).sentences.contains("which still sent other packets after that"))
    }

    @Test func saysWhatTellsTheOrderOfFINs() {
        var close = Events.close(tcpEnd: .fin, by: .server, state: .closed)
        close.finOrder = .reversed
        #expect(ending(close).sentences.contains("with a FIN, as acknowledgments show: the capture holds"))
        close.finOrder = .crossed
        #expect(ending(close).sentences.contains("Both sides ended TCP with a FIN before they had the other's."))
    }

    /// A handshake that the capture's end cut off has not failed.
    @Test func tellsAFailedHandshakeFromAnUnfinishedOne() {
        var close = Events.close(tcpEnd: .fin, by: .server, state: .closed)
        close.fins = [TransportMark(side: .server, time: Events.time(9), packet: 9)]
        #expect(ending(close, .failed).short == "TLS failed")
        close.fins = []
        #expect(ending(close, .failed).short == "TLS unfinished")
        #expect(ending(close, .failed).sentences.contains("was not complete when the capture ended"))
    }

    @Test func saysThatOnlyOneDirectionEnded() {
        var close = Events.close(tcpEnd: .fin, by: .server, state: .open)
        close.fins = [TransportMark(side: .server, time: Events.time(9), packet: 9)]
        let text = ending(close).sentences
        #expect(
            text.contains(
                "The server ended its direction of TCP with a FIN (packet 9); the client had not ended the other one when the "
                    + "capture ended, 1.99 s later."))
        #expect(!text.contains("no end of TCP"))
        #expect(ending(close).short == "half-closed by server")
    }

    /// A FIN that the capture lacks is in no packet.
    @Test func tellsOfAFINThatWasNotCaptured() {
        var close = Events.close(tcpEnd: .fin, by: .server, state: .open)
        close.fins = [TransportMark(side: .server, time: Events.time(9), packet: 9, isCaptured: false)]
        #expect(
            ending(close).sentences.contains("with a FIN that the capture lacks (packet 9 acknowledges it); the client")
        )
        close = Events.close(tcpEnd: .fin, by: .server, state: .closed)
        close.fins = [
            TransportMark(side: .server, time: Events.time(9), packet: 9, isCaptured: false),
            TransportMark(side: .client, time: Events.time(9), packet: 9),
        ]
        #expect(
            ending(close).sentences.contains(
                "The server ended TCP first, with a FIN, which the capture lacks: packet 9 acknowledges it."))
    }

    /// What the capture lacks of a Close is said, and not taken for an empty one.
    @Test func tellsAClosesMissingBytes() throws {
        let empty = CloseBody(code: nil, reason: [])
        let noCode = try #require(CloseBody(payload: [3], missing: 9))
        let lost = ending(Events.close(clientSent: noCode, serverSent: empty, initiator: .client, state: .closed))
        #expect(lost.short == "unknown code by client")
        #expect(lost.isExplained)
        #expect(
            lost.sentences.hasPrefix(
                "The client sent the first Close, whose code the capture lacks; the server answered with a Close without a code."
            ))
        let cut = try #require(CloseBody(payload: [3, 0xe9] + Array("le".utf8), missing: 9))
        let shown = ending(Events.close(clientSent: cut, serverSent: bye, initiator: .client, state: .closed))
        #expect(shown.short == "1001 by client")
        #expect(shown.sentences.contains(#"reason "le…" (the capture lacks the rest); the server"#))
        let bare = try #require(CloseBody(payload: [3, 0xe9], missing: 9))
        let noReason = ending(Events.close(clientSent: bye, serverSent: bare, initiator: .client, state: .closed))
        #expect(noReason.sentences.contains("1001 (Going Away), with a reason that the capture lacks."))
    }

    @Test func escapesTheReason() {
        let close = Events.close(
            serverSent: CloseBody(code: 1000, reason: [0x1b, 0x5b, 0x41, 0xff]), initiator: .server, state: .closing)
        #expect(!ending(close).sentences.unicodeScalars.contains("\u{1b}"))
    }
}
