import Dissection
import HTTP
import TestKit
import Testing
import WebSocket
import Wire

/// A session of two messages each way, and which segments carry the request and the 101.
private struct Talk {
    var segments: [(time: Int64, segment: PacketBuilder.Segment)]
    /// The segments of the request, and of the 101, in order.
    var request: [Int] = []
    var answer: [Int] = []
    private let builder: PacketBuilder

    /// Request and 101 are cut into segments before the bytes that `cuts` name.
    init(
        request: String = Playbook.request, requestCuts: [Int] = [], response: String = Playbook.response,
        responseCuts: [Int] = [], connects: Bool = true, acknowledges: Bool = true
    ) {
        var play = Playbook()
        if !connects { play.talk.segments.removeAll() }
        play.talk.acknowledgesAtOnce = acknowledges
        func carriers(_ send: (inout Playbook) -> Void) -> [Int] {
            let first = play.talk.segments.count
            send(&play)
            return play.talk.segments.indices.filter {
                $0 >= first && !play.talk.segments[$0].segment.payload.isEmpty
            }
        }
        self.request = carriers { $0.talk.send(Array(request.utf8), from: .client, cuts: requestCuts) }
        answer = carriers { $0.talk.send(Array(response.utf8), from: .server, cuts: responseCuts) }
        for (server, client) in [("hello", "hi"), ("how are you?", "fine, thanks")] {
            play.frame(.server, .text, Array(server.utf8))
            play.frame(.client, .text, Array(client.utf8))
        }
        play.finish()
        segments = play.talk.segments
        builder = play.talk.builder
    }

    func trace(without lost: [Int], options: (inout DissectionOptions) -> Void = { _ in }) -> Trace {
        let kept = segments.indices.filter { !lost.contains($0) }.map { segments[$0] }
        return Playbook.trace(
            kept.map { (Timestamp(nanoseconds: $0.time, isNanosecond: false), builder.packet($0.segment)) }, options)
    }
}

extension Trace.Session {
    fileprivate func texts(_ side: Side) -> [String] {
        messages.filter { $0.from == side }.map { String(decoding: $0.payload, as: UTF8.self) }
    }

    /// Whether nobody is accused of anything.
    fileprivate var isInnocent: Bool { findings.allSatisfy { $0.blame == .capture || $0.rule.severity == .note } }
}

private let server = ["hello", "how are you?"]
private let client = ["hi", "fine, thanks"]

/// Holes in the opening handshake: what is there is used, what is missing is said, nobody is accused of what may be in it.
@Suite struct HandshakeHoleTests {
    @Test(arguments: [true, false]) func theWholeAnswerIsLost(connects: Bool) throws {
        let talk = Talk(connects: connects)
        let session = try #require(talk.trace(without: talk.answer).sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.start.handshake?.response == nil)
        #expect(session.texts(.server) == server)
        #expect(session.texts(.client) == client)
        #expect(session.findings.map(\.rule) == [.streamGap])
        let gap = try #require(session.findings.first)
        #expect(gap.from == .server)
        #expect(gap.detail.contains("\(Playbook.response.utf8.count) bytes of the server's stream"))
        #expect(gap.detail.contains("at stream offset 0"))
        #expect(session.close?.clean == true)
    }

    @Test func theFirstSegmentOfTheAnswerIsLost() throws {
        let talk = Talk(responseCuts: [40])
        let session = try #require(talk.trace(without: [talk.answer[0]]).sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.texts(.server) == server)
        #expect(session.findings.map(\.rule) == [.streamGap])
        #expect(session.close?.clean == true)
    }

