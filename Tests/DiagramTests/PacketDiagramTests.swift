import TestKit
import Testing
import Wire

@testable import Diagram

@Suite struct PacketDiagramTests {
    @Test("A packet, header by header", arguments: [(80, false), (40, true)])
    func golden(width: Int, ascii: Bool) {
        let diagram = PacketDiagram(bytes: Examples.packet, linkType: .ethernet, number: 12)
        let text = diagram.text(on: Screen(width: width, color: false, ascii: ascii))
        let difference = Golden.difference("diagram/packet-\(width)\(ascii ? "-ascii" : "").txt", text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test(
        "Every truncation is drawn",
        arguments: Array(stride(from: 0, through: Examples.packet.count, by: 3)) + [1, 13, 14, 34, 65])
    func truncations(length: Int) {
        let bytes = Array(Examples.packet.prefix(length))
        let diagram = PacketDiagram(bytes: bytes, linkType: .ethernet, originalLength: Examples.packet.count)
        for width in [20, 80] {
            for screen in screens(width: width) { expectFits(diagram.text(on: screen), screen, "\(length) bytes") }
        }
        expectGoodSVG(diagram.svg(), "\(length) bytes")
    }

    @Test("What ended a header early is said")
    func cut() {
        let text = PacketDiagram(bytes: Array(Examples.packet.prefix(40)), linkType: .ethernet)
            .text(on: Screen(width: 140, color: false, ascii: false))
        #expect(text.contains("cut off by the end of the packet as captured"))
    }

    @Test("An unknown link type says so")
    func unknown() {
        let text = PacketDiagram(bytes: [1, 2, 3], linkType: LinkType(rawValue: 147))
            .text(on: Screen(width: 80, color: false, ascii: false))
        #expect(text.contains("Link type 147 (USER0) is not read, so nothing can be shown."))
    }

    @Test("Random packets fit every screen", arguments: 0..<10)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed)
        var bytes = Examples.packet
        for _ in 0..<Int.random(in: 1...12, using: &generator) {
            bytes[Int.random(in: 12..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        for link in [LinkType.ethernet, .linuxSLL, .linuxSLL2, .null, .raw] {
            let diagram = PacketDiagram(bytes: bytes, linkType: link)
            for width in [20, 33, 68] {
                for screen in screens(width: width) { expectFits(diagram.text(on: screen), screen, "seed \(seed)") }
            }
            expectGoodSVG(diagram.svg(), "seed \(seed)")
        }
    }
}
