import TestKit
import Testing
import WebSocket
import Wire

private let key = MaskingKey(0x37fa_213d)

private func frame(_ opcode: Opcode, _ text: String, masked: Bool = false, fin: Bool = true) -> [UInt8] {
    FrameEncoder.encode(fin: fin, opcode: opcode, payload: Array(text.utf8), maskingKey: masked ? key : nil)
}

/// Bytes at the place of a frame's beginning, and what they are.
struct StrayCase: CustomTestStringConvertible, Sendable {
    var bytes: [UInt8]
    var isFromClient = false
    var rsv1Defined = false
    var othersDefined = false
    var isInMessage = false
    /// What they are, how many of them, and whether a frame follows; nil for a frame.
    var stray: (StrayText.Kind, Int, Bool)?

    var testDescription: String { String(decoding: bytes.prefix(40), as: UTF8.self).debugDescription }

    func verdict(isEnd: Bool = false) -> StrayText.Verdict {
        StrayText.judge(
            bytes.rawSpan,
            in: .init(
                isFromClient: isFromClient, rsv1Defined: rsv1Defined, othersDefined: othersDefined,
                isInMessage: isInMessage), isEnd: isEnd)
    }

    static let strays: [StrayCase] = [
        .init(bytes: Array("Good morning, server".utf8), isFromClient: true, stray: (.text, 20, false)),
        .init(bytes: Array("2026-11-29 12:00:00 INFO client connected\n".utf8), stray: (.text, 42, false)),
        .init(bytes: Array("\u{1b}[32minfo\u{1b}[0m: ready\r\n".utf8), stray: (.text, 22, false)),
        .init(bytes: Array("Добрый день\n".utf8), stray: (.text, 22, false)),
        .init(bytes: Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), stray: (.httpResponse, 28, false)),
        .init(bytes: Array("\r\nHTTP/1.1 400".utf8), stray: (.httpResponse, 14, false)),
        .init(bytes: Array("GET /chat HTTP/1.1\r\n".utf8), isFromClient: true, stray: (.httpRequest, 20, false)),
        .init(bytes: Array("<!DOCTYPE html><html>".utf8), stray: (.markup, 21, false)),
        .init(bytes: Array(#"{"a":1}"#.utf8), stray: (.json, 7, false)),
        // A compressed fragment may begin with B: so many letters do not.
        .init(bytes: Array("Bad request: no such room".utf8), rsv1Defined: true, stray: (.text, 25, false)),
        .init(bytes: Array("Hello there, client".utf8), othersDefined: true, stray: (.text, 19, false)),
        .init(bytes: [0x0d, 0x0a] + frame(.text, "hello"), stray: (.lineEnd, 2, true)),
        .init(bytes: [0x0a] + frame(.text, "hello"), stray: (.lineEnd, 1, true)),
        // As a header the line end announces ten bytes, exactly what follows.
        .init(bytes: [0x0d, 0x0a] + frame(.text, "abcdefgh"), stray: (.lineEnd, 2, true)),
        .init(
            bytes: [0x0d, 0x0a] + frame(.text, "hello", masked: true), isFromClient: true, stray: (.lineEnd, 2, true)),
        .init(bytes: [0x0a] + frame(.text, "hello", masked: true), isFromClient: true, stray: (.lineEnd, 1, true)),
        .init(
            bytes: [0x0d, 0x0a, 0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0] + [UInt8](repeating: 7, count: 500),
            stray: (.lineEnd, 2, true)),
        .init(bytes: Array("debug: sent\n".utf8) + frame(.binary, "x"), stray: (.text, 12, true)),
        .init(bytes: [UInt8](repeating: 0x2e, count: 900) + frame(.binary, "x"), stray: (.text, 900, true)),
        .init(bytes: [0] + frame(.text, "hello"), stray: (.padding, 1, true)),
        .init(bytes: [0, 0, 0, 0] + frame(.text, "hello"), stray: (.padding, 4, true)),
        .init(bytes: [0] + frame(.text, "hello", masked: true), isFromClient: true, stray: (.padding, 1, true)),
        // What is no text any more is passed over with it.
        .init(
            bytes: Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + [0x1f, 0x8b, 0xff, 0xff], stray: (.httpResponse, 23, false)),
    ]

    /// Frames, good ones and wrong ones.
    static let frames: [StrayCase] = [
        .init(bytes: frame(.text, "hello")),
        .init(bytes: frame(.text, "hello", masked: true), isFromClient: true),
        .init(bytes: frame(.text, "hello", fin: false)),
        .init(bytes: frame(.continuation, "hello", fin: false), isInMessage: true),
        .init(bytes: frame(.continuation, "hello", fin: false)),
        // Fragmented control frames begin with a tab or a line end.
        .init(bytes: frame(.ping, "fragment1", fin: false)),
        .init(bytes: frame(.ping, "fragment1", fin: false) + frame(.ping, "fragment2", fin: false)),
        .init(bytes: frame(.pong, "fragment1", fin: false) + frame(.text, "hello")),
        .init(bytes: frame(.ping, "fragment1", masked: true, fin: false), isFromClient: true),
        // The masking key, with the byte before it, may begin another frame.
        .init(
            bytes: [0x09, 0x89, 0xee, 0x54, 0x60, 0x70] + [UInt8](repeating: 0x33, count: 9)
                + frame(.continuation, "fragment2", masked: true), isFromClient: true, isInMessage: true),
        .init(
            bytes: FrameEncoder.encode(
                fin: false, rsv2: true, opcode: .text, payload: Array("0123456789012345678901234567890123".utf8))),
        // Two zeros are an empty fragment.
        .init(bytes: [0, 0] + frame(.text, "hello")),
        // Empty fragments within a message.
        .init(bytes: [0, 0, 0, 0, 0, 0] + frame(.ping, "hello"), isInMessage: true),
        // A compressed fragment, and what may be another frame in its masking key.
        .init(bytes: [0x41, 0x82, 0x81, 0x85, 1, 2, 3, 4], isFromClient: true, rsv1Defined: true),
        .init(bytes: [0x41, 0x05] + Array("hello".utf8), rsv1Defined: true),
        .init(bytes: [0xc2, 0xa5, 1, 2, 3, 4], isFromClient: true, rsv1Defined: true),
        .init(bytes: [0x70, 0x05, 0xff, 0xfe, 0xfd, 0xfc, 0xfb]),
        // An extension may use the reserved bits.
        .init(bytes: Array("0123456789abcdef".utf8), othersDefined: true),
        .init(bytes: [0x8f]), .init(bytes: [0x81, 0xfe, 0x01], isFromClient: true),
    ]
}

@Suite struct StrayTextTests {
    @Test(arguments: StrayCase.strays) func noFrame(example: StrayCase) throws {
        guard case .stray(let found) = example.verdict(isEnd: true), let (kind, count, isBeforeFrame) = example.stray
        else {
            Issue.record("\(example.verdict(isEnd: true))")
            return
        }
        #expect(found.kind == kind)
        #expect(found.count == count)
        #expect(found.isBeforeFrame == isBeforeFrame)
        #expect(found.excerpt == Array(example.bytes.prefix(min(found.excerpt.count, 160))))
    }

