import Foundation
import Report
import Testing
import WebSocket
import Wire

@testable import Dissection

/// The line that one event becomes, without its line end.
func line(of event: DissectionEvent) -> String {
    let output = Output()
    NDJSONWriter(to: output).handle(event)
    #expect(output.contents.hasSuffix("}\n"))
    return String(output.contents.dropLast())
}

/// The object on that line.
func object(of event: DissectionEvent) throws -> [String: Any] {
    let parsed = try JSONSerialization.jsonObject(with: Data(line(of: event).utf8))
    return try #require(parsed as? [String: Any])
}

struct NDJSONWriterTests {
    @Test func writesTheCapture() {
        #expect(
            line(of: .capture(Events.capture))
                == #"{"type":"capture","file":"chat.pcapng","format":"pcapng","linkTypes":["ETHERNET"],"#
                + #""interfaces":["lo"]}"#)
    }

    @Test func writesASession() throws {
        let event = try Events.session(outcome: .open, answer: Events.answer)
        #expect(
            line(of: .session(event))
                == #"{"type":"session","session":1,"uri":"ws://example.com:9001/chat?room=1","#
                + #""client":"127.0.0.1:50000","server":"[::1]:9001","security":"none","carrier":"http/1.1","#
                + #""time":"2026-03-01T12:00:00.123456Z","packet":4,"tcpStream":0,"outcome":"open","status":101,"#
                + #""subprotocol":"chat","offeredSubprotocols":["chat","superchat"],"#
                + #""offeredExtensions":["permessage-deflate; client_max_window_bits"],"#
                + #""origin":"http://a.example","key":"dGhlIHNhbXBsZSBub25jZQ==","#
                + #""accept":"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=","acceptExpected":"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=","#
                + #""requestHeaders":[["Host","example.com:9001"],["Upgrade","websocket"],["Connection","Upgrade"],"#
                + #"["Sec-WebSocket-Key","dGhlIHNhbXBsZSBub25jZQ=="],["Sec-WebSocket-Version","13"],"#
                + #"["Origin","http://a.example"],["Sec-WebSocket-Protocol","chat, superchat"],"#
                + #"["Sec-WebSocket-Extensions","permessage-deflate; client_max_window_bits"]],"#
                + #""responseHeaders":[["Upgrade","websocket"],["Connection","Upgrade"],"#
                + #"["Sec-WebSocket-Accept","s3pPLMBiTxaQ9kYGzzhZRbK+xOo="],["Sec-WebSocket-Protocol","chat"]]}"#)
    }

    @Test func writesAMidstreamSession() throws {
        #expect(
            line(of: .session(try Events.session()))
                == #"{"type":"session","session":1,"client":"127.0.0.1:50000","server":"[::1]:9001","#
                + #""security":"none","carrier":"unknown","time":"2026-03-01T12:00:00.123456Z","packet":4,"#
                + #""tcpStream":0,"outcome":"midstream"}"#)
    }

    @Test func writesAFrame() {
        #expect(
            line(of: .frame(Events.frame(payload: Array("Hello".utf8))))
                == #"{"type":"frame","session":1,"frame":1,"from":"client","time":"2026-03-01T12:00:00.133456Z","#
                + #""packets":[6],"streamOffset":0,"headerLength":6,"fin":true,"rsv1":false,"rsv2":false,"#
                + #""rsv3":false,"opcode":1,"opcodeName":"text","masked":true,"maskingKey":"37fa213d","#
                + #""payloadLength":5,"message":1}"#)
    }

