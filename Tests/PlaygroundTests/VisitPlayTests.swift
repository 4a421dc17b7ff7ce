import Dissection
import HTTP
import Testing
import WebSocket
import Wire

@testable import Playground

struct VisitPlayTests {
    @Test func echoesAndCloses() throws {
        var visit = try Visit("echo", sends: [.text("Hi")])
        #expect(visit.open() == [.sent("text, 2 B \"Hi\"")])
        #expect(visit.play.phase == .open)
        #expect(
            visit.receive(FrameEncoder.encode(opcode: .text, payload: Array("Hi".utf8))) == [
                .received("text, 2 B \"Hi\"")
            ])
        #expect(visit.wait() == [.sent("close, 1000")])
        #expect(visit.receive(FrameEncoder.close(code: 1000)) == [.received("close, 1000")])
        #expect(visit.play.phase == .end)
        #expect(visit.end(nil) == [.remark("the server ended TCP"), .closed])
    }

    @Test func masksEveryFrameWithAKeyOfItsOwn() throws {
        var visit = try Visit("echo", sends: [.text("Hi"), .text("Hi")])
        _ = visit.open()
        let frames = visit.sent.dropFirst()
        #expect(frames.count == 2)
        #expect(Set(frames.map { Array($0[2..<6]) }).count == 2)
        for frame in frames {
            #expect(frame[1] == 0x82)
            #expect(Array(frame[6...]) != Array("Hi".utf8))
        }
    }

    @Test func answersPingsAndCloses() throws {
        var visit = try Visit("echo")
        _ = visit.open()
        #expect(
            visit.receive(FrameEncoder.encode(opcode: .ping, payload: [0x61])) == [
                .received("ping, 1 B \"a\""), .sent("pong, 1 B \"a\""),
            ])
        #expect(
            visit.receive(FrameEncoder.close(code: 4001, reason: "why")) == [
                .received("close, 4001 \"why\""), .sent("close, 4001"),
            ])
    }

    @Test(
        arguments: [
            ([0x81, 0x81, 0, 0, 0, 1, 0x61], "1002"), ([0x91, 0x00], "1002"), ([0x83, 0x00], "1002"),
            ([0x80, 0x00], "1002"), ([0x81, 0x01, 0xff], "1007"), ([0x88, 0x01, 0x03], "1002"),
            ([0x88, 0x02, 0x03, 0xee], "1002"), ([0x88, 0x03, 0x03, 0xe8, 0xff], "1007"), ([0x09, 0x00], "1002"),
            ([0x01, 0x00, 0x81, 0x00], "1002"), ([0x81, 0x7e, 0x00, 0x01, 0x61], "1002"),
        ] as [([UInt8], String)])
    func failsTheConnection(bytes: [UInt8], code: String) throws {
        var visit = try Visit("echo")
        _ = visit.open()
        #expect(visit.receive(bytes).last == .sent("close, \(code)"))
    }

    @Test func cutsTheSameHoweverBytesArrive() throws {
        let bytes =
            FrameEncoder.encode(opcode: .text, payload: Array(repeating: 0x61, count: 200))
            + FrameEncoder.encode(opcode: .ping, payload: []) + FrameEncoder.close(code: 1000)
        var whole = try Visit("echo")
        _ = whole.open()
        let expected = whole.receive(bytes)
        var pieces = try Visit("echo")
        _ = pieces.open()
        #expect(bytes.flatMap { pieces.receive([$0]) } == expected)
    }

    /// What follows the frame is not its payload, and the server's Close is one however the bytes arrive.
    @Test(arguments: [1, 3, 9, 100]) func judgesAFrameOnce(size: Int) throws {
        let bytes =
            FrameEncoder.encode(rsv2: true, opcode: .text, payload: Array("Hello".utf8))
            + FrameEncoder.close(code: 1002)
        var visit = try Visit("echo")
        _ = visit.open()
        var told: [Visit.Step] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            told += visit.receive(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        guard case .received(let first)? = told.first else {
            Issue.record("nothing was received")
            return
        }
        #expect(first.hasPrefix("text, RSV2, 5 B"))
        #expect(size < bytes.count || first == "text, RSV2, 5 B \"Hello\"")
        #expect(told.suffix(2) == [.sent("close, 1002"), .received("close, 1002")])
        #expect(told.count == 4)
        #expect(visit.end(nil) == [.remark("the server ended TCP"), .closed])
    }

    /// Where frames can't be told apart, nobody knows whether a Close came.
    @Test(
        arguments: [
            FrameEncoder.header(FrameHeader(opcode: .text, payloadLength: 1 << 63 | 5)),
            Array("HTTP/1.1 500 Internal Server Error\r\n\r\n".utf8),
        ])
    func accusesNobodyOfAMissingClose(bytes: [UInt8]) throws {
        var ended = try Visit("echo")
        _ = ended.open()
        _ = ended.receive(bytes + FrameEncoder.close(code: 1002))
        #expect(ended.play.phase == .close)
        var waiting = ended
        #expect(ended.end(nil) == [.remark("the server ended TCP"), .closed])
        #expect(waiting.wait() == [.remark("the server didn't end TCP"), .closed])
    }

    @Test func quotesWithoutAClosingMarkWhatItCuts() throws {
        var visit = try Visit("deflate")
        _ = visit.open(fields: "Sec-WebSocket-Extensions: permessage-deflate\r\n")
        let payload = Deflater().message(Array(repeating: 0x61, count: 50))
        #expect(
            visit.receive(FrameEncoder.encode(rsv1: true, opcode: .text, payload: payload)).last
                == .remark("inflated: \"" + String(repeating: "a", count: 40) + "…"))
    }

    @Test(arguments: [
        ("HTTP/1.1 403 Forbidden\r\n\r\n", "HTTP/1.1 403 Forbidden"),
        ("SSH-2.0-x\r\n\r\n", "the answer is no HTTP"),
        (
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
            "The 101 has no Sec-WebSocket-Accept: the client fails the connection"
        ),
    ])
    func givesUpWithoutASession(answer: String, words: String) throws {
        var visit = try Visit("echo")
        let told = visit.receive(Array(answer.utf8))
        #expect(told.last == .closed)
        #expect(told.dropLast().last?.text == words)
        #expect(visit.play.phase == .over)
        #expect(visit.end(nil).isEmpty)
    }

    @Test func losesPatience() throws {
        var silent = try Visit("echo")
        #expect(silent.wait() == [.remark("no answer came"), .closed])
        var half = try Visit("echo")
        _ = half.receive(Array("HTTP/1.1 101".utf8))
        #expect(half.wait() == [.remark("the answer's head has no end"), .closed])
        var deaf = try Visit("echo")
        _ = deaf.open()
        _ = deaf.wait()
        #expect(deaf.wait() == [.remark("no Close came back"), .closed])
    }

    /// A visit with what it says and does as one list.
    private struct Visit {
        enum Step: Hashable {
            case sent(String), received(String), remark(String), closed

            var text: String? {
                switch self {
                case .sent(let text), .received(let text), .remark(let text): text
                case .closed: nil
                }
            }
        }

        var play: VisitPlay
        var sent: [[UInt8]] = []

        init(_ name: String, sends: [PlaygroundEndpoint.Message] = []) throws {
            let endpoint = try #require(PlaygroundEndpoint.all.first { $0.name == name })
            play = VisitPlay(
                endpoint, PlaygroundEndpoint.Visit(sends: sends),
                at: Endpoint(address: IPAddress(ipv4: 0x7f00_0001), port: 1), host: "localhost:1")
            _ = take(play.begin())
        }

        mutating func open(fields: String = "") -> [Step] {
            let head = try? RequestHead(parsing: sent[0])
            let accept = AcceptComputation(key: head?.value("Sec-WebSocket-Key") ?? "").accept
            return Array(
                receive(
                    Array(
                        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: \(accept)\r\n\(fields)\r\n").utf8)
                ).dropFirst())
        }

        mutating func receive(_ bytes: [UInt8]) -> [Step] { take(play.receive(bytes)) }

        mutating func wait() -> [Step] { take(play.waited()) }

        mutating func end(_ error: String?) -> [Step] { take(play.ended(error)) }

        private mutating func take(_ actions: [VisitPlay.Action]) -> [Step] {
            actions.compactMap { action in
                switch action {
                case .send(let bytes):
                    sent.append(bytes)
                    return nil
                case .close: return .closed
                case .tell(let news):
                    return switch news.kind {
                    case .sent: .sent(news.text)
                    case .received: .received(news.text)
                    case .remark: .remark(news.text)
                    }
                }
            }
        }
    }
}
