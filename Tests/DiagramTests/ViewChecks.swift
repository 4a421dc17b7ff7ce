import Foundation
import Testing

@testable import Diagram

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Widths from 20 to 140, with both sides of those at which a view changes its form.
let sampleWidths = [20, 21, 23, 29, 38, 39, 40, 55, 56, 59, 60, 67, 68, 71, 72, 80, 97, 120, 140]

/// Every combination of a screen's properties at one width.
func screens(width: Int) -> [Screen] {
    [
        Screen(width: width, color: false, ascii: false), Screen(width: width, color: false, ascii: true),
        Screen(width: width, color: true, ascii: false),
    ]
}

/// Expects that no line of `text` is wider than the screen, and that nothing in it can disturb a terminal.
func expectFits(_ text: String, _ screen: Screen, _ what: @autoclosure () -> String = "") {
    let plain = screen.color ? withoutColours(text) : text
    for line in plain.split(separator: "\n", omittingEmptySubsequences: false) {
        let width = displayWidth(of: String(line))
        if width > screen.width { Issue.record("\(what()): \(width) columns on \(screen.width): \(line)") }
        if line.hasSuffix(" ") { Issue.record("\(what()): space at the end of: \(line)|") }
    }
    if !isSafe(plain, newlines: true) { Issue.record("\(what()): a control character in \(plain.debugDescription)") }
    if screen.ascii, !plain.utf8.allSatisfy({ $0 < 0x80 }) { Issue.record("\(what()): not ASCII: \(plain)") }
}

/// `text` without the escape sequences that `Screen.paint` writes, and without no others.
func withoutColours(_ text: String) -> String {
    text.replacing(/\u{1b}\[(0|1|38;2;[0-9]+;[0-9]+;[0-9]+)m/, with: "")
}

/// The text of an SVG's elements, in the order in which they stand; nil if it is no well-formed XML.
final class SVGReader: NSObject, XMLParserDelegate {
    private(set) var elements: [String: Int] = [:]
    private(set) var text = ""
    private(set) var attributes: [String] = []

    static func read(_ svg: String) -> SVGReader? {
        let parser = XMLParser(data: Data(svg.utf8))
        let reader = SVGReader()
        parser.delegate = reader
        return parser.parse() ? reader : nil
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements[name, default: 0] += 1
        self.attributes += attributes.keys
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}

/// Expects a standalone, well-formed SVG with title and description and nothing that runs or loads anything.
func expectGoodSVG(_ svg: String, _ what: String) {
    guard let reader = SVGReader.read(svg) else {
        Issue.record("\(what): not well-formed: \(svg.prefix(300))")
        return
    }
    #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""), "\(what)")
    #expect(reader.elements["title"] == 1 && reader.elements["desc"] == 1, "\(what)")
    let allowed: Set = ["svg", "title", "desc", "style", "rect", "text", "line", "path"]
    #expect(Set(reader.elements.keys).isSubset(of: allowed), "\(what): \(reader.elements.keys)")
    #expect(!reader.attributes.contains { $0.hasPrefix("on") || $0.contains("href") }, "\(what)")
    #expect(!svg.contains("url(") && !svg.contains("@import"), "\(what)")
    #expect(isSafe(svg, newlines: true), "\(what): a control character")
}