    @Test func marksWhatIsMissing() throws {
        var frame = Events.frame(payload: Array("Hello".utf8))
        frame.holes.add(2, at: 1)
        frame.holes.add(1, at: 4)
        let told = try object(of: .frame(frame))
        #expect(told["missing"] as? Int == 3)
        #expect(told["holes"] as? [[Int]] == [[1, 2], [4, 1]])
        var text = Events.message(payload: Array("He".utf8), length: 5, isValidText: false)
        text.holes.add(2, at: 2)
        #expect(line(of: .message(text)).hasSuffix(#""missing":2,"holes":[[2,2]],"text":"He","truncated":true}"#))
        var broken = Events.message(payload: [0x48, 0xff, 0x41], length: 6, isValidText: false)
        broken.holes.add(3, at: 3)
        #expect(line(of: .message(broken)).hasSuffix(#""holes":[[3,3]],"base64":"SP9B","truncated":true}"#))
        let whole = try object(of: .frame(Events.frame(payload: Array("Hello".utf8))))
        #expect(whole["missing"] == nil && whole["holes"] == nil)
    }

    @Test func tellsOfCutPackets() throws {
        var summary = SummaryEvent()
        #expect(try object(of: .summary(summary))["cutPackets"] == nil)
        summary.cutPackets = 3
        summary.snapLength = 128
        let told = try object(of: .summary(summary))
        #expect(told["cutPackets"] as? Int == 3)
        #expect(told["snapLength"] as? Int == 128)
    }

    @Test func leavesOutWhatAControlFrameHasNot() throws {
        let object = try object(
            of: .frame(Events.frame(from: nil, opcode: .ping, payload: [], key: nil, message: nil)))
        #expect(object["message"] == nil)
        #expect(object["maskingKey"] == nil)
        #expect(object["from"] as? String == "unknown")
    }

    @Test func writesALengthOf64Bits() {
        var event = Events.frame(payload: [])
        event.header.payloadLength = .max
        #expect(line(of: .frame(event)).contains(#""payloadLength":18446744073709551615,"#))
    }

    @Test func writesATextMessage() {
        #expect(
            line(of: .message(Events.message(payload: Array("Hello".utf8), digest: [0, 0xab])))
                == #"{"type":"message","session":1,"message":1,"from":"client","time":"2026-03-01T12:00:00.133456Z","#
                + #""kind":"text","frames":[1],"compressed":false,"wireLength":5,"length":5,"text":"Hello","#
                + #""sha256":"00ab"}"#)
    }

