import Testing
import WebSocket

@Suite struct PayloadHolesTests {
    @Test func holesAreCountedAndPlaced() {
        var holes = PayloadHoles()
        holes.add(0, at: 3)
        #expect(holes == PayloadHoles())
        holes.add(5, at: 3)
        holes.add(2, at: 8)
        holes.add(1, at: 20)
        #expect(holes.missing == 8)
        #expect(holes.first == [PayloadHole(offset: 3, length: 7), PayloadHole(offset: 20, length: 1)])
        holes.removeAll()
        #expect(holes == PayloadHoles())
    }

    @Test func onlyTheFirstOnesAreKept() {
        var holes = PayloadHoles()
        for number in 0..<100 { holes.add(1, at: number * 2) }
        #expect(holes.missing == 100)
        #expect(holes.first.count == PayloadHoles.limit)
    }
}
