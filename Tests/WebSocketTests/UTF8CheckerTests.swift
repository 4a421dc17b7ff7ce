import TestKit
import Testing
import WebSocket
import Wire

@Suite struct UTF8CheckerTests {
    /// What the whole text amounts to.
    struct Verdict: Hashable {
        var badByte: Int?
        var isComplete: Bool
    }

    static func verdict(_ bytes: [UInt8]) -> Verdict {
        var checker = UTF8Checker()
        let bad = checker.feed(bytes.rawSpan)
        return Verdict(badByte: bad, isComplete: checker.isComplete)
    }

    /// The same, of a text that arrives in two pieces.
    static func verdict(_ bytes: [UInt8], cutAt cut: Int) -> Verdict {
        var checker = UTF8Checker()
        let first = checker.feed(bytes.rawSpan.extracting(first: cut))
        let second = checker.feed(bytes.rawSpan.extracting(droppingFirst: cut))
        return Verdict(badByte: first ?? second.map { $0 + cut }, isComplete: checker.isComplete)
    }

    /// The first byte that no continuation can mend, by trying them: an oracle that knows UTF-8 from Swift only.
    static func oracle(_ bytes: [UInt8]) -> Verdict {
        let mends: [[UInt8]] =
            [[], [0x80], [0x80, 0x80], [0x80, 0x80, 0x80], [0x90], [0x90, 0x80], [0xa0, 0x80]]
            + [[0x90, 0x80, 0x80]]
        for length in 1...max(1, bytes.count) where length <= bytes.count {
            let prefix = bytes.prefix(length)
            if !mends.contains(where: { String(validating: prefix + $0, as: UTF8.self) != nil }) {
                return Verdict(badByte: length - 1, isComplete: false)
            }
        }
        return Verdict(badByte: nil, isComplete: String(validating: bytes, as: UTF8.self) != nil)
    }

    @Test(
        "The first byte that cannot be right",
        arguments: [
            ([0xc0, 0x80], 0), ([0xc1, 0xbf], 0), ([0x80], 0), ([0xbf], 0), ([0xf5, 0x80], 0), ([0xff], 0),
            ([0xe0, 0x9f, 0xbf], 1), ([0xed, 0xa0, 0x80], 1), ([0xed, 0xbf, 0xbf], 1), ([0xf0, 0x8f, 0xbf, 0xbf], 1),
            ([0xf4, 0x90, 0x80, 0x80], 1), ([0xc3, 0x28], 1), ([0xe2, 0x82, 0x28], 2), ([0xf0, 0x9f, 0x98, 0x28], 3),
            // The text of the Autobahn suite's case 6.3.1: "κόσμε", a surrogate, "edited".
            (
                [0xce, 0xba, 0xe1, 0xbd, 0xb9, 0xcf, 0x83, 0xce, 0xbc, 0xce, 0xb5, 0xed, 0xa0, 0x80, 0x65, 0x64],
                12
            ),
        ] as [([UInt8], Int)])
    func firstBadByte(bytes: [UInt8], offset: Int) {
        #expect(Self.verdict(bytes) == Verdict(badByte: offset, isComplete: false))
    }

    @Test(
        "Where a broken sequence begins, and where that shows",
        arguments: [
            (
                [0x61, 0xe4, 0x20],
                "Byte 1 of it (counted from 0) begins a character in UTF-8 that byte 2 can't continue."
            ),
            (
                [0xe2, 0x82, 0x28],
                "Byte 0 of it (counted from 0) begins a character in UTF-8 that byte 2 can't continue."
            ),
            (
                [0xc3, 0xa4, 0xf0, 0x9f, 0x98, 0x28],
                "Byte 2 of it (counted from 0) begins a character in UTF-8 that byte 5 can't continue."
            ),
            ([0x61, 0x62, 0x63, 0x64, 0xff], "Byte 4 of it (counted from 0) can't begin a character in UTF-8."),
            ([0xc3, 0xa4, 0x80], "Byte 2 of it (counted from 0) can't begin a character in UTF-8."),
        ] as [([UInt8], String)])
    func brokenSequence(bytes: [UInt8], sentence: String) throws {
        // However it is cut.
        for cut in 0...bytes.count {
            var checker = UTF8Checker()
            let first = checker.feed(bytes.rawSpan.extracting(first: cut))
            let second = checker.feed(bytes.rawSpan.extracting(cut..<bytes.count))
            let offset = try #require(first ?? second.map { $0 + cut })
            #expect(checker.sentence(of: "it", offset: offset) == sentence)
        }
    }

