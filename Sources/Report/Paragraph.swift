import Diagram

extension Output {
    /// Writes `text`, safe to show already, wrapped to the screen and coloured.
    func paragraph(_ text: String, _ ink: Ink = .plain, on screen: Screen) {
        for line in wrap(screen.typeset(text), width: screen.width) { self.line(screen.paint(line, ink)) }
    }
}

extension Screen {
    /// Our own words with signs that ASCII has not written otherwise, where only ASCII may be printed.
    func typeset(_ text: String) -> String {
        guard ascii else { return text }
        var result = ""
        for character in text {
            switch character {
            case "…": result += "..."
            case "–": result += "-"
            case "µ": result += "u"
            case "→": result += plain ? "to" : "->"
            case "←": result += plain ? "from" : "<-"
            case "§": result += "section "
            default: result.append(character)
            }
        }
        return result
    }
}
