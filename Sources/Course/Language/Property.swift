import Dissection

/// The properties of things, by the names that expressions use.
enum Property {
    /// The value of `name`, or nil if things of this kind have no such property.
    ///
    /// - Throws: `EvaluationError` when they have it but this one has no value for it.
    static func value(_ name: String, of item: Item) throws(EvaluationError) -> Value? {
        switch name {
        case "number": return .number(item.number)
        case "session": return .number(item.session)
        case "packets": return .list(item.packets.map(Value.number))
        case "packetCount": return .number(item.packets.count)
        case "from":
            guard let side = side(of: item) else { throw EvaluationError("\(item.title) has no known sender") }
            return .text(side.rawValue)
        case "violations": return .list(violations(of: item).map(Value.text))
        default: break
        }
        let value: PropertyTable.Lookup =
            switch item {
            case .session(let session): PropertyTable.session[name].map { $0(session) } ?? .unknown
            case .frame(let frame): PropertyTable.frame[name].map { $0(frame) } ?? .unknown
            case .message(let message): PropertyTable.message[name].map { $0(message) } ?? .unknown
            case .segment(let segment): PropertyTable.segment[name].map { $0(segment) } ?? .unknown
            case .finding(let finding): PropertyTable.finding[name].map { $0(finding) } ?? .unknown
            }
        switch value {
        case .value(let value): return value
        case .missing: throw EvaluationError("\(item.title) has no `\(name)` in this recording")
        case .unknown: return nil
        }
    }

    /// The names of the properties that things of this kind have.
    static func names(of kind: Item.Kind) -> [String] {
        let own: [String] =
            switch kind {
            case .session: Array(PropertyTable.session.keys)
            case .frame: Array(PropertyTable.frame.keys)
            case .message: Array(PropertyTable.message.keys)
            case .segment: Array(PropertyTable.segment.keys)
            case .finding: Array(PropertyTable.finding.keys)
            }
        return (own + ["number", "session", "packets", "packetCount", "from", "violations"]).sorted()
    }

    /// Who sent it; a session was begun by its client.
    static func side(of item: Item) -> Side? {
        switch item {
        case .session: .client
        case .frame(let frame): frame.from
        case .message(let message): message.event.from
        case .segment(let segment): segment.from
        case .finding(let finding): finding.event.from
        }
    }

    /// The ids of the rules by which something was found about it, mere notes included.
    static func rules(of item: Item) -> [String] {
        switch item {
        case .session(let session): session.findings.map(\.rule.rawValue)
        case .frame(let frame): frame.rules
        case .message, .segment: []
        case .finding(let finding): [finding.event.rule.rawValue]
        }
    }

    /// The ids of the rules that it breaks: the errors, and what is wrong with a frame in itself.
    static func violations(of item: Item) -> [String] {
        rules(of: item).filter { id in
            guard let rule = Rule(rawValue: id) else { return false }
            return rule.severity == .error || item.kind == .frame && id.hasPrefix("frame.")
        }
    }

    /// Whether `item` belongs to `whole`: a frame to its message, session or segment, a segment to its frame, and so on.
    static func isPart(_ item: Item, of whole: Item) -> Bool {
        guard item.recording == whole.recording, item.session == whole.session else { return false }
        switch (item, whole) {
        case (_, .session): return true
        case (.frame(let frame), .message(let message)): return message.event.frames.contains(frame.number)
        case (.message(let message), .frame(let frame)): return message.event.frames.contains(frame.number)
        case (.finding(let finding), .frame(let frame)): return finding.event.frame == frame.number
        case (.frame(let frame), .finding(let finding)): return finding.event.frame == frame.number
        case (_, .segment(let segment)): return item.packets.contains(segment.packet)
        case (.segment(let segment), _): return whole.packets.contains(segment.packet)
        default: return false
        }
    }
}
