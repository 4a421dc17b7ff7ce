import Foundation
import TestKit
import Testing
import Wire

@Suite struct ByteWriterTests {
    private func text(_ write: (inout ByteWriter) -> Void) -> String {
        var writer = ByteWriter()
        write(&writer)
        return String(decoding: writer)
    }

    private static let numbers: [UInt64] =
        [0, 1, 9, .max, .max - 1]
        + (1...19).flatMap { power in
            let limit = (0..<power).reduce(UInt64(1)) { limit, _ in limit * 10 }
            return [limit - 1, limit, limit + 1]
        }

    @Test(arguments: numbers)
    func writesDecimals(number: UInt64) {
        #expect(text { $0.append(decimal: number) } == String(number))
        #expect(text { $0.append(decimal: number, digits: 20) } == String(format: "%020llu", number))
        #expect(text { $0.append(decimal: number, digits: 3) } == String(format: "%03llu", number % 1000))
    }

    @Test(arguments: [0, 5, -5, 1234, -1234, .max, .min])
    func writesNegativeNumbers(number: Int) {
        #expect(text { $0.append(decimal: number) } == String(number))
    }

    @Test func writesHex() {
        #expect(text { $0.append(hex: 0x0012_9aef as UInt32) } == "00129aef")
        for byte in UInt8.min ... .max { #expect(text { $0.append(hex: byte) } == String(format: "%02x", byte)) }
    }

    @Test(arguments: 0..<20)
    func writesBase64(length: Int) {
        var dice = SplitMix(seed: UInt64(length))
        let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &dice) }
        #expect(text { $0.append(base64: bytes.rawSpan) } == Data(bytes).base64EncodedString())
    }

    @Test func writesKeysAndTexts() {
        let written = text {
            $0.append(jsonKey: "a", isFirst: true)
            $0.append(jsonKey: "longer", isFirst: false)
            $0.append("static")
            $0.append(text: "é\u{1f600}")
            $0.append([0x41, 0x42, 0x43] as [3 of UInt8])
        }
        #expect(written == "\"a\":,\"longer\":staticé\u{1f600}ABC")
    }

    @Test func growsAndKeepsWhatWasWritten() {
        var writer = ByteWriter()
        #expect(writer.count == 0 && writer.bytes.isEmpty)
        var expected: [UInt8] = []
        for number in 0..<3000 {
            let piece = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: number % 97)
            writer.append(piece.rawSpan)
            writer.append(UInt8(truncatingIfNeeded: number))
            expected += piece + [UInt8(truncatingIfNeeded: number)]
        }
        #expect([UInt8](copying: writer.bytes) == expected)
        writer.removeAll()
        #expect(writer.count == 0)
        writer.append("again")
        #expect(String(decoding: writer) == "again")
    }
}

@Suite struct PlainRunTests {
    @Test(
        "The first byte that is not plain is found wherever it stands, whatever it is",
        arguments: [0, 1, 7, 8, 9, 31, 40])
    func everyByteAtEveryOffset(length: Int) {
        for byte in UInt8.min ... .max {
            let isPlain = (0x20...0x7e).contains(byte) && byte != 0x22 && byte != 0x5c
            for offset in 0..<length {
                // 0x21, 0x23, 0x5b, 0x5d and 0x7e lie beside the special ones.
                var bytes = (0..<length).map { [0x21, 0x23, 0x5b, 0x5d, 0x7e, 0x20][$0 % 6] as UInt8 }
                bytes[offset] = byte
                let end = bytes.rawSpan.endOfPlainText(from: offset / 2)
                #expect(end == (isPlain ? length : offset))
            }
        }
    }
}
