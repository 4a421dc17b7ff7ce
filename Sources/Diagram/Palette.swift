import Foundation
import Wire

/// A colour of 24 bits.
struct Colour: Hashable {
    var red, green, blue: UInt8

    init(_ bits: UInt32) {
        red = UInt8(truncatingIfNeeded: bits >> 16)
        green = UInt8(truncatingIfNeeded: bits >> 8)
        blue = UInt8(truncatingIfNeeded: bits)
    }

    /// The relative luminance of WCAG 2, from 0 (black) to 1 (white).
    var luminance: Double {
        let parts = [red, green, blue].map { part -> Double in
            let value = Double(part) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    /// The contrast of WCAG 2 between text of this colour and a background, from 1 to 21.
    func contrast(on background: Colour) -> Double {
        let (one, other) = (luminance, background.luminance)
        return (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }

    /// As CSS writes it: `#ffbb00`.
    var css: String {
        "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// The colours on a dark and on a light background.
///
/// Those of the field categories are chosen so that people with protanopia, deuteranopia or tritanopia can tell
/// them apart, with a contrast of at least 4.5:1 against #0d1117 and #ffffff. Colour never says anything alone: the
/// category's letter, or a word, stands beside it.
enum Palette {
    static let dark = Colour(0x0d1117)
    static let light = Colour(0xffffff)

    /// The least contrast between text and background (WCAG 2, level AA).
    static let leastContrast = 4.5

    /// The inks that have a colour of their own.
    static let inks: [Ink] =
        FieldCategory.allCases.map { Ink.field($0) } + [.dim, .client, .server, .bad, .doubtful, .good]
        + (0..<Ink.sessionColours).map { Ink.session($0) }

    /// How much of a field's colour lies under its text in an SVG, in percent: as much as leaves the text its contrast.
    static func tintPercent(light: Bool) -> Int { light ? 4 : 8 }

    /// The colour of `ink`; nil where text keeps the colour of the terminal.
    static func colour(of ink: Ink, light: Bool) -> Colour? {
        switch ink {
        case .plain, .heading: nil
        case .field(let category): colour(of: category, light: light)
        case .dim: Colour(light ? 0x59636e : 0x9198a1)
        case .client: Colour(light ? 0x2266dd : 0xaabbee)
        case .server: Colour(light ? 0x227744 : 0x99ffaa)
        case .bad: Colour(light ? 0xbb2200 : 0xff5555)
        case .doubtful: Colour(light ? 0x8a5a00 : 0xffbb00)
        case .good: Colour(light ? 0x227744 : 0x99ffaa)
        case .session(let number): sessions(light: light)[abs(number % Ink.sessionColours)]
        }
    }

    /// Colours for sessions: neighbours differ in hue and in lightness.
    private static func sessions(light: Bool) -> [Colour] { light ? sessionsOnLight : sessionsOnDark }

    private static let sessionsOnDark = [
        0x66ccff, 0xffaa66, 0xcc99ff, 0x88dd66, 0xff88bb, 0x66ddcc, 0xeedd77, 0x88aaff,
    ].map { Colour($0) }
    private static let sessionsOnLight = [
        0x005f9e, 0x9a4a00, 0x7a2fb8, 0x2f6b00, 0xa8215f, 0x006b60, 0x6b5a00, 0x2f4fc4,
    ].map { Colour($0) }

    static func colour(of category: FieldCategory, light: Bool) -> Colour {
        switch category {
        case .flags: Colour(light ? 0x332200 : 0xffbb00)
        case .opcode: Colour(light ? 0x2266dd : 0xaabbee)
        case .mask: Colour(light ? 0xcc3388 : 0xee3388)
        case .length: Colour(light ? 0x227744 : 0x99ffaa)
        case .extendedLength: Colour(light ? 0x003333 : 0x009999)
        case .maskingKey: Colour(light ? 0x331199 : 0xaa55ff)
        case .payload: Colour(light ? 0x555555 : 0xeeeeee)
        case .error: Colour(light ? 0xbb2200 : 0xff0000)
        }
    }
}

extension Screen {
    /// `text` in the colour of `ink`; unchanged on a screen without colours.
    ///
    /// `text` must be safe for a terminal already: `Printable.escaped` makes it so.
    public func paint(_ text: String, _ ink: Ink) -> String {
        guard color, !text.isEmpty else { return text }
        if ink == .heading { return "\u{1b}[1m\(text)\u{1b}[0m" }
        guard let code = TerminalPalette.code(of: ink, light: light, depth: depth) else { return text }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }
}
