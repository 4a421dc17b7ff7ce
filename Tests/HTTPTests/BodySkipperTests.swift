import HTTP
import Testing
import Wire

@Suite struct BodySkipperTests {
    enum Outcome: Hashable, Sendable {
        /// Complete, with so many bytes behind the body.
        case complete(rest: Int)
        case more, unknowable
    }

    struct Body: Sendable, CustomTestStringConvertible {
        var framing: BodyFraming
        var bytes: String
        var outcome: Outcome
        var testDescription: String { "\(framing) \(bytes.debugDescription)" }
    }

    static let bodies: [Body] = [
        Body(framing: .none, bytes: "", outcome: .complete(rest: 0)),
        Body(framing: .none, bytes: "abc", outcome: .complete(rest: 3)),
        Body(framing: .length(0), bytes: "a", outcome: .complete(rest: 1)),
        Body(framing: .length(3), bytes: "abc", outcome: .complete(rest: 0)),
        Body(framing: .length(3), bytes: "abcde", outcome: .complete(rest: 2)),
        Body(framing: .length(3), bytes: "ab", outcome: .more),
        Body(framing: .length(.max), bytes: "ab", outcome: .more),
        Body(framing: .untilClose, bytes: "ab", outcome: .more),
        Body(framing: .unknowable("x"), bytes: "ab", outcome: .unknowable),
        Body(framing: .chunked, bytes: "0\r\n\r\nGET", outcome: .complete(rest: 3)),
        Body(framing: .chunked, bytes: "4\r\nWiki\r\n5\r\npedia\r\n0\r\n\r\n", outcome: .complete(rest: 0)),
        Body(
            framing: .chunked, bytes: "A;x=\"y\"\r\n0123456789\r\n00\r\nT: 1\r\nU: 2\r\n\r\n!",
            outcome: .complete(rest: 1)),
        Body(framing: .chunked, bytes: "1\na\n0\n\n?", outcome: .complete(rest: 1)),
        Body(framing: .chunked, bytes: "1 \r\na\r\n0\r\n\r\n", outcome: .complete(rest: 0)),
        Body(framing: .chunked, bytes: "4\r\nWi", outcome: .more),
        Body(framing: .chunked, bytes: "g\r\n", outcome: .unknowable),
        Body(framing: .chunked, bytes: "\r\n", outcome: .unknowable),
        Body(framing: .chunked, bytes: "-1\r\n", outcome: .unknowable),
        Body(framing: .chunked, bytes: "1\r\nab\r\n", outcome: .unknowable),
        Body(framing: .chunked, bytes: "fffffffffffffffff\r\n", outcome: .unknowable),
        Body(framing: .chunked, bytes: "00000000000000000000001\r\na\r\n0\r\n\r\n", outcome: .complete(rest: 0)),
    ]

    @Test("The end is found, however the bytes are cut", arguments: bodies)
    func everyCut(body: Body) {
        let bytes = Array(body.bytes.utf8)
        for cut in 0...bytes.count { #expect(Self.outcome(of: bytes, cutAt: [cut], body.framing) == body.outcome) }
        #expect(Self.outcome(of: bytes, cutAt: Array(0..<bytes.count), body.framing) == body.outcome)
    }

    static func outcome(of bytes: [UInt8], cutAt cuts: [Int], _ framing: BodyFraming) -> Outcome {
        var skipper = BodySkipper(framing)
        var at = 0
        for end in cuts + [bytes.count] {
            switch skipper.feed(bytes.rawSpan.extracting(at..<end)) {
            case .more: at = end
            case .complete(let consumed): return .complete(rest: bytes.count - at - consumed)
            case .unknowable: return .unknowable
            }
        }
        return .more
    }

    @Test("An endless chunk extension or trailer is given up", arguments: ["1;", "0\r\n"])
    func endless(start: String) {
        var skipper = BodySkipper(.chunked)
        #expect(Self.feed(&skipper, start) == .more)
        let piece = [UInt8](repeating: 0x61, count: 70000)
        let progress = skipper.feed(piece.rawSpan)
        #expect(progress == .unknowable)
    }

    @Test("Missing bytes are passed over where they can only be data")
    func gaps() {
        var length = BodySkipper(.length(10))
        #expect(Self.feed(&length, "abc") == .more)
        #expect(length.skip(5) == .more)
        #expect(length.skip(5) == .complete(consumed: 2))
        #expect(length.skip(5) == .complete(consumed: 0))

        var chunked = BodySkipper(.chunked)
        #expect(Self.feed(&chunked, "6\r\na") == .more)
        #expect(chunked.skip(5) == .more)
        #expect(Self.feed(&chunked, "\r\n2\r\n") == .more)
        #expect(chunked.skip(3) == .unknowable)
        #expect(Self.feed(&chunked, "0\r\n\r\n") == .unknowable)

        var open = BodySkipper(.untilClose)
        #expect(open.skip(.max) == .more)
    }

    static func feed(_ skipper: inout BodySkipper, _ text: String) -> BodySkipper.Progress {
        let bytes = Array(text.utf8)
        return skipper.feed(bytes.rawSpan)
    }
}
