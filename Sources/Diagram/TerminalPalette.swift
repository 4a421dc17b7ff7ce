import Wire

/// The colours of terminals that do not have all of them.
enum TerminalPalette {
    /// The parameters of SGR that set the colour of `ink`; nil where text keeps the colour of the terminal.
    static func code(of ink: Ink, light: Bool, depth: ColorDepth) -> String? {
        guard let colour = Palette.colour(of: ink, light: light) else { return nil }
        switch depth {
        case .direct: return "38;2;\(colour.red);\(colour.green);\(colour.blue)"
        case .indexed: return (light ? indexedOnLight : indexedOnDark)[ink].map { "38;5;\($0)" }
        case .sixteen:
            return (light ? sixteenOnLight : sixteenOnDark)[ink].map { String($0 < 8 ? 30 + $0 : 82 + $0) }
        }
    }

    /// The number of the entry that is nearest to the colour of `ink`, of those that can be read on the background.
    ///
    /// The first sixteen entries are whatever the user made of them; for `sixteen` they are taken as xterm has them, for
    /// `indexed` they are left out.
    static func entry(for ink: Ink, light: Bool, depth: ColorDepth) -> Int? {
        guard let colour = Palette.colour(of: ink, light: light) else { return nil }
        let entries = depth == .sixteen ? 0..<16 : 16..<256
        let background = light ? Palette.light : Palette.dark
        return entries.filter { self.colour(of: $0).contrast(on: background) >= Palette.leastContrast }
            .min { colour.distance(from: self.colour(of: $0)) < colour.distance(from: self.colour(of: $1)) }
    }

    /// The colour of an entry of xterm's 256: sixteen, a cube of 6 × 6 × 6, 24 greys.
    static func colour(of entry: Int) -> Colour {
        switch entry {
        case ..<16: return Colour(sixteen[entry])
        case ..<232:
            let steps: [UInt32] = [0, 0x5f, 0x87, 0xaf, 0xd7, 0xff]
            let cell = entry - 16
            return Colour(steps[cell / 36] << 16 | steps[cell / 6 % 6] << 8 | steps[cell % 6])
        default:
            let grey = UInt32(8 + 10 * (entry - 232))
            return Colour(grey << 16 | grey << 8 | grey)
        }
    }

    private static let sixteen: [UInt32] = [
        0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
        0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
    ]

    // Found once: a ladder of a million rows asks for the same few colours.
    private static let indexedOnDark = table(light: false, depth: .indexed)
    private static let indexedOnLight = table(light: true, depth: .indexed)
    private static let sixteenOnDark = table(light: false, depth: .sixteen)
    private static let sixteenOnLight = table(light: true, depth: .sixteen)

    private static func table(light: Bool, depth: ColorDepth) -> [Ink: Int] {
        var table: [Ink: Int] = [:]
        for ink in Palette.inks { table[ink] = entry(for: ink, light: light, depth: depth) }
        return table
    }
}

extension Colour {
    /// How unlike two colours look, the square of a distance: red and blue weigh more or less by how red they are.
    fileprivate func distance(from other: Colour) -> Int {
        let mean = (Int(red) + Int(other.red)) / 2
        let (r, g, b) = (Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue))
        return (512 + mean) * r * r / 256 + 4 * g * g + (767 - mean) * b * b / 256
    }
}
