import Foundation
import Testing
import Wire

@testable import Diagram

@Suite struct PaletteTests {
    /// The relative luminance of WCAG 2.
    private func luminance(_ colour: Colour) -> Double {
        let parts = [colour.red, colour.green, colour.blue].map { part -> Double in
            let value = Double(part) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    private func contrast(_ one: Colour, _ other: Colour) -> Double {
        let (first, second) = (luminance(one), luminance(other))
        return (max(first, second) + 0.05) / (min(first, second) + 0.05)
    }

    /// The background with as much of `colour` on it as a cell of an SVG has.
    private func mixed(_ colour: Colour, _ page: Colour, light: Bool) -> Colour {
        let tint = Palette.tintPercent(light: light)
        let mix = { (one: UInt8, other: UInt8) in UInt32((Int(one) * tint + Int(other) * (100 - tint) + 50) / 100) }
        return Colour(
            mix(colour.red, page.red) << 16 | mix(colour.green, page.green) << 8 | mix(colour.blue, page.blue))
    }

    @Test("Every colour can be read on its background", arguments: [true, false])
    func readable(light: Bool) {
        let inks = FieldCategory.allCases.map { Ink.field($0) } + [.dim, .client, .server, .bad, .doubtful, .good]
        for ink in inks {
            guard let colour = Palette.colour(of: ink, light: light) else {
                Issue.record("\(ink) has no colour")
                continue
            }
            let ratio = contrast(colour, light ? Palette.light : Palette.dark)
            #expect(ratio >= 4.5, "\(ink) on \(light ? "light" : "dark"): \(ratio)")
            guard case .field = ink else { continue }
            let tinted = contrast(colour, mixed(colour, light ? Palette.light : Palette.dark, light: light))
            #expect(tinted >= 4.5, "\(ink) on its tint, \(light ? "light" : "dark"): \(tinted)")
        }
    }

    @Test("A screen without colours paints nothing")
    func plain() {
        let screen = Screen(width: 80, color: false, ascii: false)
        #expect(screen.paint("x", .bad) == "x")
    }

    @Test("Colours are of 24 bits and end where the text does")
    func painted() {
        let screen = Screen(width: 80, color: true, ascii: false)
        #expect(screen.paint("x", .field(.flags)) == "\u{1b}[38;2;255;187;0mx\u{1b}[0m")
        #expect(screen.paint("x", .heading) == "\u{1b}[1mx\u{1b}[0m")
        #expect(screen.paint("x", .plain) == "x")
        #expect(screen.paint("", .bad).isEmpty)
        let light = Screen(width: 80, color: true, ascii: false, light: true)
        #expect(light.paint("x", .field(.flags)) == "\u{1b}[38;2;51;34;0mx\u{1b}[0m")
    }

    // MARK: Terminals with fewer colours

    @Test("What stands for a colour can be read, too", arguments: [ColorDepth.indexed, .sixteen], [true, false])
    func approximated(depth: ColorDepth, light: Bool) throws {
        for ink in Palette.inks {
            let entry = try #require(TerminalPalette.entry(for: ink, light: light, depth: depth))
            #expect(depth == .sixteen ? entry < 16 : (16..<256).contains(entry))
            let ratio = contrast(TerminalPalette.colour(of: entry), light ? Palette.light : Palette.dark)
            #expect(ratio >= 4.5, "\(ink) as \(entry): \(ratio)")
        }
    }

    @Test("With 256 colours no two kinds of field that differ become the same", arguments: [true, false])
    func distinct(light: Bool) {
        let colours = Set(FieldCategory.allCases.map { Palette.colour(of: $0, light: light) })
        let entries = Set(
            FieldCategory.allCases.map { TerminalPalette.entry(for: .field($0), light: light, depth: .indexed) })
        #expect(entries.count == colours.count)
    }

    @Test("The codes are those of the terminal's colours")
    func codes() {
        let indexed = Screen(width: 80, color: true, ascii: false, depth: .indexed)
        #expect(indexed.paint("x", .field(.flags)) == "\u{1b}[38;5;214mx\u{1b}[0m")
        let sixteen = Screen(width: 80, color: true, ascii: false, depth: .sixteen)
        #expect(sixteen.paint("x", .field(.error)) == "\u{1b}[91mx\u{1b}[0m")
        let light = Screen(width: 80, color: true, ascii: false, light: true, depth: .sixteen)
        #expect(light.paint("x", .field(.error)) == "\u{1b}[31mx\u{1b}[0m")
        #expect(light.paint("x", .plain) == "x" && light.paint("x", .heading) == "\u{1b}[1mx\u{1b}[0m")
    }

    @Test(
        "The entries have xterm's colours",
        arguments: [(16, 0x000000), (21, 0x0000ff), (196, 0xff0000), (231, 0xffffff), (232, 0x080808), (255, 0xeeeeee)])
    func entries(number: Int, colour: UInt32) { #expect(TerminalPalette.colour(of: number) == Colour(colour)) }

    @Test("The contrast of WCAG 2") func contrastOfTheStandard() {
        #expect(abs(Colour(0x000000).contrast(on: Colour(0xffffff)) - 21) < 0.001)
        #expect(
            abs(Colour(0x767676).contrast(on: Colour(0xffffff)) - contrast(Colour(0x767676), Colour(0xffffff))) < 0.001)
    }
}
