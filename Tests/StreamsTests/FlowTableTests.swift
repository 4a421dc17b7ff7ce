import Testing
import Wire

@testable import Streams

@Suite struct FlowTableTests {
    private static func segment(_ source: Endpoint, _ destination: Endpoint) -> TCPSegment {
        TCPSegment(
            source: source, destination: destination, sequence: 0, acknowledgment: 0, flags: [], payload: 0..<0,
            payloadLength: 0)
    }

    private static func endpoint(_ index: Int) -> Endpoint {
        // Addresses that differ in the upper half only, in the lower half only, in the family only.
        let address =
            switch index % 3 {
            case 0: IPAddress(ipv4: UInt32(index / 3 % 4))
            case 1: IPAddress(ipv6: 0, UInt64(index / 3 % 4))
            default: IPAddress(ipv6: UInt64(index / 3 % 4), 7)
            }
        return Endpoint(address: address, port: UInt16(index / 12))
    }

    struct Flow: Equatable {
        var number: Int
        var slot: Int
        var first: Endpoint
    }

    /// Random lookups, removals and renewals, against a dictionary.
    @Test(arguments: [(1, 128), (7, 128), (100, 128), (5000, 128), (5000, 0), (100, 1)])
    func itAgreesWithADictionary(_ capacity: Int, _ longestProbe: Int) {
        var dice = Dice(capacity + longestProbe)
        var table = FlowTable(capacity: capacity, seed: .random(), longestProbe: longestProbe)
        var model: [Set<Endpoint>: Flow] = [:]
        var nextNumber = 0
        for _ in 0..<6000 {
            let index = Int.random(in: 0..<90, using: &dice)
            let a = Self.endpoint(index)
            let b = Self.endpoint(index % 3 + 3 * Int.random(in: 0..<30, using: &dice))
            let key: Set<Endpoint> = [a, b]
            let segment = Self.segment(a, b)
            switch Int.random(in: 0..<10, using: &dice) {
            case 0:
                guard let flow = model.removeValue(forKey: key) else { continue }
                table.remove(flow.slot)
                #expect(table.number(of: flow.slot) == nil)
            case 1:
                guard let flow = model[key] else { continue }
                let place = table.renew(flow.slot, segment)
                #expect(
                    place == FlowPlace(slot: flow.slot, number: nextNumber, direction: .forward, status: .replacing))
                model[key] = Flow(number: nextNumber, slot: flow.slot, first: a)
                nextNumber += 1
            default:
                let place = table.place(segment)
                if let flow = model[key] {
                    let direction: FlowDirection = a == flow.first ? .forward : .backward
                    #expect(
                        place == FlowPlace(slot: flow.slot, number: flow.number, direction: direction, status: .known))
                } else {
                    let old = model.first { $0.value.slot == place.slot }
                    #expect((old != nil) == (place.status == .replacing))
                    if let old { model[old.key] = nil }
                    #expect(place.number == nextNumber && place.direction == .forward)
                    model[key] = Flow(number: nextNumber, slot: place.slot, first: a)
                    nextNumber += 1
                }
            }
            #expect(table.count == model.count)
            #expect(table.count <= capacity)
        }
        #expect(table.slots == model.values.sorted { $0.number < $1.number }.map(\.slot))
    }

    @Test func slotsAreTakenInOrderWhateverTheSeed() {
        let places = (0..<3).map { _ in
            var table = FlowTable(capacity: 50, seed: .random(), longestProbe: 128)
            return (0..<500).map { index in
                table.place(Self.segment(Self.endpoint(index * 7 % 90), Self.endpoint(index * 13 % 90)))
            }
        }
        #expect(places[0] == places[1] && places[1] == places[2])
    }

    @Test func anEndpointMayTalkToItself() {
        var table = FlowTable(limits: Limits())
        let segment = Self.segment(Self.endpoint(0), Self.endpoint(0))
        #expect(table.place(segment).status == .new)
        #expect(table.place(segment).direction == .forward)
    }

    @Test func endedFlowsGoFirst() {
        var table = FlowTable(capacity: 4, seed: .random(), longestProbe: 128)
        for index in 0..<4 {
            for _ in 0..<2 { _ = table.place(Self.segment(Self.endpoint(index * 3), Self.endpoint(51))) }
        }
        table.markEnded(2)
        let place = table.place(Self.segment(Self.endpoint(30), Self.endpoint(51)))
        #expect(place.slot == 2 && place.status == .replacing)
    }
}
