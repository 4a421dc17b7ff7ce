import Dissection
import TestKit
import Testing
import WebSocket
import Wire

@testable import Diagram

@Suite struct FrameDiagramTests {
    private let screen = Screen(width: 80, color: false, ascii: false)

    @Test(
        "Whole views",
        arguments: [
            ("hello-80", Examples.maskedHello, 80, false), ("hello-40-ascii", Examples.maskedHello, 40, true),
            ("binary256-80", Examples.binary256, 80, false), ("binary64k-68-ascii", Examples.binary64K, 68, true),
            ("close-rsv1-80", Examples.closeRSV1, 80, false), ("close-rsv1-20", Examples.closeRSV1, 20, false),
            ("cut-in-length", [0x81, 0xff, 0, 0, 0], 80, false),
            ("cut-in-payload", [0x81, 0x05, 0x48, 0x65], 80, false),
        ] as [(String, [UInt8], Int, Bool)])
    func golden(name: String, wire: [UInt8], width: Int, ascii: Bool) {
        let diagram = FrameDiagram(wire: wire, judgedAsFrom: name.hasPrefix("close") ? .server : nil)
        let text = diagram.text(on: Screen(width: width, color: false, ascii: ascii))
        let difference = Golden.difference("diagram/\(name).txt", text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test("Colours are the only difference that colours make")
    func coloured() {
        let diagram = FrameDiagram(wire: Examples.closeRSV1, judgedAsFrom: .client)
        let coloured = diagram.text(on: Screen(width: 80, color: true, ascii: false))
        #expect(coloured != diagram.text(on: screen))
        #expect(withoutColours(coloured) == diagram.text(on: screen))
    }

    @Test(
        "The length form is explained",
        arguments: [
            (Examples.maskedHello, "The 7 bits hold 5: that is the length itself."),
            (Examples.binary256, "126 is not the length: it announces 16 bits, and they hold 256."),
            (Examples.binary64K, "127 is not the length: it announces 64 bits, and they hold 65536."),
            ([0x82, 0x7e, 0, 3, 1, 2, 3], "That would have fitted into the 7 bits"),
            ([0x82, 0x7f, 0, 0, 0, 0, 0, 0, 1, 0], "That would have fitted into a shorter form"),
            ([0x82, 0x7f, 0x80, 0, 0, 0, 0, 0, 0, 0], "Their top bit is 1"),
        ] as [([UInt8], String)])
    func length(wire: [UInt8], expected: String) {
        let words = FrameDiagram(wire: wire).text(on: Screen(width: 140, color: false, ascii: false))
        #expect(words.contains(expected))
    }

    /// Numbers of 64 bits are counted exactly, and no last byte is made up.
    @Test(
        "A length that can't be real",
        arguments: [
            ("7f ff ff ff ff ff ff f0", "9223372036854775789"), ("ff ff ff ff ff ff ff ff", "18446744073709551612"),
            ("01 00 00 00 00 00 00 00", "72057594037927933"), ("00 00 01 00 00 00 00 01", "1099511627774"),
        ] as [(String, String)], [false, true])
    func impossibleLength(row: (length: String, missing: String), isMasked: Bool) {
        let (length, missing) = row
        let bytes = length.split(separator: " ").compactMap { UInt8($0, radix: 16) }
        let key: [UInt8] = isMasked ? [1, 2, 3, 4] : []
        let wire = [0x82, isMasked ? 0xff : 0x7f] + bytes + key + [7, 7, 7]
        let text = FrameDiagram(wire: wire, judgedAsFrom: nil).text(on: Screen(width: 120, color: false, ascii: false))
        #expect(text.contains("from byte \(10 + key.count)"))
        #expect(text.contains("\(missing) bytes of the payload are missing here."))
        #expect(!text.contains("At least"))
        #expect(FrameDiagram(wire: wire, judgedAsFrom: nil).svg().contains("more bytes"))
    }

    @Test("Unmasking is shown byte by byte")
    func unmasking() {
        let text = FrameDiagram(wire: Examples.maskedHello).text(on: screen)
        #expect(text.contains("   0  7f 0111 1111  ⊕  37 0011 0111  =  48 0100 1000  H\n"))
        #expect(text.contains("   4  58 0101 1000  ⊕  37 0011 0111  =  6f 0110 1111  o\n"))
        #expect(text.contains("Text: \"Hello\""))
        let narrow = FrameDiagram(wire: Examples.maskedHello).text(on: Screen(width: 20, color: false, ascii: true))
        #expect(narrow.contains("0  7f ^ 37 = 48  H\n"))
        #expect(!FrameDiagram(wire: Examples.binary256).text(on: screen).contains("Unmasking"))
    }

    @Test("A Close's code is named, its reason quoted")
    func close() {
        let text = FrameDiagram(wire: [0x88, 0x05, 0x03, 0xe8, 0x62, 0x79, 0x65]).text(on: screen)
        #expect(text.contains("1000 = Normal Closure."))
        #expect(text.contains("\"bye\""))
        let short = FrameDiagram(wire: [0x88, 0x01, 0x03]).text(on: screen)
        #expect(short.contains("not complete: 1 byte missing"))
        #expect(!FrameDiagram(wire: [0x88, 0x00]).text(on: screen).contains("Status code"))
    }

    @Test("What the header breaks is marked where it stands, and said")
    func violations() {
        let text = FrameDiagram(wire: Examples.closeRSV1, judgedAsFrom: .client).text(on: screen)
        #expect(text.contains("┌F┬!┬F┬F┬O──────┬!┬L"))
        #expect(text.contains("! error frame.rsv-nonzero"))
        #expect(text.contains("! error frame.client-unmasked"))
        #expect(text.contains("The receiver must fail the connection; the Close code for this is 1002."))
        let unjudged = FrameDiagram(wire: Examples.maskedHello).text(on: screen)
        #expect(!unjudged.contains("!"))
    }

    @Test("Of the reserved bits only those that are set are marked")
    func reserved() {
        let remarks = [Remark(rule: .frameRsvNonzero, detail: "RSV3 is set.")]
        let text = FrameDiagram(wire: [0x91, 0x00], remarks: remarks).text(on: screen)
        #expect(text.contains("┌F┬F┬F┬!┬O"))
    }

    @Test("A frame of a session says who sent it, and shows its findings")
    func event() throws {
        let frame = try Examples.frame(6, .client, 0, [0x82, 2, 1, 2])
        let finding = Examples.finding(.frameClientUnmasked, "MASK is 0.", frame: 6)
        let text = FrameDiagram(frame, findings: [finding]).text(on: screen)
        #expect(text.hasPrefix("Frame 6 from the client: binary, FIN, 2 bytes of header + 2 of payload\n"))
        #expect(text.contains("MASK is 0."))
    }

    @Test("Bytes that were not kept are no missing bytes")
    func kept() throws {
        let frame = try Examples.frame(1, .server, 0, [0x82, 0x7e, 1, 0, 9, 9, 9], received: 256)
        let text = FrameDiagram(frame).text(on: screen)
        #expect(text.contains("256 bytes, the first 3 of them kept"))
        #expect(text.contains("… 253 more bytes"))
        #expect(!text.contains("missing") && !text.contains("?"))
    }

    @Test("Bytes that never came are counted")
    func incomplete() {
        let text = FrameDiagram(wire: [0x82, 0x7e, 1, 0, 9, 9, 9]).text(on: screen)
        #expect(text.contains("256 bytes announced, 3 of them are here"))
        #expect(text.contains("253 bytes of the payload are missing here."))
    }

    @Test("What follows the frame is left out")
    func rest() {
        let text = FrameDiagram(wire: [0x81, 0x01, 0x41, 0x81, 0x01, 0x42]).text(on: screen)
        #expect(text.contains("Text: \"A\"") && !text.contains("42"))
    }

    @Test("The absurd length of 2^64-1 is survived")
    func absurd() {
        for first in [UInt8(0x81), 0x88, 0x02] {
            let wire = [first, 0x7f] + Array(repeating: UInt8(0xff), count: 8) + [1, 2, 3]
            let diagram = FrameDiagram(wire: wire, judgedAsFrom: .server)
            for width in [20, 40, 80] {
                for screen in screens(width: width) { expectFits(diagram.text(on: screen), screen, "absurd length") }
            }
            expectGoodSVG(diagram.svg(), "absurd length")
        }
    }

    @Test("Every truncation is drawn, and says what is missing", arguments: 0..<Examples.maskedHello.count)
    func truncations(length: Int) {
        let diagram = FrameDiagram(wire: Array(Examples.maskedHello.prefix(length)))
        for screen in screens(width: 72) {
            let text = diagram.text(on: screen)
            expectFits(text, screen, "\(length) bytes")
            #expect(text.contains("missing"), "\(length) bytes")
        }
        expectGoodSVG(diagram.svg(), "\(length) bytes")
    }

    @Test("Every line of every random frame fits every screen", arguments: 0..<24)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed)
        var wire: [UInt8] = [
            UInt8.random(in: 0...255, using: &generator), UInt8.random(in: 0...255, using: &generator),
        ]
        let length = Int.random(in: 0...300, using: &generator)
        for index in 0..<length {
            // Small extended lengths now and then, so that payloads are whole.
            let isLength = index < 8 && wire[1] & 0x7f >= 126
            wire.append(isLength && index < 6 ? 0 : UInt8.random(in: 0...255, using: &generator))
        }
        let diagram = FrameDiagram(wire: wire, judgedAsFrom: seed % 2 == 0 ? .client : .server)
        for width in sampleWidths {
            for screen in screens(width: width) { expectFits(diagram.text(on: screen), screen, "seed \(seed)") }
        }
        expectGoodSVG(diagram.svg(), "seed \(seed)")
    }

    @Test("No payload byte reaches the terminal or the SVG raw", arguments: [UInt8(0x81), 0x82, 0x89, 0x8a])
    func hostile(first: UInt8) {
        let key: [UInt8] = [0x55, 0xaa, 0x0f, 0xf0]
        var masked = Examples.hostile
        masked.unmask(with: MaskingKey(0x55aa_0ff0))
        let count = UInt8(Examples.hostile.count)
        for wire in [[first, count] + Examples.hostile, [first, count | 0x80] + key + masked] {
            let diagram = FrameDiagram(wire: wire)
            for width in [20, 40, 80] {
                for screen in screens(width: width) { expectFits(diagram.text(on: screen), screen, "hostile") }
            }
            let svg = diagram.svg()
            expectGoodSVG(svg, "hostile")
            #expect(!svg.contains("<script"))
        }
    }

    @Test("A hostile reason is escaped")
    func hostileReason() {
        let body = [0x0f, 0xa0] + Examples.hostile
        let wire = [0x88, UInt8(body.count)] + body
        for screen in screens(width: 60) { expectFits(FrameDiagram(wire: wire).text(on: screen), screen, "reason") }
        expectGoodSVG(FrameDiagram(wire: wire).svg(), "reason")
    }
}
