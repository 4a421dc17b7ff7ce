import Query
import Testing

@testable import Course

@Suite struct AnswerNotationTests {
    @Test(arguments: [
        ("126", 126), (" 126 ", 126), ("+126", 126), ("0x7e", 126), ("0X7E", 126), ("0b1111110", 126),
        ("65,536", 65536),
        ("65 536", 65536), ("65_536", 65536), ("5 bytes", 5), ("5 Bytes", 5), ("1 byte", 1), ("0x5 bytes", 5), ("0", 0),
    ])
    func numbers(answer: String, value: Int) { #expect(AnswerNotation.number(answer, unit: "bytes") == value) }

    @Test(arguments: ["", "five", "5 metres", "0x", "0b2", "1.5", "bytes", "--1", "0x-5", "99999999999999999999", "٣"])
    func noNumbers(answer: String) { #expect(AnswerNotation.number(answer, unit: "bytes") == nil) }

    @Test(
        arguments: [
            ("81 05", [0x81, 0x05]), ("8105", [0x81, 0x05]), ("0x81 0x05", [0x81, 0x05]), ("0x8105", [0x81, 0x05]),
            ("81:05", [0x81, 0x05]), ("81,05", [0x81, 0x05]), ("81-05", [0x81, 0x05]), ("\\x81 \\x05", [0x81, 0x05]),
            ("AB cd", [0xab, 0xcd]), (" 0a\t0D\n", [0x0a, 0x0d]),
        ] as [(String, [UInt8])])
    func bytes(answer: String, value: [UInt8]) { #expect(Notation.hexBytes(answer) == value) }

    @Test(arguments: ["", "8", "810", "81 5", "zz", "81 0g", "ä1"])
    func noBytes(answer: String) { #expect(Notation.hexBytes(answer) == nil) }

    @Test(arguments: [("b", 1), ("B", 1), ("b)", 1), ("(b)", 1), (" b. ", 1), ("a", 0), ("c", 2)])
    func options(answer: String, index: Int) { #expect(AnswerNotation.option(answer, of: 3) == index) }

    @Test(arguments: ["d", "", "ab", "1", "ä", "`"])
    func noOptions(answer: String) { #expect(AnswerNotation.option(answer, of: 3) == nil) }

    @Test(arguments: [("9", 9), ("bit 9", 9), ("byte 1 bit 1", 9), ("Byte 1, bit 1", 9)])
    func bits(answer: String, bit: Int) { #expect(AnswerNotation.bit(answer) == bit) }

    @Test(arguments: ["", "first", "1 1", "byte 1 bit 9", "1 2 3", "byte 99999999 bit 1"])
    func noBits(answer: String) { #expect(AnswerNotation.bit(answer) == nil) }

    @Test(arguments: [("2 1 3", [2, 1, 3]), ("213", [2, 1, 3]), ("2, 1, 3", [2, 1, 3]), ("2 > 1 > 3", [2, 1, 3])])
    func orders(answer: String, order: [Int]) { #expect(AnswerNotation.order(answer) == order) }

    @Test func foldsTexts() {
        #expect(AnswerNotation.folded(" 'Going  Away' ") == "going away")
        #expect(AnswerNotation.folded("\"") == "\"")
    }
}
