import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000

/// A session told as a transcript, and the causes that must be named for its end, in their order.
struct DiagnosisCase: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var kinds: [Diagnosis.Kind]
    var likelihood: Diagnosis.Likelihood?
    /// What the text says, in the order verdict, facts, first cause.
    var says: [String]
    var play: @Sendable (inout Playbook) -> Void

    init(
        _ name: String, _ kinds: [Diagnosis.Kind], _ likelihood: Diagnosis.Likelihood? = nil, says: [String] = [],
        _ play: @escaping @Sendable (inout Playbook) -> Void
    ) {
        testDescription = name
        self.kinds = kinds
        self.likelihood = likelihood
        self.says = says
        self.play = play
    }
}

extension Playbook {
    /// The diagnosis of the first session.
    var diagnosis: Diagnosis? { trace().sessions.first.map(Diagnosis.init(of:)) }
}

/// An open session in which each side has said something.
private func talks(_ then: @escaping @Sendable (inout Playbook) -> Void) -> @Sendable (inout Playbook) -> Void {
    { play in
        play.upgrade()
        play.frame(.client, .text, Array("Hello".utf8))
        play.frame(.server, .text, Array("Hello".utf8))
        then(&play)
    }
}

private func silent(_ nanoseconds: Int64, _ end: @escaping @Sendable (inout Conversation) -> Void)
    -> @Sendable (inout Playbook) -> Void
{
    talks {
        $0.talk.pause(nanoseconds)
        end(&$0.talk)
    }
}

/// A Close of `side` that the peer answers.
private func closes(_ side: Side, _ code: UInt16?, _ reason: String = "") -> @Sendable (inout Playbook) -> Void {
    talks {
        $0.close(side, code, reason)
        $0.close(side.peer, code)
        $0.talk.close(.server)
    }
}

private func sends(_ count: Int, sent: Int? = nil, _ end: @escaping @Sendable (inout Conversation) -> Void)
    -> @Sendable (inout Playbook) -> Void
{
    talks {
        let frame = FrameEncoder.encode(
            opcode: .binary, payload: [UInt8](repeating: 7, count: count), maskingKey: $0.freshKey())
        $0.talk.segmentSize = 60_000
        $0.client(Array(frame.prefix(sent ?? frame.count)))
        end(&$0.talk)
    }
}

