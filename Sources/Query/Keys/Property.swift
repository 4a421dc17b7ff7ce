public import Dissection

/// The properties of things, by the names that expressions use: NDJSON's keys, and some that only make sense here.
public enum Property {
    /// The value of `name`, or nil if things of this kind have no such key.
    ///
    /// - Throws: `EvaluationError` when they have it but this one has no value for it.
    static func value(_ name: String, of item: Item) throws(EvaluationError) -> Value? {
        switch lookup(name, of: item) {
        case .value(let value): return value
        case .missing: throw EvaluationError("\(item.title) has no `\(name)` in this recording")
        case .unknown: return nil
        }
    }

    /// What `name` is of `item`: computed, else as NDJSON tells it.
    static func lookup(_ name: String, of item: Item) -> Lookup {
        let computed: Lookup =
            switch item {
            case .session(let session): Key<RecordedSession>.byName[name].map { $0.value(session) } ?? .unknown
            case .frame(let frame): Key<RecordedFrame>.byName[name].map { $0.value(frame) } ?? .unknown
            case .message(let message): Key<RecordedMessage>.byName[name].map { $0.value(message) } ?? .unknown
            case .segment(let segment): Key<RecordedSegment>.byName[name].map { $0.value(segment) } ?? .unknown
            case .finding(let finding): Key<RecordedFinding>.byName[name].map { $0.value(finding) } ?? .unknown
            case .record(let record): Key<RecordedRecord>.byName[name].map { $0.value(record) } ?? .unknown
            }
        if case .unknown = computed {} else { return computed }
        if let common = common(name, of: item) { return common }
        if let value = ReportedObject.values(of: item)[name] { return .value(value) }
        return ReportedKey.names(of: item.kind).contains(name) ? .missing : .unknown
    }

    // The keys that all things have.
    private static func common(_ name: String, of item: Item) -> Lookup? {
        switch name {
        case "number": return .number(item.number)
        case "session": return .number(item.session)
        case "packets": return .list(item.packets)
        case "packetCount": return .number(item.packets.count)
        case "from": return .text(side(of: item)?.rawValue)
        case "violations": return .list(violations(of: item))
        case "at": return .number(item.moment.sinceSession.map { $0 / 1_000_000 })
        case "elapsed": return .number(item.moment.sinceRecording.map { $0 / 1_000_000 })
        default: return nil
        }
    }

    /// The common keys, and what they mean.
    static let commonKeys = [
        ("number", "the number that people know it by: a session's, a frame's, a message's, a packet's"),
        ("session", "the number of its session"),
        ("packets", "the numbers of the packets that carried it"),
        ("packetCount", "how many packets carried it"),
        ("from", "who sent it: `client` or `server`"),
        ("violations", "the ids of the rules that it breaks"),
        ("at", "whole milliseconds since its session's first packet, the request"),
        ("elapsed", "whole milliseconds since the capture's first packet"),
    ]

    /// The names of the keys that things of this kind have.
    static func names(of kind: Item.Kind) -> [String] { documented(kind).map(\.name).sorted() }

    /// The keys that things of a kind have, each with what it means: those that all things have, those of NDJSON's lines in
    /// their order, and those that only expressions have.
    public static func documented(_ kind: Item.Kind) -> [(name: String, meaning: String, isReported: Bool)] {
        let own: [(String, String?)] =
            switch kind {
            case .session: Key<RecordedSession>.all.map { ($0.name, $0.meaning) }
            case .frame: Key<RecordedFrame>.all.map { ($0.name, $0.meaning) }
            case .message: Key<RecordedMessage>.all.map { ($0.name, $0.meaning) }
            case .segment, .packet: Key<RecordedSegment>.all.map { ($0.name, $0.meaning) }
            case .finding: Key<RecordedFinding>.all.map { ($0.name, $0.meaning) }
            case .record: Key<RecordedRecord>.all.map { ($0.name, $0.meaning) }
            }
        let reported = ReportedKey.keys(of: kind).map { (name: $0.name, meaning: $0.meaning, isReported: true) }
        let names = Set(reported.map(\.name))
        let common = commonKeys.filter { !names.contains($0.0) }.map { (name: $0.0, meaning: $0.1, isReported: false) }
        return reported + common
            + own.compactMap { name, meaning in meaning.map { (name: name, meaning: $0, isReported: false) } }
    }

    /// What is said where there is no such key: the nearest ones, or all.
    static func unknown(_ name: String, _ kind: Item.Kind) -> String {
        "a \(kind.rawValue) has no `\(name)`; it has \(names(of: kind).joined(separator: ", "))"
    }

    /// Who sent it; a session was begun by its client.
    public static func side(of item: Item) -> Side? {
        switch item {
        case .session: .client
        case .frame(let frame): frame.from
        case .message(let message): message.event.from
        case .segment(let segment): segment.from
        case .record(let record): record.event.from
        case .finding(let finding): finding.event.from
        }
    }

    /// The ids of the rules by which something was found about it, mere notes included.
    public static func rules(of item: Item) -> [String] {
        switch item {
        case .session(let session): session.findings.map(\.rule.rawValue)
        case .frame(let frame): frame.rules
        case .message, .segment, .record: []
        case .finding(let finding): [finding.event.rule.rawValue]
        }
    }

    /// The ids of the rules that it breaks: the errors, and what is wrong with a frame in itself.
    public static func violations(of item: Item) -> [String] {
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
        case (.record(let record), .frame(let frame)), (.frame(let frame), .record(let record)):
            return record.event.from == frame.from && record.frames.contains(frame.number)
        case (_, .segment(let segment)): return item.packets.contains(segment.packet)
        case (.segment(let segment), _): return whole.packets.contains(segment.packet)
        default: return false
        }
    }
}