    /// The status line is there: the lines after the hole count, too.
    @Test func theMiddleOfTheAnswerIsLost() throws {
        let response = Playbook.response.dropLast() + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
        let line = "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
        let talk = Talk(
            request: Playbook.request.dropLast() + line, response: String(response), responseCuts: [40, 90])
        let session = try #require(talk.trace(without: [talk.answer[1]]).sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.start.handshake?.response?.isCut == true)
        #expect(session.start.handshake?.perMessageDeflate != nil)
        #expect(session.texts(.server) == server)
        #expect(session.findings.map(\.rule) == [.streamGap])
        #expect(session.findings.first?.detail.contains("nothing is judged") == true)
        #expect(session.isInnocent)
    }

    @Test func theEndOfTheAnswerIsLost() throws {
        let talk = Talk(responseCuts: [40])
        let session = try #require(talk.trace(without: [talk.answer[1]]).sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.start.handshake?.status == 101)
        #expect(session.texts(.server) == server)
        #expect(session.findings.map(\.rule) == [.streamGap])
        #expect(session.close?.clean == true)
    }

    /// The hole reaches over the 101 and the first frames.
    @Test func theAnswerAndFramesAreLost() throws {
        let talk = Talk()
        let first = talk.segments.indices.filter {
            talk.segments[$0].segment.source.port == 80 && !talk.segments[$0].segment.payload.isEmpty
        }
        let session = try #require(talk.trace(without: Array(first[..<2])).sessions.first)
        #expect(session.texts(.server) == [server[1]])
        #expect(session.texts(.client) == client)
        #expect(session.findings.map(\.rule) == [.streamGap])
    }

    @Test(arguments: [true, false]) func theRequestIsLost(connects: Bool) throws {
        let talk = Talk(connects: connects)
        let session = try #require(talk.trace(without: talk.request).sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.start.loneResponse?.status == 101)
        #expect(session.texts(.server) == server)
        #expect(session.texts(.client) == client)
        #expect(session.isInnocent)
        #expect(session.close?.clean == true)
    }

    /// Its beginning and its end are there, with the key.
    @Test func theMiddleOfTheRequestIsLost() throws {
        let request = Playbook.request.dropLast() + "X-Filler: \(String(repeating: "a", count: 300))\r\n\r\n"
        let talk = Talk(request: String(request), requestCuts: [20, 60])
        let session = try #require(talk.trace(without: [talk.request[1]]).sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.start.handshake?.request.target == "/chat")
        #expect(session.texts(.server) == server)
        #expect(session.texts(.client) == client)
        #expect(session.findings.contains { $0.rule == .streamGap && $0.from == .client })
        #expect(session.isInnocent)
    }

