import Foundation
import Testing

@testable import Capture

@Suite struct TextDecoderTests {
    private static let text = "# keys\r\nCLIENT_RANDOM 00 11\r\nCLIENT_RANDOM 22 33\r\n"

    /// The text as programs of Windows write it.
    static let encodings: [[UInt8]] = [
        [0xff, 0xfe] + text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] },
        [0xfe, 0xff] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] },
        text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] },
        text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] },
        Array(text.utf8),
    ]

    @Test(arguments: encodings, [1, 2, 3, 1000]) func decodesInAnyPieces(bytes: [UInt8], size: Int) {
        var decoder = TextDecoder()
        var decoded: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            decoded += decoder.decode(bytes[start..<min(start + size, bytes.count)])
        }
        decoded += decoder.finish()
        #expect(String(decoding: decoded, as: UTF8.self) == Self.text)
    }

    @Test(arguments: encodings) func aKeyLogFileGivesUTF8(bytes: [UInt8]) throws {
        let scratch = try ScratchFile(bytes)
        let file = try KeyLogFile(scratch.path)
        var text: [UInt8] = []
        while let next = try file.next(.toItsEnd) { text += next.bytes }
        #expect(String(decoding: text, as: UTF8.self) == Self.text)
        #expect(file.isUTF16 == (bytes.count > Self.text.utf8.count + 3))
    }

    /// As a block of secrets in a capture has it.
    @Test(arguments: encodings) func linesAreUTF8(bytes: [UInt8]) {
        #expect(String(decoding: KeyLogText(bytes).bytes, as: UTF8.self) == Self.text)
    }

    @Test func nothingElseBecomesASCII() {
        var decoder = TextDecoder()
        #expect(decoder.decode([0xff, 0xfe, 0x41, 0x01, 0x42, 0x00]) == [0xef, 0xbf, 0xbd, 0x42])
    }

    @Test(arguments: ["", "a"]) func aTextThatIsTooShortStaysItself(text: String) {
        var decoder = TextDecoder()
        #expect(decoder.decode(Array(text.utf8)) + decoder.finish() == Array(text.utf8))
    }
}
