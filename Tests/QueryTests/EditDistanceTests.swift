import Query
import Testing

@Suite struct EditDistanceTests {
    @Test(arguments: [
        ("ping", "ping", 0), ("pnig", "ping", 1), ("clos", "close", 1), ("closse", "close", 1), ("colse", "close", 1),
        ("text", "next", 1), ("", "ab", 2),
    ])
    func counts(first: String, second: String, distance: Int) {
        #expect(EditDistance.between(first, second, atMost: 3) == distance)
        #expect(EditDistance.between(second, first, atMost: 3) == distance)
        #expect(distance == 0 || EditDistance.between(first, second, atMost: distance - 1) == nil)
    }

    @Test("The nearest comes first, however the names are ordered")
    func nearestFirst() {
        let names = ["text", "ping", "pong", "close"]
        #expect(EditDistance.nearest(to: "pang", among: names) == ["ping", "pong"])
        #expect(
            EditDistance.nearest(to: "pongs", among: names)
                == EditDistance.nearest(to: "pongs", among: names.reversed()))
        #expect(EditDistance.nearest(to: "pongs", among: names).first == "pong")
        #expect(EditDistance.nearest(to: "CLOSE", among: names) == ["close"])
        #expect(EditDistance.nearest(to: "opcodevalue", among: ["value", "opcode"]) == ["opcode"])
    }

    @Test("Parts are near, short words in a long one are not")
    func parts() {
        #expect(EditDistance.nearest(to: "opcod", among: ["opcodeName", "opcode"]) == ["opcode", "opcodeName"])
        #expect(EditDistance.nearest(to: "unmasked", among: ["frame.client-unmasked"]) == ["frame.client-unmasked"])
        #expect(EditDistance.nearest(to: "nothing at all like it", among: ["thing", "all"]).isEmpty)
        #expect(EditDistance.nearest(to: "xq", among: ["fin"]).isEmpty)
        #expect(EditDistance.nearest(to: "", among: ["fin"]).isEmpty)
        let long = String(repeating: "a", count: 101)
        #expect(EditDistance.nearest(to: long, among: [long]).isEmpty)
    }

    @Test("A name with several spellings is there once, by its nearest one; three names are enough")
    func spellings() {
        let names = [("abnormal", "1006"), ("abnormal-closure", "1006"), ("normal", "1000")]
        #expect(EditDistance.nearest(to: "abnorml", among: names.map { (spelling: $0.0, name: $0.1) }).first == "1006")
        #expect(EditDistance.nearest(to: "abc", among: ["abcd", "abce", "abcf", "abcg"]) == ["abcd", "abce", "abcf"])
    }
}
