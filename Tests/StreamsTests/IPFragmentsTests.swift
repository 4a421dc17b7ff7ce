import Streams
import TestKit
import Testing
import Wire

/// Fragments of packets with the payload 0, 1, 2, … mod 251, and what becomes of them.
private struct Bench {
    var fragments: IPFragments
    var time: Int64 = 0
    /// Nanoseconds from one fragment to the next.
    var interval: Int64 = 1_000_000
    var outcomes: [String] = []
    var whole: [[UInt8]] = []

    init(_ change: (inout Limits) -> Void = { _ in }) {
        var limits = Limits()
        change(&limits)
        fragments = IPFragments(limits: limits)
    }

    static func bytes(_ range: Range<Int>) -> [UInt8] { range.map { UInt8(($0 + $0 >> 8) % 251) } }

    /// Feeds the bytes in `range` of the payload as a fragment, changed and cut off as said.
    mutating func feed(
        _ range: Range<Int>, last: Bool = false, id: UInt32 = 7, ipv6: Bool = false, change: UInt8 = 0,
        captured: Int? = nil, source: UInt32 = 1
    ) {
        let payload = Self.bytes(range).map { $0 ^ change }.prefix(captured ?? .max)
        let fragment = IPFragment(
            source: ipv6 ? IPAddress(ipv6: 1, UInt64(source)) : IPAddress(ipv4: source),
            destination: ipv6 ? IPAddress(ipv6: 1, 2) : IPAddress(ipv4: 2), identification: id, next: 6,
            offset: range.lowerBound, hasMore: !last, payload: 3..<(3 + payload.count), payloadLength: range.count)
        let packet = [1, 2, 3] + payload + [9]
        let outcome = fragments.receive(
            fragment, bytes: packet.rawSpan, time: Timestamp(nanoseconds: time, isNanosecond: true))
        time += interval
        switch outcome {
        case .held: outcomes.append("held")
        case .repeated: outcomes.append("repeated")
        case .unusable: outcomes.append("unusable")
        case .complete(let datagram):
            outcomes.append("complete of \(datagram.fragments)")
            whole.append(Array(datagram.bytes.prefix(datagram.capturedLength)))
        }
    }
}

@Suite struct IPFragmentsTests {
    @Test(arguments: [false, true])
    func anyOrderAndCopies(ipv6: Bool) {
        for seed in 0..<60 {
            var dice = SplitMix(seed: UInt64(seed))
            let length = Int.random(in: 9...3000, using: &dice)
            var cuts = Set(
                (0..<Int.random(in: 1...12, using: &dice)).map { _ in
                    Int.random(in: 1...(length - 1), using: &dice) / 8 * 8
                })
            cuts.insert(8)
            let ends = cuts.filter { $0 > 0 }.sorted() + [length]
            let parts = zip([0] + ends, ends).map { $0..<$1 }
            let copies = parts.filter { _ in Bool.random(using: &dice) }
            var bench = Bench()
            for part in (parts + copies).shuffled(using: &dice) {
                bench.feed(part, last: part.upperBound == length, ipv6: ipv6)
            }
            bench.fragments.finish()
            #expect(bench.whole == [Bench.bytes(0..<length)], "seed \(seed)")
            #expect(bench.outcomes.count { $0 == "repeated" } == copies.count)
            #expect(bench.outcomes.count { $0 == "complete of \(parts.count)" } == 1)
            #expect(bench.fragments.unusedIPv4 + bench.fragments.unusedIPv6 + bench.fragments.conflicts == 0)
        }
    }

    @Test func identificationsKeepPacketsApart() {
        var bench = Bench()
        bench.feed(0..<8, id: 1)
        bench.feed(8..<20, last: true, id: 2)
        bench.feed(8..<20, last: true, id: 1, source: 3)
        bench.feed(8..<20, last: true, id: 1)
        #expect(bench.outcomes == ["held", "held", "held", "complete of 2"])
        bench.fragments.finish()
        #expect(bench.fragments.unusedIPv4 == 2)
    }

    @Test func anIdentificationMayBeUsedAgain() {
        var bench = Bench()
        bench.feed(0..<16)
        bench.feed(16..<30, last: true)
        // Other bytes than before: another packet, not a copy.
        bench.feed(0..<16, change: 1)
        bench.feed(16..<30, last: true, change: 1)
        // Equal bytes, but long after: again another packet.
        bench.time += 2_000_000_000
        bench.feed(0..<16, change: 1)
        bench.feed(16..<30, last: true, change: 1)
        #expect(bench.outcomes == ["held", "complete of 2", "held", "complete of 2", "held", "complete of 2"])
    }