    /// The request is lost, and so is the end of the 101, where the extensions would be: compressed frames break nothing.
    @Test func extensionsMayBeInTheHole() throws {
        var play = Playbook()
        let first = play.talk.segments.count
        let line = "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
        play.talk.send(Array((Playbook.request.dropLast(2) + line).utf8), from: .client)
        let answer = play.talk.segments.count
        play.talk.send(Array((Playbook.response.dropLast(2) + line).utf8), from: .server, cuts: [60])
        for text in ["hello hello hello", "how are you? how are you?"] {
            play.compressed(.server, .text, Deflater().message(Array(text.utf8)))
            play.compressed(.client, .text, Deflater().message(Array(text.utf8)))
        }
        play.finish()
        let carriers = play.talk.segments.indices.filter { !play.talk.segments[$0].segment.payload.isEmpty }
        let parts = carriers.filter { $0 >= answer }
        let lost = [try #require(carriers.first { $0 >= first }), parts[1]]
        for index in lost.reversed() { play.talk.segments.remove(at: index) }
        let session = try #require(play.trace().sessions.first)
        #expect(session.frames.count >= 4)
        #expect(session.isInnocent)
    }

    /// A long head with a hole is read once, however many chunks follow: the time for each stays the same.
    @Test func aCutHeadIsReadOnce() throws {
        var play = Playbook()
        play.client(Array("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n".utf8))
        let head =
            "HTTP/1.1 200 OK\r\n" + (0..<9000).map { "X-\($0): \(String(repeating: "a", count: 90))\r\n" }.joined()
        play.talk.segmentSize = 60_000
        play.server(Array(head.utf8))
        let lost = play.talk.segments.count
        play.server([UInt8](repeating: 97, count: 1000))
        play.talk.segments.remove(at: lost)
        play.talk.segmentSize = 40
        play.server(Array(String(repeating: "X-Late: abcdefghijklmnopqrstuvwxyz\r\n", count: 8000).utf8))
        let trace = play.trace()
        #expect(trace.sessions.isEmpty)
        #expect(trace.summary?.otherConnections == 1)
    }

    /// The client's first frame was captured before anything of the server: that proves no order.
    @Test func aServerThatIsCapturedLate() throws {
        let talk = Talk()
        var late = talk.segments.filter { $0.segment.source.port == 80 }
        for index in late.indices { late[index].time += 20_000_000 }
        var packets = talk
        packets.segments = (talk.segments.filter { $0.segment.source.port != 80 } + late).sorted { $0.time < $1.time }
        let session = try #require(packets.trace(without: []).sessions.first)
        #expect(!session.findings.contains { $0.rule == .handshakeFramesBefore101 })
    }

    /// The client's SYN was captured after the server's first bytes, which acknowledge it: it begins no other connection.
    @Test func aSYNThatIsCapturedLate() throws {
        let talk = Talk()
        var late = talk.segments.filter { $0.segment.source.port != 80 }
        for index in late.indices { late[index].time += 5_000_000 }
        var packets = talk
        packets.segments = (talk.segments.filter { $0.segment.source.port == 80 } + late).sorted { $0.time < $1.time }
        let trace = packets.trace(without: [])
        #expect(trace.sessions.count == 1)
        #expect(trace.sessions.first?.messages.count == 4)
    }

    @Test func theEndOfTheRequestIsLost() throws {
        let talk = Talk(requestCuts: [60])
        let session = try #require(talk.trace(without: [talk.request[1]]).sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.start.handshake?.request.isCut == true)
        #expect(session.start.handshake?.status == 101)
        #expect(session.texts(.server) == server)
        #expect(session.texts(.client) == client)
        #expect(session.isInnocent)
        #expect(session.close?.clean == true)
    }

    /// Nothing of the handshake is left: the frames tell by their shape.
    @Test func bothAreLost() throws {
        let talk = Talk()
        let session = try #require(talk.trace(without: talk.request + talk.answer).sessions.first)
        #expect(session.start.outcome == .midstream)
        #expect(session.texts(.server) == server)
        #expect(session.texts(.client) == client)
        #expect(session.isInnocent)
    }

    /// A refusal of which only the beginning is there is one all the same.
    @Test func aHoleInARefusal() throws {
        var play = Playbook()
        let body = String(repeating: "no ", count: 100)
        let refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 300\r\nServer: test\r\n\r\n" + body
        play.talk.send(Array(Playbook.request.utf8), from: .client)
        let first = play.talk.segments.count
        play.talk.send(Array(refusal.utf8), from: .server, cuts: [30, 60, 200])
        play.talk.close(.server)
        for lost in 1...2 {
            var cut = play
            cut.talk.segments.remove(at: first + lost * 2)
            let session = try #require(cut.trace().sessions.first)
            #expect(session.start.outcome == .refused)
            #expect(session.start.handshake?.status == 403)
        }
    }

    /// Without the status line, and without a frame, nothing tells what the answer was.
    @Test func aRefusalWithoutItsBeginning() throws {
        var play = Playbook()
        play.talk.send(Array(Playbook.request.utf8), from: .client)
        let first = play.talk.segments.count
        play.talk.send(
            Array("HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nGo away.\n".utf8), from: .server, cuts: [30])
        play.talk.close(.server)
        play.talk.segments.remove(at: first)
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.outcome == .unknown)
        #expect(session.findings.map(\.rule) == [.streamGap])
        let why = Diagnosis(of: session)
        #expect(why.verdict.contains("unknown"))
        #expect(why.causes.isEmpty)
    }

