import Diagram
import Dissection

/// Findings counted by rule, with the first places of each: as much memory as there are rules.
struct FindingTally {
    /// Where a rule was broken.
    struct Place {
        var session: Int
        var frame: Int?
    }

    private struct Entry {
        var count = 0
        /// What all of them say; the rule's own title where they differ.
        var title: String
        var places: [Place] = []
    }

    /// How many places of a rule are kept.
    private static let placeLimit = 3
    private var entries: [Rule: Entry] = [:]

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ finding: Finding) {
        var entry = entries[finding.rule, default: Entry(title: finding.title)]
        if entry.title != finding.title { entry.title = finding.rule.title }
        entry.count += 1
        if entry.places.count < Self.placeLimit {
            entry.places.append(Place(session: finding.session, frame: finding.frame))
        }
        entries[finding.rule] = entry
    }

    /// The first place of the worst finding that is more than a note.
    var worst: Place? {
        sorted.first { $0.rule.severity != .note }?.entry.places.first
    }

    /// Whether a key log would open a TLS connection that was not decrypted.
    var asksForKeys: Bool { entries[.tlsNoKeys] != nil || entries[.tlsWrongKeys] != nil }

    /// Writes a paragraph a rule: severity, rule, title, how often, where first.
    func write(severalSessions: Bool, to output: Output, on screen: Screen) {
        for (rule, entry) in sorted {
            let times = entry.count > 1 ? " (\(Quantity.count(entry.count)) times)" : ""
            // A finding that only a session's end shows comes after those of later sessions.
            let inOrder = entry.places.sorted { ($0.session, $0.frame ?? 0) < ($1.session, $1.frame ?? 0) }
            let places = inOrder.compactMap { place in
                let parts = [severalSessions ? "session \(place.session)" : nil, place.frame.map { "frame \($0)" }]
                    .compactMap(\.self)
                return parts.isEmpty ? nil : parts.joined(separator: " ")
            }
            let more =
                rule.isToldOnce && severalSessions
                ? ", told once" : entry.count > entry.places.count && !places.isEmpty ? ", …" : ""
            let place = places.isEmpty ? "" : " [\(places.joined(separator: ", "))\(more)]"
            let text = screen.typeset("\(rule.rawValue): \(entry.title)\(times)\(place)")
            guard !screen.plain else {
                output.paragraph("\(rule.severity.rawValue): \(text)", on: screen)
                continue
            }
            let column = 9
            for (index, line) in wrap(text, width: screen.width - column).enumerated() {
                let lead = padded(index == 0 ? rule.severity.rawValue : "", to: column)
                output.line(screen.paint(lead, rule.severity.ink) + line)
            }
        }
    }

    private var sorted: [(rule: Rule, entry: Entry)] {
        entries.map { (rule: $0.key, entry: $0.value) }.sorted { first, second in
            let (left, right) = (first.rule.severity.rank, second.rule.severity.rank)
            return left != right ? left < right : first.rule.rawValue < second.rule.rawValue
        }
    }
}

extension Severity {
    /// 0 for the worst.
    var rank: Int { Severity.allCases.firstIndex(of: self) ?? 0 }

    /// Its colour.
    var ink: Ink {
        switch self {
        case .error: .bad
        case .warning: .doubtful
        case .note: .dim
        }
    }
}
