import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000
private let chrome = "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"
private let firefox = "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"
private let offer = "Sec-WebSocket-Protocol: graphql-transport-ws"

/// A 101 with something wrong in it, what the client does, and whether the defect is told as the cause.
struct ResponseDefectCase: CustomTestStringConvertible, Sendable {
    var testDescription: String
    /// How sure the cause must be; nil where it must not be named.
    var likelihood: Diagnosis.Likelihood?
    var says = ""
    /// Lines that are added to the request.
    var asks: [String] = []
    /// Lines that are added to the 101.
    var answers: [String] = []
    var version = "HTTP/1.1"
    var then: @Sendable (inout Playbook) -> Void = { $0.talk.close(.client) }

    var diagnosis: Diagnosis? {
        var play = Playbook()
        func adding(_ lines: [String], to head: String) -> String {
            // A CR LF is one character.
            head.dropLast() + lines.map { $0 + "\r\n" }.joined() + "\r\n"
        }
        play.upgrade(
            request: adding(asks, to: Playbook.request),
            response: adding(answers, to: Playbook.response.replacing("HTTP/1.1", with: version)))
        then(&play)
        return play.trace().sessions.first.map(Diagnosis.init(of:))
    }
}

private let cases: [ResponseDefectCase] = [
    ResponseDefectCase(
        testDescription: "chunked", likelihood: .likely, says: "The 101 has Transfer-Encoding: \"chunked\"",
        answers: ["Transfer-Encoding: chunked"]),
    ResponseDefectCase(
        testDescription: "a length of zero, which most clients pass over", likelihood: .possible,
        says: "may have failed", answers: ["Content-Length: 0"]),
    ResponseDefectCase(
        testDescription: "HTTP/1.0", likelihood: .likely, says: "proxy_http_version 1.1;", version: "HTTP/1.0"),
    ResponseDefectCase(
        testDescription: "two subprotocols", likelihood: .likely, says: "\"a\" and \"b\"",
        asks: ["Sec-WebSocket-Protocol: a, b"],
        answers: ["Sec-WebSocket-Protocol: a", "Sec-WebSocket-Protocol: b"]),
    ResponseDefectCase(
        testDescription: "no subprotocol for Chrome", likelihood: .likely,
        says: "names a browser that fails such a 101",
        asks: [chrome, offer]),
    ResponseDefectCase(
        testDescription: "no subprotocol for Firefox, which does without", likelihood: .possible,
        says: "names Firefox, which accepts", asks: [firefox, offer]),
    ResponseDefectCase(
        testDescription: "no subprotocol for a program that hangs up at once", likelihood: .likely,
        says: "offers \"graphql-transport-ws\"", asks: [offer]),
    ResponseDefectCase(
        testDescription: "no subprotocol, and a program that leaves much later", likelihood: .possible,
        says: "usually does so at once", asks: [offer]
    ) {
        $0.talk.pause(60 * second)
        $0.talk.close(.client)
    },
    ResponseDefectCase(
        testDescription: "a server that hangs up by itself", likelihood: nil, asks: [chrome, offer]
    ) { $0.talk.close(.server) },
    ResponseDefectCase(
        testDescription: "a client that uses the session", likelihood: nil, asks: [chrome, offer],
        answers: ["Content-Length: 0"]
    ) {
        $0.frame(.client, .text, [65])
        $0.talk.close(.client)
    },
    ResponseDefectCase(
        testDescription: "a client that closes as one that leaves", likelihood: nil, asks: [offer]
    ) {
        $0.close(.client, 1001)
        $0.close(.server, 1001)
        $0.talk.close(.server)
    },
    ResponseDefectCase(
        testDescription: "a client whose Close names the subprotocol", likelihood: .likely,
        says: "The reason in its Close names this.",
        asks: [offer], answers: ["Content-Length: 0"]
    ) {
        $0.close(.client, 1002, "Sent non-empty 'Sec-WebSocket-Protocol' header but no response was received")
        $0.talk.close(.client)
    },
    ResponseDefectCase(
        testDescription: "a client that fails the connection without a reason", likelihood: .likely,
        says: "The 101 is HTTP/1.0", version: "HTTP/1.0"
    ) {
        $0.close(.client, 1002)
        $0.talk.close(.client)
    },
    ResponseDefectCase(
        testDescription: "a server whose Close names the subprotocol", likelihood: .likely,
        says: "accepts none of the subprotocols", asks: [offer]
    ) {
        $0.close(.server, 1002, "no subprotocols supported")
        $0.close(.client, 1002)
        $0.talk.close(.server)
    },
    ResponseDefectCase(
        testDescription: "a server that restarts", likelihood: nil, asks: [offer]
    ) {
        $0.close(.server, 1001, "restart")
        $0.close(.client, 1001)
        $0.talk.close(.server)
    },
    ResponseDefectCase(testDescription: "a session that is open as the capture ends", likelihood: nil, asks: [offer]) {
        $0.talk.pause(1)
    },
]

@Suite struct ResponseDefectTests {
    @Test(arguments: cases) func cause(_ example: ResponseDefectCase) throws {
        let diagnosis = try #require(example.diagnosis)
        let cause = diagnosis.causes.first { $0.kind == .responseDefect }
        #expect(cause?.likelihood == example.likelihood)
        guard let cause else { return }
        let text = ([cause.claim] + cause.evidence + cause.remedies.flatMap { [$0.text] + $0.lines })
            .joined(separator: "\n")
        #expect(text.contains(example.says))
        if example.likelihood == .likely { #expect(diagnosis.causes.first?.kind == .responseDefect) }
    }

    /// A defect that explains the end leaves no likely death of a process.
    @Test func processIsNotBlamedBesideIt() throws {
        let causes = try #require(cases[0].diagnosis).causes
        #expect(causes.first { $0.kind == .processEnded }?.likelihood == .possible)
    }

    /// What came after the client's end is no reason for it, and nobody need have died.
    @Test(arguments: [Playbook.response, Playbook.response.replacing("HTTP/1.1", with: "HTTP/1.0")])
    func endedBeforeTheAnswer(response: String) throws {
        var play = Playbook()
        play.client(Array(Playbook.request.utf8))
        play.talk.pause(3 * second)
        play.talk.finish(.client)
        play.talk.pause(5 * second)
        play.server(Array(response.utf8))
        play.talk.finish(.server)
        let diagnosis = Diagnosis(of: try #require(play.trace().sessions.first))
        #expect(diagnosis.verdict.contains("3.00 s after the request and 5.00 s before the 101"))
        #expect(diagnosis.causes.map(\.kind) == [.clientGaveUp])
        #expect(diagnosis.causes.first?.claim.contains("before the 101 came") == true)
    }
}
