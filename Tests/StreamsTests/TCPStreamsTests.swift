import Streams
import Testing
import Wire

@Suite struct TCPStreamsTests {
    /// Several queues and mirror ports swap packets: the data may come so many packets after its acknowledgment, or so
    /// soon.
    @Test(
        arguments: [
            (3, 1, true), (60, 1, true), (60, 20, true), (500, 0, true), (100, 1, false), (70, 2, false),
        ])
    func dataThatComesAfterItsAcknowledgment(packets: Int, milliseconds: Int, isInTime: Bool) {
        var listener = Listener()
        for line in ["> S 99", "< SA 499 a100", "> A 100 a500"] { _ = listener.hear(line) }
        #expect(listener.hear("< 500 xyz a103") == "held")
        var heard = ""
        for _ in 0..<packets {
            _ = listener.hear("> A 7 a7 :9 +\(milliseconds)")
            heard += listener.wait(0)
        }
        #expect(heard == (isInTime ? "" : ">0-3 lost <0:xyz"))
        #expect(listener.hear("> 100 abc a500") == (isInTime ? ">0:abc <0:xyz" : "repeated"))
    }

    /// What a new SYN with known endpoints means.
    @Test func portsAreReused() {
        var listener = Listener()
        let steps = [
            ("> S 99", "#0"), ("> S 99", ""), ("< SA 499 a100", ""), ("> 100 abc", ">0:abc"), ("> S 99", ""),
            // One that the other side does not answer need not be of a new connection.
            ("> S 9999", ""), ("< A 500 a103", ""), ("> 103 def a500", ">3:def"),
            ("> S 9999", ""), ("< SA 800 a10000", "#1/0"), ("> 10000 new a801", ">0:new"), ("< R 801", "<reset"),
            ("> S 700", "#2/1"), ("> 701 xyz", ">0:xyz"), ("> S 5 :50001", "#3"), ("> 6 a :50001", ">0:a"),
        ]
        for (line, expected) in steps { #expect(listener.hear(line) == expected, "\(line)") }
        #expect(listener.streams.count == 2)
    }

    @Test func aReplacedFlowTellsWhatItHeldBefore() {
        var listener = Listener()
        for line in ["> S 99", "> 103 def"] { _ = listener.hear(line) }
        #expect(listener.hear("> S 9999") == ">0-3 lost >3:def #1/0")
        #expect(listener.streams.heldBytes == 0)
    }

    @Test func directionsCountFromTheFirstPacket() {
        var listener = Listener()
        #expect(listener.hear("< 500 xyz") == "#0 >0:xyz")
        #expect(listener.hear("> 100 abc") == "<0:abc")
    }

    @Test func simultaneousOpenIsOneFlow() {
        var listener = Listener()
        let lines = ["> S 99", "< S 499", "> SA 99 a500", "< SA 499 a100", "> 100 abc", "< 500 xyz"]
        #expect(lines.map { listener.hear($0) } == ["#0", "", "", "", ">0:abc", "<0:xyz"])
    }

    @Test func theLongestIdleFlowMakesRoom() {
        var limits = Limits()
        limits.connections = 3
        var listener = Listener(limits: limits)
        let steps = [
            ("> S 9 :1", "#0"), ("> S 9 :2", "#1"), ("> S 9 :3", "#2"), ("> 10 a :1", ">0:a"), ("> 12 b :2", "held"),
            ("> 10 c :1", "repeated"),
            // Flow 2 had one segment only.
            ("> S 9 :4", "#3/2"),
            ("> 11 d :1", ">1:d"), ("> R 10 :4", ">reset"),
            // Flow 3 has ended.
            ("> S 9 :5", "#4/3"),
        ]
        for (line, expected) in steps { #expect(listener.hear(line) == expected, "\(line)") }
        #expect(listener.streams.count == 3)
    }

    @Test func anIdleFlowIsNotWaitedForForEver() {
        var listener = Listener()
        for line in ["> S 99", "> 102 b", "> S 99 :2", "> 102 b :2 +5000", "> 105 c :2"] { _ = listener.hear(line) }
        #expect(listener.wait(4000) == "")
        #expect(listener.wait(2000) == ">0-2 lost >2:b")
        #expect(listener.wait(5000) == ">0-2 lost >2:b")
        #expect(listener.wait(11_000) == ">3-5 lost >5:c")
        #expect(listener.wait(100_000) == "")
        #expect(listener.streams.heldBytes == 0)
    }

    @Test func aHoleThatThePeerWaitsForLastsLonger() {
        var listener = Listener()
        for line in ["> S 99", "< SA 499 a100", "> 102 b"] { _ = listener.hear(line) }
        #expect(listener.wait(59_000) == "")
        #expect(listener.wait(2000) == ">0-2 lost >2:b")
    }

    @Test(
        arguments: [
            (["> 103 a504"], 5), (["> 103 a503"], nil), (["> 103 a505"], nil), (["> R 103 a504"], nil),
            (["> F 103 a504"], 5), (["> 103 a504", "< F 503 a103"], nil), (["> 103 a504", "< 503 z a103"], nil),
            // After missing bytes.
            (["> 103 a510", "> 103 a511"], 6), (["> 103 a510", "> 103 a511 +9000"], 6), (["> 103 a511"], nil),
            (["> 103 a510", "> 103 a511", "> 103 a515"], nil), (["> 103 a510", "> 103 a511", "> 103 a512"], nil),
        ] as [([String], Int?)])
    func aFINThatOnlyItsAcknowledgmentShows(lines: [String], packet: Int?) {
        var listener = Listener()
        for line in ["> S 99", "< SA 499 a100", "> 100 abc a500", "< 500 xyz a103"] + lines { _ = listener.hear(line) }
        listener.streams.finish(0)
        while listener.streams.next(0) != nil {}
        #expect(listener.streams.unseenFIN(0, .backward)?.packet == packet)
        #expect(listener.streams.unseenFIN(0, .forward) == nil)
    }

    /// The hole before such a FIN ends before it.
    @Test func aHoleBeforeAFINThatWasNotCaptured() {
        var listener = Listener()
        for line in ["> S 99", "< SA 499 a100", "> 100 abc a500", "> 103 a510"] { _ = listener.hear(line) }
        #expect(listener.hear("> 103 a511 +9000") == "<0-10 lost")
    }

    @Test func oneDirectionsLimitGivesItsHoleUp() {
        var limits = Limits()
        limits.heldBytesPerDirection = 1000
        var listener = Listener(limits: limits)
        let lines = ["> S 99", "> 102 a", "> 104 b", "> 106 c"]
        #expect(lines.map { listener.hear($0) } == ["#0", "held", "held", "held"])
        #expect(listener.hear("> 108 d") == "held >0-2 lost >2:a")
        #expect(listener.hear("> 110 e") == "held >3-4 lost >4:b")
    }

    @Test func theLimitOfAllGivesTheOldestHolesUp() {
        var limits = Limits()
        limits.heldBytes = 600
        var listener = Listener(limits: limits)
        for line in ["> S 99 :1", "> 102 a :1", "> S 99 :2", "> 102 b :2", "> S 99 :3"] { _ = listener.hear(line) }
        #expect(listener.hear("> 102 c :3") == "held >0-2 lost >2:c")
        #expect(listener.streams.heldBytes <= 600)
    }

    /// A caller that never asks for pieces cannot make it hold more than the limit and one segment.
    @Test func memoryIsBoundedUnderEndlessEarlySegments() {
        var limits = Limits()
        limits.heldBytesPerDirection = 10_000
        var streams = TCPStreams(limits: limits)
        var dropped = 0
        let bytes = [UInt8](repeating: 1, count: 100)
        for index in 0..<20_000 {
            let segment = TCPSegment(
                source: Endpoint(address: IPAddress(ipv4: 1), port: 1),
                destination: Endpoint(address: IPAddress(ipv4: 2), port: 2),
                sequence: UInt32(truncatingIfNeeded: index * 200), acknowledgment: 0, flags: index == 0 ? .syn : [],
                payload: 0..<(index == 0 ? 0 : 100), payloadLength: index == 0 ? 0 : 100)
            let place = streams.place(segment)
            let arrival = streams.receive(
                segment, at: place, bytes: bytes.rawSpan, packet: index + 1,
                time: Timestamp(nanoseconds: Int64(index), isNanosecond: false))
            if arrival.fate == .dropped { dropped += 1 }
            #expect(streams.heldBytes <= 10_000 + 356)
        }
        #expect(dropped > 19_900)
    }

    @Test func aRemovedFlowIsForgotten() {
        var listener = Listener()
        for line in ["> S 99", "> 103 def"] { _ = listener.hear(line) }
        #expect(listener.streams.heldBytes > 0)
        listener.streams.remove(0)
        #expect(listener.streams.heldBytes == 0)
        #expect(listener.streams.count == 0)
        #expect(listener.hear("> 103 def") == "#1 >0:def")
    }

    @Test func acknowledgmentsAreOffsetsOfThePeersStream() {
        var listener = Listener()
        #expect(listener.hear("> S 99") == "#0")
        #expect(listener.streams.acknowledged(0, by: .backward) == nil)
        _ = listener.hear("< SA 499 a100")
        #expect(listener.streams.acknowledged(0, by: .backward) == 0)
        for line in ["> 100 abcdef a500", "< 500 xy a104", "> A 106 a502"] { _ = listener.hear(line) }
        #expect(listener.streams.acknowledged(0, by: .backward) == 4)
        #expect(listener.streams.acknowledged(0, by: .forward) == 2)
        #expect(listener.streams.offset(0, .forward) == 6)
        #expect(listener.streams.sawSYN(0, .forward) && listener.streams.sawSYN(0, .backward))
    }

    @Test func endsNameTheirPackets() {
        var listener = Listener()
        for line in ["> S 99", "< SA 499 a100", "> F 100 a500"] { _ = listener.hear(line) }
        #expect(listener.streams.end(of: 0).fin(.forward)?.packet == 3)
        #expect(listener.streams.end(of: 0).fin(.backward) == nil)
        #expect(!listener.streams.end(of: 0).isEnded)
        _ = listener.hear("< R 500")
        #expect(listener.streams.end(of: 0).reset?.packet == 4)
        #expect(listener.streams.end(of: 0).resetDirection == .backward)
        #expect(listener.streams.end(of: 0).isEnded)
    }
}