let abnormalCases: [DiagnosisCase] = [
    DiagnosisCase(
        "a minute of silence, then a FIN", [.idleTimeout, .processEnded], .likely,
        says: ["The server ended TCP with a FIN", "Both programs are told 1006", "nginx (proxy_read_timeout)", "Ping"],
        silent(60 * second) { $0.close(.server) }),
    DiagnosisCase(
        "the same from the client's side", [.idleTimeout, .processEnded], .likely,
        says: ["The client ended TCP", "a proxy in front of the client"], silent(100 * second) { $0.close(.client) }),
    DiagnosisCase(
        "two seconds, which is no timer", [.processEnded], .possible,
        silent(2 * second) { $0.close(.server) }),
    DiagnosisCase(
        "45 s, as a timer counts", [.idleTimeout, .processEnded], .likely, says: ["45 whole seconds"],
        silent(45 * second) { $0.close(.server) }),
    DiagnosisCase(
        "a Ping right before the end explains nothing", [.processEnded], .likely,
        talks {
            $0.frame(.client, .ping, [1])
            $0.talk.close(.client)
        }),
    DiagnosisCase(
        "a silence that no known timer has", [.idleTimeout, .processEnded], .possible, says: ["47.3"],
        silent(47_300_000_000) { $0.close(.server) }),
    DiagnosisCase(
        "a FIN in the midst of traffic", [.processEnded], .likely,
        says: ["frame 2, a text frame from the server", "killed", "of silence came before the FIN"],
        silent(0) { $0.close(.server) }),
    DiagnosisCase(
        "the client goes without a word", [.processEnded], .likely, says: ["client went away", "1001"],
        silent(0) { $0.close(.client) }),
    DiagnosisCase(
        "a RST in the midst of traffic", [.processEnded], .likely, says: ["reset TCP (RST", "SO_LINGER"],
        silent(0) { $0.reset(.server) }),
    DiagnosisCase(
        "a RST for what reached a closed socket", [.processEnded], .likely,
        says: [
            "ended TCP with a FIN in packet 12, after which came frame 3",
            "Its RST in packet 16 answers what the client still sent",
        ],
        talks {
            $0.talk.finish(.server)
            $0.frame(.client, .text, [65])
            $0.talk.reset(.server)
        }),
    DiagnosisCase(
        "its own frame cut off", [.processEnded], .likely, says: ["Its own last frame is cut off: 100 of 500"],
        talks {
            $0.talk.send(
                Array(FrameEncoder.encode(opcode: .text, payload: [UInt8](repeating: 65, count: 500)).prefix(104)),
                from: .server)
            $0.talk.close(.server)
        }),
    DiagnosisCase(
        "a violation answered by a FIN", [.protocolViolation, .processEnded], .likely,
        says: [
            "frame 3: the client sent an unmasked frame (RFC 6455 §5.1)", "must fail the connection then",
            "without the Close",
        ],
        talks {
            $0.client(FrameEncoder.encode(opcode: .text, payload: [65]))
            $0.talk.close(.server)
        }),
    DiagnosisCase(
        "a violation that was overlooked first", [.processEnded, .protocolViolation], .likely,
        says: ["went on sending"],
        talks {
            $0.client(FrameEncoder.encode(opcode: .text, payload: [65]))
            $0.frame(.server, .text, [66])
            $0.talk.close(.server)
        }),
    DiagnosisCase(
        "a Ping unanswered for 20 s", [.keepaliveTimeout, .idleTimeout, .processEnded], .likely,
        says: ["Ping in frame 3 had no Pong 20.0", "last sign of life is frame 1"],
        talks {
            $0.frame(.server, .ping, [1])
            $0.talk.pause(20 * second)
            $0.talk.close(.server)
        }),
    DiagnosisCase(
        "a Pong that comes too late", [.keepaliveTimeout, .processEnded], .likely,
        says: ["after which came frame 4, a Pong", "heard from again only 2.0 ms after that: frame 4, a Pong"],
        talks {
            $0.frame(.server, .ping, [1])
            $0.talk.pause(3 * second / 2)
            $0.talk.finish(.server)
            $0.frame(.client, .pong, [1])
            $0.talk.finish(.client)
        }),
    DiagnosisCase(
        "a large frame cut off by its receiver", [.messageTooBig, .processEnded], .likely,
        says: ["1009", "announces 2,000,000 bytes", "websockets for Python"],
        sends(2_000_000, sent: 90_000) { $0.reset(.server) }),
    DiagnosisCase(
        "a large message right before the end", [.messageTooBig, .processEnded], .likely,
        says: ["message 3 (binary, 70,000 bytes, frame 3)", "Its largest message before has 5 bytes", "Jetty"],
        sends(70_000) { $0.close(.server) }),
    DiagnosisCase(
        "a large message of the side that ended", [.processEnded], .likely, sends(70_000) { $0.close(.client) }),
    DiagnosisCase(
        "a RST for the first frame after six minutes", [.idleConnectionForgotten, .processEnded], .likely,
        says: ["Frame 3 was the first after 350 s of silence", "350 s is the default of AWS"],
        talks {
            $0.talk.pause(350 * second)
            $0.frame(.client, .text, [65])
            $0.talk.reset(.server)
        }),
    DiagnosisCase(
        "a proxy that names itself", [.processEnded, .otherLegEnded], .likely, says: ["\"nginx/1.22.1\""]
    ) {
        $0.upgrade(response: Playbook.response.replacing("Upgrade: w", with: "Server: nginx/1.22.1\r\nUpgrade: w"))
        $0.frame(.client, .text, [65])
        $0.talk.close(.server)
    },
    DiagnosisCase(
        "a 101 that the client must not accept", [.responseDefect, .processEnded], .likely,
        says: ["with no frame sent", "Sec-WebSocket-Accept does not match the key", "s3pPLNBi", "own key"]
    ) {
        $0.upgrade(response: Playbook.response.replacing("s3pPLM", with: "s3pPLN"))
        $0.talk.close(.client)
    },
]