    @Test("All texts of one and two bytes, and all begins of three and four with a continuation behind them")
    func exhaustive() {
        var wrong: [[UInt8]] = []
        for first in UInt8.min...UInt8.max {
            if Self.verdict([first]) != Self.oracle([first]) { wrong.append([first]) }
            for second in UInt8.min...UInt8.max {
                // Everything behind an ASCII byte is as at the begin of a text.
                if (1..<0x80).contains(first) { continue }
                let pair = Self.verdict([first, second])
                if pair != Self.oracle([first, second]) { wrong.append([first, second]) }
                if pair.badByte != nil { continue }
                for tail: [UInt8] in [[0x80], [0x41], [0x80, 0xbf], [0x80, 0xc0]] {
                    let bytes = [first, second] + tail
                    if Self.verdict(bytes) != Self.oracle(bytes) { wrong.append(bytes) }
                }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test("A lone lead byte is unfinished, not wrong", arguments: [[0xc2], [0xe0], [0xe2, 0x82], [0xf0, 0x9f, 0x98]])
    func unfinished(bytes: [UInt8]) {
        #expect(Self.verdict(bytes) == Verdict(badByte: nil, isComplete: false))
    }

    static let texts: [[UInt8]] = [
        Array("plain ASCII text that is longer than a few machine words, so that the fast path runs".utf8),
        Array("Grüße aus Köln, 挨拶 κόσμε 🎉🎉 — und noch etwas ASCII dahinter, damit es weitergeht".utf8),
        Array(repeating: 0x61, count: 37) + [0xff] + Array(repeating: 0x61, count: 40),
        Array(repeating: 0x61, count: 31) + [0xe2, 0x82, 0xac] + Array(repeating: 0x61, count: 5) + [0xed, 0xa0],
        Array(repeating: 0x61, count: 64) + [0xf0, 0x9f],
        [],
    ]

    @Test("However a text is cut, the verdict is the same", arguments: texts)
    func everyCut(bytes: [UInt8]) {
        let whole = Self.verdict(bytes)
        #expect(whole == Self.oracle(bytes))
        for cut in 0...bytes.count { #expect(Self.verdict(bytes, cutAt: cut) == whole) }
        var checker = UTF8Checker()
        var bad: Int?
        for (index, byte) in bytes.enumerated() {
            if checker.feed([byte]) != nil { bad = bad ?? index }
        }
        #expect(Verdict(badByte: bad, isComplete: checker.isComplete) == whole)
    }

    @Test("A bad byte is found at every offset")
    func everyOffset() {
        for length in [1, 7, 8, 9, 31, 32, 33, 70] {
            for offset in 0..<length {
                var bytes = [UInt8](repeating: 0x7f, count: length)
                bytes[offset] = 0x80
                #expect(Self.verdict(bytes).badByte == offset)
            }
        }
    }

    @Test("Random bytes, biased towards UTF-8's own, get Swift's verdict")
    func random() {
        var generator = SplitMix(seed: 0x6455)
        let pool: [UInt8] = [
            0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf4,
        ]
        var wrong: [[UInt8]] = []
        for _ in 0..<4000 {
            let bytes = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                pool.randomElement(using: &generator) ?? 0
            }
            if Self.verdict(bytes) != Self.oracle(bytes) { wrong.append(bytes) }
        }
        #expect(wrong.isEmpty)
    }

    @Test func nothingMendsAFailure() {
        var checker = UTF8Checker()
        #expect(checker.feed([0x61, 0xff]) == 1)
        #expect(checker.feed([]) == nil)
        #expect(checker.feed([0x61]) == 0)
        #expect(!checker.isComplete)
    }
}

extension UTF8Checker {
    fileprivate mutating func feed(_ bytes: [UInt8]) -> Int? { feed(bytes.rawSpan) }
}
