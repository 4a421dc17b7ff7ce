import TestKit
import Testing
import Wire

@testable import Diagram

@Suite struct BitDiagramTests {
    /// Bits per row that each width allows.
    @Test(
        "The width decides how many bits stand in a row", arguments: [(68, 32), (67, 16), (40, 16), (39, 8), (20, 8)])
    func rows(width: Int, bits: Int) {
        let diagram = FrameDiagram(wire: Examples.maskedHello).bits
        let text = diagram.picture(on: Screen(width: width, color: false, ascii: true))
        let ruler = text.split(separator: "\n").first { $0.contains("0 1 2") }
        #expect(ruler?.split(separator: " ").count == bits)
    }

    @Test("The cells of the rows tile the fields", arguments: [32, 16, 8])
    func tiles(width: Int) {
        let diagram = FrameDiagram(wire: Examples.binary64K).bits
        var next = 0
        for (number, row) in diagram.rows(of: width).enumerated() {
            for cell in row {
                #expect(cell.range.lower == next && cell.range.lower / width == number)
                #expect((cell.range.upper - 1) / width == number)
                next = cell.range.upper
            }
        }
        #expect(next == diagram.drawnBits && next < Examples.binary64K.count * 8)
        #expect(diagram.hiddenBytes == Examples.binary64K.count - next / 8)
    }

    @Test("Each cell holds this frame's bits")
    func bits() {
        let text = FrameDiagram(wire: Examples.maskedHello).bits.picture(
            on: Screen(width: 80, color: false, ascii: true))
        let rows = text.split(separator: "\n").filter { $0.contains("|") }
        #expect(rows[0] == " 0 |1|0|0|0|0 0 0 1|1|0 0 0 0 1 0 1|0 0 1 1 0 1 1 1 1 1 1 1 1 0 1 0|")
    }

    @Test("A field that the bytes end inside is drawn with its missing bits")
    func missing() {
        let diagram = BitDiagram(
            fields: [Field(id: .tcpSourcePort, range: BitRange(lower: 0, count: 16), value: 80)], bytes: [0, 80, 1],
            error: .needMore(field: .tcpDestinationPort, atBit: 16, bytes: 1, limitedBy: .packet))
        let text = diagram.text(on: Screen(width: 80, color: false, ascii: true))
        #expect(text.contains("|0 0 0 0 0 0 0 0 0 1 0 1 0 0 0 0|0 0 0 0 0 0 0 1 ? ? ? ? ? ? ? ?|"))
        #expect(text.contains("not complete: 1 byte missing"))
    }

    @Test("An impossible value is marked")
    func invalid() {
        let field = Field(id: .ipv4Version, range: BitRange(lower: 0, count: 4), value: 5)
        let text = BitDiagram(fields: [field], bytes: [0x50], error: .invalid(field: .ipv4Version, atBit: 0))
            .text(on: Screen(width: 80, color: false, ascii: true))
        #expect(text.contains("+!"))
        #expect(text.contains("!  Version"))
    }

    @Test("Nothing is drawn of nothing")
    func empty() {
        let diagram = BitDiagram(fields: [], bytes: [])
        #expect(diagram.text(on: Screen(width: 80, color: false, ascii: false)).isEmpty)
        expectGoodSVG(diagram.svg(), "empty")
    }

    @Test(
        "Places are named",
        arguments: [
            (0, 1, "bit 0"), (4, 4, "bits 4–7"), (16, 8, "byte 2"), (16, 32, "bytes 2–5"), (9, 7, "bits 9–15"),
            (31, 1, "bit 31"), (49, 1, "byte 6 bit 1"), (51, 13, "byte 6 bits 3–15"),
        ])
    func places(lower: Int, count: Int, expected: String) {
        #expect(BitDiagram.place(of: BitRange(lower: lower, count: count), ascii: false) == expected)
    }

    @Test("The picture is the RFC's", arguments: [80, 68, 67, 40, 39, 20])
    func golden(width: Int) {
        let screen = Screen(width: width, color: false, ascii: false)
        let text = FrameDiagram(wire: Examples.maskedHello).bits.text(on: screen)
        let difference = Golden.difference("diagram/bits-\(width).txt", text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test("The SVG has a cell for each field's part and says what it shows")
    func svg() throws {
        let diagram = FrameDiagram(wire: Examples.maskedHello).bits
        let svg = diagram.svg()
        expectGoodSVG(svg, "bits")
        let reader = try #require(SVGReader.read(svg))
        // The page, seven fields in the first two bytes, the key's two parts, the payload's two, each with its bar.
        #expect(reader.elements["rect"] == 1 + 2 * (7 + 2 + 2))
        for title in ["FIN: 1", "opcode: 0x1", "Masking key: 37 fa 21 3d", "Payload data: 5 bytes"] {
            #expect(reader.text.contains(title))
        }
    }

    @Test("The SVG follows the viewer's background, or is told which")
    func schemes() {
        let diagram = FrameDiagram(wire: Examples.maskedHello).bits
        #expect(diagram.svg().contains("prefers-color-scheme: light"))
        #expect(diagram.svg(light: true).contains("--page:#ffffff"))
        #expect(!diagram.svg(light: true).contains("#0d1117"))
        #expect(diagram.svg(light: false).contains("--page:#0d1117"))
        #expect(!diagram.svg(light: false).contains("prefers-color-scheme"))
    }
}