let closeCases: [DiagnosisCase] = [
    DiagnosisCase(
        "1000", [], says: ["closed the session with 1000 (Normal Closure), reason \"bye\"", "is complete"],
        closes(.client, 1000, "bye")),
    DiagnosisCase("no code", [.noCode], says: ["without a code (1005)"], closes(.client, nil)),
    DiagnosisCase("1001 of a browser", [.goingAway], .likely, says: ["page was closed"], closes(.client, 1001)),
    DiagnosisCase("1001 of a server", [.goingAway], .likely, says: ["stopped or restarted"], closes(.server, 1001)),
    DiagnosisCase(
        "1001 after silence", [.goingAway], .likely, says: ["30 s without a frame"],
        talks {
            $0.talk.pause(30 * second)
            $0.finishing(.server, 1001)
        }),
    DiagnosisCase(
        "1002 for a violation", [.protocolViolation], .certain,
        says: ["frame 3: RSV", "must fail the connection then; the end"].map {
            $0.replacing("RSV", with: "a reserved bit")
        },
        talks {
            $0.client(FrameEncoder.encode(rsv2: true, opcode: .text, payload: [65], maskingKey: $0.freshKey()))
            $0.finishing(.server, 1002)
        }),
    DiagnosisCase(
        "1002 for nothing", [.unseenViolation], .possible, says: ["breaks a rule that ws101 checks"],
        closes(.server, 1002)),
    DiagnosisCase(
        "1007", [.protocolViolation], .certain,
        says: ["must fail the connection then; the end", "Encode text messages as UTF-8"],
        talks {
            $0.frame(.client, .text, [65, 0xff])
            $0.finishing(.server, 1007)
        }),
    DiagnosisCase("1003", [.unsupportedData], .likely, says: ["the client sent: text"], closes(.server, 1003)),
    DiagnosisCase(
        "1008", [.policy], .likely, says: ["reason \"no rights\""], closes(.server, 1008, "no rights")),
    DiagnosisCase(
        "1009", [.messageTooBig], .likely, says: ["message 3 (binary, 70,000 bytes, frame 3)", "Jetty"],
        sends(70_000) {
            $0.send(FrameEncoder.close(code: 1009), from: .server)
            $0.close(.server)
        }),
    DiagnosisCase(
        "1009 before the message was whole", [.messageTooBig], .likely, says: ["announces 2,000,000 bytes; 59,9"],
        sends(2_000_000, sent: 60_000) {
            $0.send(FrameEncoder.close(code: 1009), from: .server)
            $0.close(.server)
        }),
    DiagnosisCase(
        "1010", [.extensionMissing], .likely,
        says: [
            "wants an extension that it never offered: no server can accept that",
            "offered no extension, the server accepted none",
            "Offer the extension in Sec-WebSocket-Extensions, or do without it.",
        ], closes(.client, 1010)),
    DiagnosisCase(
        "1010 after an offer that the server did not accept", [.extensionMissing], .likely,
        says: [
            "needs an extension that the server did not accept",
            "offered \"permessage-deflate\", the server accepted none", "Accept the extension",
        ],
        {
            let offer = "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
            $0.upgrade(request: Playbook.request.dropLast() + offer)
            $0.frame(.server, .text, Array("Hello".utf8))
            $0.close(.client, 1010)
            $0.close(.server, 1010)
            $0.talk.close(.server)
        }),
    DiagnosisCase(
        "a reason that is a traceback", [.handlerFailed], .likely,
        says: [#"reason "Traceback (most recent call last): … KeyError: 'id'", and the client answered"#],
        closes(.server, 1011, "Traceback (most recent call last):\n  File \"app.py\", line 12\nKeyError: 'id'\n")),
    DiagnosisCase(
        "1011 of a handler", [.handlerFailed], .likely, says: ["an exception", "message 1 (text, 5 bytes, frame 1)"],
        closes(.server, 1011)),
    DiagnosisCase(
        "1011 of a keepalive", [.keepaliveTimeout], .likely,
        says: ["keepalive ping timeout", "Ping in frame 3 had no Pong 20.0", "The reason in its Close says so."],
        talks {
            $0.frame(.server, .ping, [1])
            $0.talk.pause(20 * second)
            $0.close(.server, 1011, "keepalive ping timeout")
            $0.talk.close(.server)
        }),
    DiagnosisCase(
        "1000 with a reason that speaks of Pings", [.keepaliveTimeout], .likely,
        says: [
            "Ping in frame 3 had no Pong", "heard from again only 2.0 ms after that: frame 5, a Pong from the client",
        ],
        talks {
            $0.frame(.server, .ping, [1])
            $0.talk.pause(second / 2)
            $0.close(.server, 1000, "ping timed out")
            $0.frame(.client, .pong, [1])
            $0.close(.client)
            $0.talk.close(.server)
        }),
    DiagnosisCase(
        "1011 although the Ping was answered", [.handlerFailed], .likely,
        talks {
            $0.frame(.server, .ping, [1])
            $0.frame(.client, .pong, [1])
            $0.talk.pause(20 * second)
            $0.finishing(.server, 1011)
        }),
    DiagnosisCase(
        "1012", [.serviceUnavailable], .likely, says: ["stopped and started again", "Connect again later"],
        closes(.server, 1012)),
    DiagnosisCase("1013", [.serviceUnavailable], .likely, says: ["Too many clients"], closes(.server, 1013)),
    DiagnosisCase("3000", [.rights], .likely, says: ["expired credentials"], closes(.server, 3000)),
    DiagnosisCase("3999", [.applicationCode], .likely, says: ["a library or framework"], closes(.server, 3999)),
    DiagnosisCase(
        "4001", [.applicationCode], .likely, says: ["for 4001", "room closed"].reversed(),
        closes(.server, 4001, "room closed")),
    DiagnosisCase(
        "1009 with a reason that speaks of no size", [.reasonGiven], .likely,
        says: ["gives its reason in the Close: \"send queue full\"", "doesn't mention one"],
        closes(.server, 1009, "send queue full")),
    DiagnosisCase(
        "1011 with a reason that speaks of Pings, although the Ping was answered", [.reasonGiven], .likely,
        says: ["gives its reason in the Close: \"ping timeout\""],
        talks {
            $0.frame(.server, .ping, [1])
            $0.frame(.client, .pong, [1])
            $0.close(.server, 1011, "ping timeout")
            $0.close(.client, 1011)
            $0.talk.close(.server)
        }),
    DiagnosisCase(
        "a server's code from a client", [], nil, says: ["closed the session with 1014"],
        talks {
            $0.close(.client, 1014)
            $0.close(.server, 1002, "unknown code")
            $0.talk.close(.server)
        }),
    DiagnosisCase(
        "1011 with the error's name", [.handlerFailed], .likely, says: ["gives its reason: \"DatabaseError\""],
        closes(.server, 1011, "DatabaseError")),
    DiagnosisCase(
        "1008 for a token", [.policy], .likely, says: ["\"token expired\"", "renew them before it connects again"],
        closes(.server, 1008, "token expired")),
    DiagnosisCase(
        "1000 after a time without work", [.reasonGiven], .likely, says: ["\"idle timeout\""],
        closes(.server, 1000, "idle timeout")),
    DiagnosisCase(
        "1007 for what only the program checks", [.unseenViolation], .possible,
        says: ["gives its reason: \"invalid JSON\""],
        closes(.client, 1007, "invalid JSON")),
    DiagnosisCase(
        "a Close with a body of one byte", [.protocolViolation], .certain,
        says: ["with a body of one byte, which isn't a code", "The server answered it with 1002, as it should."],
        talks {
            $0.frame(.client, .close, [3])
            $0.close(.server, 1002)
            $0.talk.close(.server)
        }),
    DiagnosisCase(
        "a Close whose reason is no text", [.protocolViolation], .certain,
        says: ["a Close's reason is not UTF-8", "The client answered it with 1007, as it should."],
        talks {
            $0.frame(.server, .close, [3, 0xe8, 0x63, 0xc3])
            $0.close(.client, 1007)
            $0.talk.close(.server)
        }),
    DiagnosisCase("1006 on the wire", [.forbiddenCode], .likely, says: ["never appear"], closes(.server, 1006)),
    DiagnosisCase(
        "a wrong 101 that the client closes", [.responseDefect, .extensionMissing], .likely, says: ["Extensions"]
    ) {
        $0.upgrade(
            response: Playbook.response.replacing("Upgrade: w", with: "Sec-WebSocket-Extensions: x-a\r\nUpgrade: w"))
        $0.finishing(.client, 1010)
    },
]

extension Playbook {
    fileprivate mutating func finishing(_ side: Side, _ code: UInt16) {
        close(side, code)
        close(side.peer, code)
        talk.close(.server)
    }
}