    @Test func aPacketIsNotWaitedForLong() {
        var bench = Bench()
        bench.feed(0..<16)
        bench.time += 31_000_000_000
        bench.feed(16..<30, last: true)
        bench.fragments.finish()
        #expect(bench.outcomes == ["held", "held"])
        #expect(bench.fragments.unusedIPv4 == 2)
    }

    @Test func overlapsOfIPv4KeepTheFirstCopy() {
        var bench = Bench()
        bench.feed(8..<24)
        bench.feed(0..<16, change: 0x80)
        bench.feed(16..<40, last: true)
        #expect(bench.outcomes == ["held", "held", "complete of 3"])
        #expect(bench.whole == [Bench.bytes(0..<8).map { $0 ^ 0x80 } + Bench.bytes(8..<40)])
        #expect(bench.fragments.conflicts == 1)
        #expect(bench.fragments.unusedIPv4 == 0)
    }

    @Test func overlapsOfIPv6MakeThePacketVoid() {
        for change in [0, 0x80] as [UInt8] {
            var bench = Bench()
            bench.feed(8..<24, ipv6: true)
            bench.feed(16..<40, last: true, ipv6: true, change: change)
            bench.feed(0..<8, ipv6: true)
            bench.feed(24..<40, last: true, ipv6: true)
            #expect(bench.outcomes == ["held", "unusable", "unusable", "unusable"])
            bench.fragments.finish()
            #expect(bench.fragments.unusedIPv6 == 4)
        }
    }

    @Test func impossibleFragmentsAreNotUsed() {
        var bench = Bench()
        bench.feed(0..<0)
        bench.feed(0..<12)
        bench.feed(65_528..<65_544, last: true)
        bench.feed(0..<8, id: 8)
        bench.feed(8..<16, last: true, id: 8)
        #expect(bench.outcomes == ["unusable", "unusable", "unusable", "held", "complete of 2"])
        // The last fragment is the end: nothing can stand behind it, and it can't stand in two places.
        bench.feed(8..<16, last: true, id: 9)
        bench.feed(16..<24, id: 9)
        bench.feed(16..<24, last: true, id: 9)
        bench.feed(0..<8, id: 9)
        #expect(bench.outcomes.suffix(4) == ["held", "unusable", "unusable", "complete of 2"])
        #expect(bench.fragments.unusedIPv4 == 5)
    }

    @Test func theSnapshotLengthEndsTheBytes() {
        var bench = Bench()
        bench.feed(0..<1000)
        bench.feed(1000..<2000, captured: 10)
        bench.feed(2000..<2500, last: true)
        #expect(bench.outcomes == ["held", "held", "complete of 3"])
        #expect(bench.whole == [Bench.bytes(0..<1010)])
    }

    /// A flood of first fragments: no more than the limit are waited for, and the oldest make room.
    @Test func firstFragmentsWithoutEndAreBounded() {
        var bench = Bench { $0.fragmentedPackets = 16 }
        for id in 0..<5000 as Range<UInt32> { bench.feed(0..<8, id: id) }
        #expect(bench.outcomes.allSatisfy { $0 == "held" })
        #expect(bench.fragments.unusedIPv4 == 5000 - 16)
        // The latest ones are still there, and packets that are complete make room before them.
        for id in 4984..<5000 as Range<UInt32> {
            bench.feed(8..<16, last: true, id: id)
            #expect(bench.outcomes.last == "complete of 2")
        }
        bench.feed(0..<8, id: 1)
        for id in 6000..<6015 as Range<UInt32> { bench.feed(0..<8, id: id) }
        bench.feed(8..<16, last: true, id: 1)
        #expect(bench.outcomes.last == "complete of 2")
        bench.fragments.finish()
        #expect(bench.fragments.unusedIPv4 == 5000 - 16 + 15)
    }

    /// The smallest fragments there are, with all that a packet can have of them, over each other again and again.
    @Test func tinyOverlappingFragmentsAreSurvived() {
        var bench = Bench()
        bench.interval = 1000
        for round in 0..<4 as Range<UInt8> {
            for unit in 0..<8191 where unit != 4000 {
                bench.feed((unit * 8)..<(unit * 8 + 8), change: round)
            }
        }
        #expect(bench.outcomes.allSatisfy { $0 == "held" })
        #expect(bench.fragments.conflicts == 3 * 8190)
        bench.feed(32_000..<32_008)
        bench.feed(65_528..<65_535, last: true)
        let isRight = bench.whole == [Bench.bytes(0..<65_535)]
        #expect(isRight)
    }
}
