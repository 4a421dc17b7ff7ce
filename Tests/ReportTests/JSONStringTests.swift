import Dissection
import Foundation
import Report
import Testing

struct JSONStringTests {
    /// What stands for a text between the quotes.
    private func escaped(_ text: [UInt8]) throws -> Substring {
        let line = line(of: .message(Events.message(payload: text)))
        let from = try #require(line.range(of: "\"text\":\""))
        return line[from.upperBound...].dropLast(2)
    }

    @Test("Every character stands for itself but those that JSON, a terminal or a page would act on")
    func everyCharacter() throws {
        for plane in UInt32(0)...16 {
            let scalars = (plane << 16..<(plane + 1) << 16).compactMap { Unicode.Scalar($0) }
            var expected = String.UnicodeScalarView()
            for scalar in scalars {
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator:
                    let short: [Unicode.Scalar: String] = ["\n": #"\n"#, "\r": #"\r"#, "\t": #"\t"#]
                    let units = Character(scalar).utf16.map { String(format: #"\u%04x"#, $0) }
                    expected.append(contentsOf: (short[scalar] ?? units.joined()).unicodeScalars)
                case _ where scalar == "\"" || scalar == "\\":
                    expected.append(contentsOf: ["\\", scalar])
                default: expected.append(scalar)
                }
            }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            let written = try escaped(Array(String(text).utf8))
            #expect(written.utf8.elementsEqual(String(expected).utf8), "plane \(plane)")
        }
    }

    @Test(
        arguments: [
            ([0x41, 0xff, 0x42], "A\u{fffd}B"), ([0xc3, 0x41], "\u{fffd}A"),
            ([0xed, 0xa0, 0x80, 0x22], "\u{fffd}\u{fffd}\u{fffd}\\\""),
        ] as [([UInt8], String)])
    func replacesWhatIsNoUTF8(bytes: [UInt8], text: String) throws {
        #expect(try escaped(bytes) == text)
    }
}