    @Test(arguments: StrayCase.frames) func frames(example: StrayCase) {
        #expect(example.verdict(isEnd: true) == .frame)
    }

    /// What the beginning of a stream decides is what more of it decides, however its segments cut it.
    @Test(arguments: StrayCase.frames + StrayCase.strays) func beginnings(example: StrayCase) {
        var example = example
        // What comes after it decides nothing that was decided.
        example.bytes += frame(.text, "hello", masked: example.isFromClient) + [0x8a, 0x80, 1, 2, 3, 4]
        expectSteady(example)
    }

    /// An undecided end is told with what is there.
    @Test(arguments: [
        (StrayCase(bytes: [0x0d, 0x0a]), StrayText.Kind.lineEnd),
        (StrayCase(bytes: Array("HTTP/1.1".utf8)), .httpResponse),
        (StrayCase(bytes: Array("Good morning, server".utf8), isFromClient: true), .text),
    ]) func waitsForMore(example: StrayCase, kind: StrayText.Kind) {
        #expect(example.verdict() == .undecided)
        guard case .stray(let text) = example.verdict(isEnd: true) else { return #expect(Bool(false)) }
        #expect(text.kind == kind)
        #expect(text.count == example.bytes.count)
    }

    /// Line ends before a frame are told with its header where no fragmented control frame begins so.
    @Test func decidesEarly() {
        for bytes in [[0x0d, 0x0a, 0x81, 0x05], [0x0a, 0x81, 0x05], [0, 0x81, 0x05]] as [[UInt8]] {
            guard case .stray(let text) = StrayCase(bytes: bytes).verdict() else {
                Issue.record("\(bytes)")
                continue
            }
            #expect(text.isBeforeFrame)
            #expect(text.count == bytes.count - 2)
        }
    }

    /// Long text is text, even where its letters lead to its end as lengths.
    @Test func longText() {
        // A letter a announces 97 bytes: 99 bytes a frame.
        let example = StrayCase(bytes: [UInt8](repeating: 0x61, count: 99 * 6))
        guard case .stray(let text) = example.verdict() else { return #expect(Bool(false)) }
        #expect(text.count == 512)
        #expect(StrayCase(bytes: [UInt8](repeating: 0x61, count: 99)).verdict(isEnd: true) == .frame)
    }

    /// Whatever the bytes, no more than there are is taken, never nothing, and nothing is taken back.
    @Test(arguments: 0..<200) func anyBytes(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let alphabet: [UInt8] = [0, 0x09, 0x0a, 0x0d, 0x41, 0x7b, 0x22, 0x81, 0x05, 0xc3, 0xa9, 0x7f, 0x7e]
        let bytes = (0..<Int.random(in: 1...700, using: &random)).map { _ in
            alphabet.randomElement(using: &random) ?? 0
        }
        for flags in 0..<8 {
            let example = StrayCase(
                bytes: bytes, isFromClient: flags & 1 != 0, rsv1Defined: flags & 2 != 0, isInMessage: flags & 4 != 0)
            if case .stray(let text) = example.verdict() { #expect((1...bytes.count).contains(text.count)) }
            #expect(example.verdict(isEnd: true) != .undecided)
            expectSteady(example)
        }
    }

    private func expectSteady(_ example: StrayCase) {
        var decided: StrayText.Verdict?
        for count in 1...example.bytes.count {
            var cut = example
            cut.bytes = Array(example.bytes.prefix(count))
            let verdict = cut.verdict()
            switch (decided, verdict) {
            case (nil, .undecided): continue
            case (nil, _): decided = verdict
            case (.frame, .frame): continue
            case (.stray(let first), .stray(let now)):
                // What is no frame either, after it, is counted as far as it has come.
                #expect(first.kind == now.kind && first.isBeforeFrame == now.isBeforeFrame)
                if first.isBeforeFrame { #expect(first == now) }
            default:
                Issue.record("\(String(describing: decided)), with \(count) bytes \(verdict)")
                return
            }
        }
    }
}

/// How a stream goes on after text that no frame followed.
@Suite struct StrayContinuationTests {
    private func next(_ bytes: [UInt8], client: Bool = false, isEnd: Bool = false) -> StrayText.Continuation {
        StrayText.continue(with: bytes.rawSpan, in: .init(isFromClient: client, rsv1Defined: false), isEnd: isEnd)
    }

    @Test func tellsTextFromFrames() {
        #expect(next(Array("more of it\n".utf8)) == .text)
        #expect(next(Array("more".utf8) + frame(.text, "hello")) == .frame(at: 4))
        #expect(next(frame(.text, "hello", masked: true), client: true) == .frame(at: 0))
        #expect(next(Array("a".utf8) + [0x81]) == .undecided(from: 1))
        #expect(next(Array("a".utf8) + [0x81], isEnd: true) == .frame(at: 1))
        #expect(next(Array("a".utf8) + [0xff, 1, 2]) == .unknown(at: 1))
        // No client sends unmasked frames.
        #expect(next(frame(.text, "hello"), client: true) == .unknown(at: 0))
    }

    /// A character may be cut.
    @Test func waitsForACharacter() {
        #expect(next(Array("aé".utf8).dropLast()) == .undecided(from: 1))
        #expect(next(Array("aé".utf8).dropLast(), isEnd: true) == .text)
    }
}
