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
}
