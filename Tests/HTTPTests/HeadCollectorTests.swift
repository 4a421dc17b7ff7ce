import HTTP
import Testing
import Wire

@Suite struct HeadCollectorTests {
    typealias Progress = HeadCollector.Progress

    struct Stream: Sendable, CustomTestStringConvertible {
        var kind: HeadCollector.Kind
        var text: String
        var outcome: Outcome
        var testDescription: String { text.debugDescription }
    }

    enum Outcome: Hashable, Sendable {
        /// Complete, with so many bytes behind the head.
        case complete(rest: Int)
        case more, tooLong, notHTTP
    }

    /// A frame in the midst of words is no part of a request line; a target in UTF-8 or Latin-1 may be.
    @Test func framesAmongWords() {
        for (bytes, expected) in [
            (Array("ge 0 message ".utf8) + [0x81, 0x50], Progress.notHTTP),
            (Array("GET /\u{e9}\u{201c} HTTP".utf8), .more), (Array("GET /".utf8) + [0xe9], .more),
        ] {
            var collector = HeadCollector(.request)
            #expect(collector.feed(bytes.rawSpan) == expected)
        }
    }

    static let streams: [Stream] = [
        Stream(kind: .request, text: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", outcome: .complete(rest: 0)),
        Stream(kind: .request, text: "GET / HTTP/1.1\r\nHost: a\r\n\r\n\u{1}\u{2}", outcome: .complete(rest: 2)),
        Stream(kind: .request, text: "GET / HTTP/1.0\n\nx", outcome: .complete(rest: 1)),
        Stream(kind: .request, text: "\r\n\n\r\nGET /a b HTTP/1.1 \nHost: a\n\r\n", outcome: .complete(rest: 0)),
        Stream(kind: .request, text: "M-SEARCH * HTTP/1.1\r\n\r\n", outcome: .complete(rest: 0)),
        Stream(kind: .request, text: "GET / HTTP/1.1\r\nHost: a\r\n", outcome: .more),
        Stream(kind: .request, text: "GET", outcome: .more),
        Stream(kind: .request, text: "", outcome: .more),
        Stream(kind: .request, text: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", outcome: .notHTTP),
        Stream(kind: .request, text: "EHLO mail.example.com\r\n", outcome: .notHTTP),
        Stream(kind: .request, text: "SSH-2.0-OpenSSH_9.2\r\n", outcome: .notHTTP),
        Stream(kind: .request, text: "GET /\r\n", outcome: .notHTTP),
        Stream(kind: .request, text: "GET HTTP/1.1\r\n", outcome: .notHTTP),
        Stream(kind: .request, text: " GET / HTTP/1.1\r\n", outcome: .notHTTP),
        Stream(kind: .request, text: "GET / HTTP/1.1\rX\n", outcome: .notHTTP),
        Stream(kind: .request, text: "GET /\0 HTTP/1.1\r\n", outcome: .notHTTP),
        Stream(kind: .request, text: "\u{16}\u{3}\u{1}", outcome: .notHTTP),
        Stream(kind: .request, text: "\r\r", outcome: .notHTTP),
        Stream(kind: .request, text: "\n\n\n\n\n", outcome: .notHTTP),
        Stream(kind: .request, text: String(repeating: "A", count: 33), outcome: .notHTTP),
        Stream(
            kind: .request, text: "GET /" + String(repeating: "a", count: 200) + " HTTP/1.1\r\n\r\n", outcome: .tooLong),
        Stream(kind: .response, text: "HTTP/1.1 101 Switching Protocols\r\n\r\n\u{81}", outcome: .complete(rest: 2)),
        Stream(kind: .response, text: "HTTP/1.1 200\r\n\r\n", outcome: .complete(rest: 0)),
        Stream(kind: .response, text: "HTTP/1.1 200OK\r\n", outcome: .notHTTP),
        Stream(kind: .response, text: "HTTP/1.1 20\r\n", outcome: .notHTTP),
        Stream(kind: .response, text: "HTTP/2", outcome: .notHTTP),
        Stream(kind: .response, text: "GET / HTTP/1.1\r\n", outcome: .notHTTP),
        Stream(kind: .response, text: "HTTP/1.1 200 OK\r\nServer: a\r\n \r\n\r\n", outcome: .complete(rest: 0)),
    ]

    @Test(arguments: streams) func outcomes(of stream: Stream) {
        let bytes = Array(stream.text.utf8)
        #expect(Self.outcome(of: bytes, cutAt: [], stream.kind) == stream.outcome)
    }

    @Test("However the bytes are cut, the outcome is the same", arguments: streams)
    func everyCut(of stream: Stream) {
        let bytes = Array(stream.text.utf8)
        for cut in 0...bytes.count {
            #expect(Self.outcome(of: bytes, cutAt: [cut], stream.kind) == stream.outcome)
        }
        #expect(Self.outcome(of: bytes, cutAt: Array(0..<bytes.count), stream.kind) == stream.outcome)
    }

    @Test("What is no HTTP is known at the first byte that shows it")
    func early() {
        for (text, kind, certain) in [
            ("\u{16}\u{3}\u{1}", HeadCollector.Kind.request, 1), ("GE\u{0}", .request, 3), ("HTTP/2 200", .response, 6),
            ("HTTQ", .response, 4),
        ] {
            var collector = HeadCollector(kind)
            for (index, byte) in text.utf8.enumerated() {
                let progress = collector.feed([byte].rawSpan)
                #expect(progress == (index + 1 < certain ? .more : .notHTTP))
            }
        }
    }

    @Test func oneHeadAfterAnother() {
        let first = head(["GET /1 HTTP/1.1", "Host: a"])
        let second = head(["GET /2 HTTP/1.1"])
        let both = first + second
        var collector = HeadCollector(.request)
        #expect(collector.feed(both.rawSpan) == .complete(consumed: first.count))
        #expect(collector.feed(both.rawSpan) == .complete(consumed: 0))
        #expect(collector.take() == first)
        #expect(
            collector.feed(both.rawSpan.extracting(first.count..<both.count)) == .complete(consumed: second.count))
        #expect(collector.take() == second)
    }

    @Test("A head of exactly the limit passes, one byte more does not")
    func limit() {
        let bytes = head(["GET / HTTP/1.1", "Host: a"])
        var exact = HeadCollector(.request, limit: bytes.count)
        #expect(exact.feed(bytes.rawSpan) == .complete(consumed: bytes.count))
        var short = HeadCollector(.request, limit: bytes.count - 1)
        #expect(short.feed(bytes.rawSpan) == .tooLong)
        #expect(short.bytes.isEmpty)
    }

    /// Feeds `bytes` cut at those places to a collector with a limit of 128 bytes.
    static func outcome(of bytes: [UInt8], cutAt cuts: [Int], _ kind: HeadCollector.Kind) -> Outcome {
        var collector = HeadCollector(kind, limit: 128)
        var at = 0
        for end in cuts + [bytes.count] {
            switch collector.feed(bytes.rawSpan.extracting(at..<end)) {
            case .more: at = end
            case .complete(let consumed):
                #expect(collector.bytes == Array(bytes[..<(at + consumed)]))
                return .complete(rest: bytes.count - at - consumed)
            case .tooLong: return .tooLong
            case .notHTTP: return .notHTTP
            }
        }
        return .more
    }
}
