import TestKit
import Testing
import Wire

@testable import Capture

@Suite struct PacketNotesTests {
    private func slab(_ numbers: [Int], comments: [Int] = [], names: [String] = []) -> PacketSlab {
        let slab = PacketSlab()
        let time = Timestamp(nanoseconds: 0, isNanosecond: false)
        for number in numbers {
            slab.append(
                [1, 2, 3].rawSpan,
                PacketRecord(
                    number: number, time: time, offset: 0, length: 0, originalLength: 3, interface: 0,
                    linkType: .ethernet))
        }
        slab.comments = comments.enumerated().map { PacketComment(packet: $1, time: time, text: "\($0)") }
        slab.names = names.map { NamedAddress(address: IPAddress(ipv4: 1), name: $0) }
        return slab
    }

    @Test(arguments: [
        (kept: [1, 2, 3, 4, 5], comments: ["0", "1", "2", "3"]), (kept: [2, 4], comments: ["0", "1", "2"]),
        (kept: [1, 3, 5], comments: ["3"]), (kept: [], comments: []), (kept: [3], comments: []),
    ])
    func notesGoWithTheirPackets(kept: [Int], comments: [String]) {
        let chosen = slab(kept)
        chosen.takeNotes(of: slab([1, 2, 3, 4, 5], comments: [2, 2, 4, 5], names: ["a"]))
        #expect(chosen.comments.map(\.text) == comments)
        #expect(chosen.names.map(\.name) == ["a"])
        chosen.removeAll()
        #expect(chosen.comments.isEmpty && chosen.names.isEmpty)
    }

    @Test(arguments: [
        (kept: [1, 2, 3, 4, 5], drops: [2: 1, 4: 10]), (kept: [3, 4], drops: [3: 1, 4: 10]),
        (kept: [5], drops: [5: 11]),
        (kept: [1, 2], drops: [2: 1]), (kept: [], drops: [:]),
    ])
    func whatWasLostStandsBeforeTheNextPacketThatIsThere(kept: [Int], drops: [Int: Int]) {
        let from = slab([1, 2, 3, 4, 5])
        let time = Timestamp(nanoseconds: 0, isNanosecond: false)
        from.drops = [PacketDrops(packet: 2, time: time, count: 1), PacketDrops(packet: 4, time: time, count: 10)]
        let chosen = slab(kept)
        chosen.takeNotes(of: from)
        var counts: [Int: Int] = [:]
        for loss in chosen.drops { counts[loss.packet, default: 0] += loss.count }
        #expect(counts == drops)
    }

    @Test func keysGoWithThePackets() {
        let (from, chosen) = (slab([1, 2]), slab([2]))
        from.secrets = [KeyLogText([1]), KeyLogText([2])]
        chosen.takeNotes(of: from)
        #expect(chosen.secrets == from.secrets)
        chosen.removeAll()
        #expect(chosen.secrets.isEmpty)
    }

    @Test func aKeyLogShowsNothingOfItself() {
        let text = KeyLogText(Array("CLIENT_RANDOM 5ec7e7".utf8))
        var dumped = ""
        dump([text], to: &dumped)
        #expect("\(text)" == "key log of 20 bytes" && String(reflecting: text) == "key log of 20 bytes")
        #expect(!dumped.contains("67") && dumped.contains("key log of 20 bytes"))
    }

    @Test func commentsAreFoundFromAPacketOn() {
        let slab = slab([11, 12, 13], comments: [11, 13, 13])
        #expect(
            (0...3).map { slab.comments(from: $0).map(\.text) } == [["0", "1", "2"], ["1", "2"], ["1", "2"], []])
        #expect(self.slab([1]).comments(from: 0).isEmpty)
    }
}