    @Test(arguments: 0...8)
    func cutsTextAtACharacter(limit: Int) throws {
        let text = "a\u{e4}\u{20ac}\u{1f600}"
        let whole = Array(text.utf8)
        let event = Events.message(payload: Array(whole.prefix(limit)), length: whole.count)
        let object = try object(of: .message(event))
        guard limit > 0 else { return #expect(object["text"] == nil && object["truncated"] == nil) }
        let kept = try #require(object["text"] as? String)
        #expect(text.hasPrefix(kept))
        #expect(kept.utf8.count <= limit && kept.utf8.count > limit - 4)
        #expect(object["truncated"] as? Bool == true)
    }

    @Test func writesBinaryAndInvalidTextAsBase64() throws {
        let binary = try object(of: .message(Events.message(kind: .binary, payload: [0, 1, 255])))
        #expect(binary["base64"] as? String == "AAH/")
        #expect(binary["truncated"] == nil)
        let invalid = try object(of: .message(Events.message(payload: [0xff, 0x41], isValidText: false)))
        #expect(invalid["base64"] as? String == "/0E=")
        #expect(invalid["text"] == nil)
        let cut = try object(of: .message(Events.message(kind: .binary, payload: [0, 1], length: 3)))
        #expect(cut["truncated"] as? Bool == true)
    }

    @Test func showsWhatAMessageInflatesToAsFarAsItGoes() throws {
        var message = Events.message(payload: Array("Hel".utf8), compressed: true, isValidText: false)
        message.wireLength = 2
        let part = try object(of: .message(message))
        #expect(part["compressed"] as? Bool == true)
        #expect(part["wireLength"] as? Int == 2)
        #expect(part["text"] as? String == "Hel")
        #expect(part["truncated"] as? Bool == true)
        #expect(part["length"] == nil)
        message.payload = []
        let empty = try object(of: .message(message))
        for key in ["length", "text", "base64", "truncated"] {
            #expect(empty[key] == nil)
        }
    }

    @Test func writesAFinding() {
        #expect(
            line(of: .finding(Events.finding()))
                == #"{"type":"finding","session":1,"rule":"frame.client-unmasked","severity":"error","#
                + #""blame":"client","title":"The client sent an unmasked frame","detail":"MASK is 0","#
                + #""rfc":"RFC 6455 §5.1","mustFailWith":1002,"frame":1,"from":"client","packets":[6]}"#)
    }

    @Test func writesAClose() {
        let event = Events.close(
            clientSent: CloseBody(code: 1000, reason: Array("bye".utf8)),
            serverSent: CloseBody(code: nil, reason: []), initiator: .client, tcpEnd: .fin, by: .server,
            state: .closed, clientEvent: CloseEvent.APIEvent(code: 1005, reason: "", wasClean: true))
        #expect(
            line(of: .close(event))
                == #"{"type":"close","session":1,"time":"2026-03-01T12:00:02.123456Z","initiator":"client","#
                + #""clean":true,"clientSent":{"code":1000,"reason":"bye"},"serverSent":{"reason":""},"#
                + #""clientEvent":{"code":1005,"reason":"","wasClean":true},"tcpEnd":"fin","tcpEndBy":"server","#
                + #""state":"closed"}"#)
    }

    /// What the capture lacks of a Close is counted, and no API is said to report it.
    @Test func writesACloseThatIsCut() {
        let event = Events.close(
            clientSent: CloseBody(payload: [3], missing: 9),
            serverSent: CloseBody(payload: [3, 0xe8, 0x62], missing: 2), initiator: .client, state: .closed,
            clientEvent: CloseEvent.APIEvent(code: 1000, reason: nil, wasClean: true))
        #expect(
            line(of: .close(event)).contains(
                #""clientSent":{"reason":"","missing":9},"serverSent":{"code":1000,"reason":"b","missing":2},"#
                    + #""clientEvent":{"code":1000,"wasClean":true},"#))
    }

    @Test func writesWhatAPongAnswers() {
        var event = Events.frame(2, opcode: .pong, payload: [1], message: nil)
        event.answers = 1
        event.roundTripTime = 12_345_678
        #expect(line(of: .frame(event)).hasSuffix(#""payloadLength":1,"answers":1,"roundTripTime":0.012345678}"#))
    }

    @Test func writesTheLifeOfASession() {
        var event = Events.close(tcpEnd: .reset, by: .server, state: .closed)
        let connecting = StateChange(
            state: .connecting, time: Events.time(0), packet: 4, frame: nil, evidence: "The client asked.")
        let closing = StateChange(
            state: .closing, time: Events.time(5), packet: 9, frame: 3, evidence: "The client sent its Close.")
        event.clientStates = [connecting, closing]
        event.serverStates = [connecting]
        event.fins = [
            TransportMark(side: .client, time: Events.time(6), packet: 10),
            TransportMark(side: .server, time: Events.time(6), packet: 11, isCaptured: false),
        ]
        event.reset = TransportMark(side: .server, time: Events.time(7), packet: 11)
        event.totals.serverPings.sent = 2
        event.totals.serverPings.answered = 1
        event.totals.serverPings.unanswered = 1
        event.totals.serverPings.interval.add(20_000_000_000)
        event.totals.serverPings.roundTrip.add(1_000_000)
        event.totals.longestSilence = Silence(duration: 45_000_000_000, afterFrame: 3, beforeFrame: nil)
        event.tlsEnds = [TLSEnd(side: .server, kind: .closeNotify, time: Events.time(5), packet: 9)]
        event.totals.finalSilence = 45_000_000_000
        let expected = #"""
            "state":"closed",\#
            "clientStates":[\#
            {"state":"connecting","time":"2026-03-01T12:00:00.123456Z","packet":4,"evidence":"The client asked."},\#
            {"state":"closing","time":"2026-03-01T12:00:00.128456Z","packet":9,"frame":3,\#
            "evidence":"The client sent its Close."}],\#
            "serverStates":[\#
            {"state":"connecting","time":"2026-03-01T12:00:00.123456Z","packet":4,"evidence":"The client asked."}],\#
            "fins":[{"from":"client","time":"2026-03-01T12:00:00.129456Z","packet":10},\#
            {"from":"server","time":"2026-03-01T12:00:00.129456Z","packet":11,"captured":false}],\#
            "reset":{"from":"server","time":"2026-03-01T12:00:00.130456Z","packet":11},\#
            "tlsEnds":[{"from":"server","kind":"close-notify","time":"2026-03-01T12:00:00.128456Z","packet":9}],\#
            "serverPings":{"sent":2,"answered":1,"unanswered":1,\#
            "interval":{"min":20.000000000,"mean":20.000000000,"max":20.000000000},\#
            "roundTripTime":{"min":0.001000000,"mean":0.001000000,"max":0.001000000}},\#
            "longestSilence":{"duration":45.000000000,"afterFrame":3},"finalSilence":45.000000000}
            """#
        #expect(line(of: .close(event)).hasSuffix(expected))
    }

    @Test func writesTheSummary() {
        var event = SummaryEvent()
        event.packets = 12
        event.bytes = 3456
        event.sessions = 1
        event.errors = 2
        event.duration = 1_050_000_000
        event.otherConnections = 4
        event.turnedToTLS = ["SMTP": 2, "unknown": 1]
        event.unreadable = ["not-tcp": 3, "link-type-147": 1]
        #expect(
            line(of: .summary(event))
                == #"{"type":"summary","packets":12,"bytes":3456,"sessions":1,"frames":0,"messages":0,"#
                + #""findings":{"error":2,"warning":0,"note":0},"duration":1.050000000,"otherConnections":4,"#
                + #""turnedToTLS":{"SMTP":2,"unknown":1},"unreadable":{"link-type-147":1,"not-tcp":3}}"#)
    }

    @Test func writesRefusedTunnelsAndTheTunnelOfASession() throws {
        var event = SummaryEvent()
        let proxy = Endpoint(address: IPAddress(ipv4: 0x0a00_0001), port: 3128)
        event.refusedTunnels.add(.init(authority: "a:80", status: 403, proxy: proxy, tcpStream: 2, packet: 7))
        #expect(
            line(of: .summary(event)).contains(
                #""refusedTunnelCount":1,"refusedTunnels":[{"tunnel":"a:80","status":403,"proxy":"10.0.0.1:3128","#
                    + #""tcpStream":2,"packet":7}]"#))
        var session = try Events.session(1, outcome: .open, answer: Events.answer)
        #expect(!line(of: .session(session)).contains("tunnel"))
        session.tunnel = "example.com:80"
        #expect(line(of: .session(session)).contains(#""tunnel":"example.com:80""#))
    }

    @Test(arguments: [
        "\u{1b}[31mred\u{7}", "\u{0}\u{1f}\u{7f}\u{9b}", "a\"b\\c/\n\r\t", "\u{202e}desrever\u{2066}",
        "\u{feff}\u{200b}",
        "\u{2028}\u{2029}", "\u{e0041}tag", "\u{e4}\u{20ac}\u{1f600}", "", "é\u{301}",
    ])
    func escapesHostileText(_ text: String) throws {
        let event = DissectionEvent.message(Events.message(payload: Array(text.utf8)))
        let object = try object(of: event)
        #expect(Array((object["text"] as? String ?? "").utf8) == Array(text.utf8))
        for scalar in line(of: event).unicodeScalars {
            let category = scalar.properties.generalCategory
            #expect(category != .control && category != .format)
            #expect(category != .lineSeparator && category != .paragraphSeparator)
        }
    }
}