    /// Requests and responses before the upgrade, with holes: the 101 still answers the upgrade.
    @Test(arguments: 0..<4) func holesBeforeTheUpgrade(lost: Int) throws {
        var play = Playbook()
        let first = play.talk.segments.count
        for path in ["/a", "/b"] {
            play.client(Array("GET \(path) HTTP/1.1\r\nHost: example.com\r\n\r\n".utf8))
            play.server(Array("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n\(path)\(path)\r\n".utf8))
        }
        play.upgrade()
        play.frame(.server, .text, Array("hello".utf8))
        play.finish()
        // Each message is followed by its acknowledgment.
        play.talk.segments.remove(at: first + lost * 2)
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.start.handshake?.request.target == "/chat")
        #expect(session.texts(.server) == ["hello"])
        #expect(session.close?.clean == true)
        #expect(session.isInnocent)
    }

    /// A CONNECT, or its answer, is missing: the session in the tunnel is there.
    @Test(arguments: 0..<2) func holesInATunnelsBeginning(lost: Int) throws {
        var play = Playbook()
        let first = play.talk.segments.count
        play.client(Array("CONNECT example.com:80 HTTP/1.1\r\nHost: example.com:80\r\n\r\n".utf8))
        play.server(Array("HTTP/1.0 200 Connection established\r\n\r\n".utf8))
        play.upgrade()
        for text in ["hello", "again"] {
            play.frame(.client, .text, Array(text.utf8))
            play.frame(.server, .text, Array(text.utf8))
        }
        play.finish()
        play.talk.segments.remove(at: first + lost * 2)
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.outcome == .open)
        #expect(session.start.tunnel == (lost == 0 ? nil : "example.com:80"))
        #expect(session.texts(.server) == ["hello", "again"])
        #expect(session.texts(.client) == ["hello", "again"])
        #expect(session.isInnocent)
    }

    /// When a session opened whose 101 was not captured, nobody knows: its first frame shows that it had.
    @Test func openByTheFirstFrame() throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.server, .text, Array("hello".utf8))
        play.frame(.client, .text, Array("again".utf8))
        play.finish()
        let answer = play.talk.segments.firstIndex { $0.segment.source.port == 80 && !$0.segment.payload.isEmpty }
        play.talk.segments.remove(at: try #require(answer))
        let session = try #require(play.trace().sessions.first)
        let open = try #require(session.close?.clientStates.first { $0.state == .open })
        let frame = try #require(session.frames.first)
        #expect((open.frame, open.time, open.packet) == (1, frame.time, frame.packets.last))
        #expect(open.evidence == "The answer was not captured; frame 1 shows that it had come by then.")
    }

    /// A server that has all its bytes in the capture, and answered nothing, did not answer.
    @Test func silenceIsSilence() throws {
        var play = Playbook()
        play.client(Array(Playbook.request.utf8))
        play.talk.close(.client)
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.outcome == .unanswered)
        #expect(session.findings.map(\.rule) == [.handshakeNoResponse])
    }

    /// An acknowledged answer that is not in the capture is no silence.
    @Test func acknowledgedBytesAreNoSilence() throws {
        var play = Playbook()
        play.client(Array(Playbook.request.utf8))
        play.server(Array(Playbook.response.utf8))
        play.talk.close(.client)
        play.talk.segments.removeAll { $0.segment.source.port == 80 && !$0.segment.payload.isEmpty }
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.outcome == .unknown)
        #expect(session.findings.map(\.rule) == [.streamGap])
    }

    /// Another protocol whose first bytes are missing is no session.
    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "220 mail.example.com ESMTP\r\n", "\u{0}\u{1}\u{2}binary\u{3}"])
    func otherProtocolsWithHoles(greeting: String) {
        for lost in 0..<2 {
            var play = Playbook()
            let first = play.talk.segments.count
            play.server(Array(greeting.utf8))
            play.client(Array("EHLO client\r\n".utf8))
            for _ in 0..<5 {
                play.server(Array("250 \(greeting)".utf8))
                play.client(Array("MAIL FROM me\r\n".utf8))
            }
            play.talk.close(.client)
            play.talk.segments.remove(at: first + lost * 2)
            #expect(play.trace().sessions.isEmpty)
        }
    }

    /// Every single segment of a session lost: never an accusation, never a frame that was not sent.
    @Test func anySegmentMayBeLost() {
        let talk = Talk(requestCuts: [10, 30, 100], responseCuts: [20, 60, 100])
        let texts = Set(server + client)
        for lost in talk.segments.indices {
            let trace = talk.trace(without: [lost])
            #expect(trace.sessions.count == 1, "without segment \(lost)")
            for session in trace.sessions {
                #expect(session.isInnocent, "without segment \(lost): \(session.findings.map(\.rule))")
                #expect(session.start.outcome == .open, "without segment \(lost)")
                for message in session.messages {
                    #expect(texts.contains(String(decoding: message.payload, as: UTF8.self)))
                }
            }
        }
    }

    /// A Ping that waited behind a hole until its Pong had been told, and each of both lost alone.
    @Test(arguments: 0..<6) func pingsAndPongs(lost: Int) throws {
        var play = Playbook()
        play.upgrade()
        let first = play.talk.segments.count
        play.frame(.server, .text, Array("first".utf8))
        play.frame(.server, .ping, [1, 2])
        play.frame(.client, .pong, [1, 2])
        play.frame(.server, .text, Array("last".utf8))
        play.frame(.client, .text, Array("yes".utf8))
        play.finish()
        // Each is followed by its acknowledgment.
        if lost < 5 { play.talk.segments.remove(at: first + lost * 2) }
        let session = try #require(play.trace().sessions.first)
        #expect(session.findings.map(\.rule) == (lost < 5 ? [.streamGap] : []))
    }

    // MARK: Snapshot length

    /// Whatever the snapshot length: frames that are whole are told, nobody is accused.
    @Test(arguments: [68, 76, 84, 96, 110, 128, 160]) func snapshotLengths(length: Int) throws {
        let talk = Talk()
        let trace = Playbook.trace(
            talk.segments.map {
                (Timestamp(nanoseconds: $0.time, isNanosecond: false), PacketBuilder().packet($0.segment))
            },
            snapLength: length)
        let session = try #require(trace.sessions.first, "\(length)")
        #expect(session.start.outcome == .open)
        #expect(session.texts(.server) == server)
        #expect(session.isInnocent)
        #expect(session.findings.contains { $0.rule == .streamTruncatedPackets })
        #expect(session.close?.clean == true)
        let summary = try #require(trace.summary)
        #expect(summary.cutPackets >= 2)
        #expect(summary.snapLength == length)
    }

    /// Of a request of which a part is missing no header is called absent.
    @Test(arguments: [401, 403, 407]) func credentialsMayBeUnseen(status: Int) throws {
        var play = Playbook()
        let head = Array(Playbook.request.utf8)
        let line = Array("Authorization: Bearer 0123456789abcdef0123456789\r\n".utf8)
        let place = try #require(head.firstIndex(of: 10)) + 1
        play.talk.send(
            Array(head[..<place] + line + head[place...]), from: .client, cuts: [place, place + line.count])
        let lost = try #require(
            play.talk.segments.firstIndex { $0.segment.payload.elementsEqual(line) })
        play.talk.segments.remove(at: lost)
        play.server(Array("HTTP/1.1 \(status) No\r\nContent-Length: 0\r\n\r\n".utf8))
        play.talk.close(.server)
        let diagnosis = Diagnosis(of: try #require(play.trace().sessions.first))
        let text = diagnosis.causes.flatMap { [$0.claim] + $0.evidence }.joined(separator: "\n")
        #expect(text.contains("is unknown"))
        #expect(!text.contains("has no ") && !text.contains("sends no "))
    }
}
