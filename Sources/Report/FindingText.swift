import Diagram
import Dissection

/// Findings as people read them.
enum FindingText {
    /// Writes severity, rule and title in a line; below it what was observed, and what the receiver must do.
    static func write(_ finding: Finding, to output: Output, on screen: Screen) {
        let place = [finding.frame.map { "frame \($0)" }, finding.message.map { "message \($0)" }].compactMap(\.self)
        let at = place.isEmpty ? "" : " [\(place.joined(separator: ", "))]"
        let source = finding.rule.rfc.map { " (\($0))" } ?? ""
        let headline = "\(finding.rule.severity.rawValue) \(finding.rule.rawValue)\(at): \(finding.title)\(source)"
        for line in wrap(safe(headline, screen), width: screen.width) {
            output.line(screen.paint(line, finding.rule.severity.ink))
        }
        let duty = finding.mustFailWith.map { " " + Rule.duty($0) } ?? ""
        for line in wrap(safe(finding.detail + duty, screen), width: screen.width - 2) { output.line("  " + line) }
    }

    /// Details quote what was on the wire.
    private static func safe(_ text: String, _ screen: Screen) -> String {
        Printable.escaped(screen.typeset(text), ascii: screen.ascii)
    }
}
