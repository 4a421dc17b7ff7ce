import Testing

@testable import ws101

struct HexTextTests {
    @Test(arguments: [
        "810548656c6c6f", "81 05 48 65 6c 6c 6f", "0x81 0x05 0x48 0x65 0x6C 0x6C 0x6F", "81:05:48:65:6c:6c:6f",
        "0x81, 0x05,\n0x48656c6c6f", #"\x81\x05\x48\x65\x6c\x6c\x6f"#, "0X810548 656c6c6f\n", "8105;48656c6c6f",
    ])
    func readsHowPeopleWriteBytes(text: String) throws {
        #expect(try HexText.bytes(of: text) == [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f])
    }

    @Test func readsNothing() throws { #expect(try HexText.bytes(of: " \n").isEmpty) }

    @Test(arguments: [
        ("8", 1), ("810", 3), ("81 5", 4), ("81 0g", 4), ("81zz", 3), ("0x", 1), ("81 0x", 4), ("0xg1", 1), ("8x1", 1),
        ("81 \u{1b}", 4), ("8\u{661}", 1), ("-81", 1),
    ])
    func namesTheCharacterAtFault(text: String, position: Int) {
        #expect(throws: HexText.Problem.self) { try HexText.bytes(of: text) }
        do throws(HexText.Problem) {
            _ = try HexText.bytes(of: text)
        } catch {
            #expect(error.position == position)
        }
    }
}
