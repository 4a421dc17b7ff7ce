import Testing

@testable import Dissection

struct QuantityTests {
    @Test(arguments: [(0, "0 frames"), (1, "1 frame"), (2, "2 frames"), (1_150_000, "1,150,000 frames")])
    func countsThings(value: Int, text: String) { #expect(Quantity.count(value, "frame") == text) }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 KB"), (12_345, "12.3 KB"), (999_949, "999.9 KB"),
        (999_950, "1.0 MB"), (200_000_000, "200.0 MB"), (Int.max, "9223372.0 TB"),
    ])
    func scalesBytes(value: Int, text: String) { #expect(Quantity.bytes(value) == text) }

    @Test(arguments: [
        (Int64(0), "0 ns"), (87_400, "87 us"), (12_340_000, "12.3 ms"), (4_560_000_000, "4.56 s"),
        (200_000_000_000, "3 min 20 s"), (7_500_000_000_000, "2 h 05 min"), (-12_340_000, "-12.3 ms"),
        (.max, "2,562,047 h 47 min"), (.min, "-2,562,047 h 47 min"),
    ])
    func namesDurations(value: Int64, text: String) { #expect(Quantity.duration(value, ascii: true) == text) }
}
