import Dissection
import TestKit
import Testing

@testable import Query

/// Random conditions over things of all recordings: what a predicate says is what a naive evaluator says of NDJSON's lines.
@Suite struct PredicatePropertyTests {
    /// A condition as the test writes and evaluates it, knowing nothing of trees, types and tables of names.
    private indirect enum Condition {
        case constant(Bool)
        case holds(String)
        case compared(String, String, Value)
        case not(Condition)
        case and(Condition, Condition)
        case or(Condition, Condition)

        var source: String {
            switch self {
            case .constant(let truth): "\(truth)"
            case .holds(let name): name
            case .compared(let name, let sign, .text(let text)): "\(name) \(sign) '\(text)'"
            case .compared(let name, let sign, let value): "\(name) \(sign) \(value.text)"
            case .not(let inner): "not (\(inner.source))"
            case .and(let left, let right): "(\(left.source)) and (\(right.source))"
            case .or(let left, let right): "(\(left.source) or \(right.source))"
            }
        }

        /// Whether it holds, nil where that can't be said; `value` gives the value of a name.
        func holds(_ value: (String) -> Value?) -> Bool? {
            switch self {
            case .constant(let truth): return truth
            case .holds(let name):
                guard case .truth(let truth)? = value(name) else { return nil }
                return truth
            case .compared(let name, let sign, let other):
                guard let found = value(name) else { return nil }
                switch (found, other) {
                case (.number(let left), .number(let right)): return Self.compare(left, sign, right)
                case (.duration(let left), .number(let right)):
                    return Self.compare(left, sign, Int64(right) * 1_000_000_000)
                case (.text(let left), .text(let right)):
                    return sign == "==" ? left == right : sign == "!=" ? left != right : nil
                default: return nil
                }
            case .not(let inner): return inner.holds(value).map { !$0 }
            case .and(let left, let right):
                let sides = [left.holds(value), right.holds(value)]
                return sides.contains(false) ? false : sides.contains(nil) ? nil : true
            case .or(let left, let right):
                let sides = [left.holds(value), right.holds(value)]
                return sides.contains(true) ? true : sides.contains(nil) ? nil : false
            }
        }

        private static func compare<T: Comparable>(_ left: T, _ sign: String, _ right: T) -> Bool {
            switch sign {
            case "==": left == right
            case "!=": left != right
            case "<": left < right
            case "<=": left <= right
            case ">": left > right
            default: left >= right
            }
        }
    }

    private typealias Lines = PassingThings.Lines

    // Of bytes NDJSON writes another form, and of payloads no more than a beginning.
    private static let passedOver: Set<String> = [
        "type", "maskingKey", "text", "base64", "sha256", "truncated", "session",
    ]

    private static let ownNames: [Thing.Kind: Set<String>] = [
        .frame: ReportedKey.names(of: .frame), .message: ReportedKey.names(of: .message),
        .finding: ReportedKey.names(of: .finding),
    ]

    /// The value of `name`, with a kind before it or not, as the lines have it.
    private static func value(
        _ name: String, _ kind: Thing.Kind, _ line: [String: Value], _ session: [String: Value], _ end: [String: Value]?
    ) -> Value? {
        let parts = name.split(separator: ".").map(String.init)
        let key = parts[parts.count - 1]
        let isOfThings = ownNames.values.contains { $0.contains(key) }
        let isOfSession = parts.count == 2 ? parts[0] == "session" : !isOfThings
        let value: Value?
        if isOfSession {
            value = session[key] ?? end?[key]
        } else if parts.count == 2, parts[0] != kind.rawValue {
            value = nil
        } else {
            value = line[key]
        }
        if key == "from", case .text("unknown")? = value { return nil }
        // A session's end has its own time and number, which are not the session's.
        return value
    }

    @Test("Random conditions", arguments: 1...3)
    func random(seed: Int) throws {
        var numbers = SplitMix(seed: UInt64(seed))
        var things: [(name: String, at: Int, kind: Thing.Kind, line: Lines, session: Lines, end: Lines?)] = []
        var recordings: [String: PassingThings] = [:]
        for name in sampleNames.shuffled(using: &numbers).prefix(8) {
            let recording = PassingThings(try sample(name))
            recordings[name] = recording
            for (at, entry) in recording.all().enumerated() {
                things.append((name, at, entry.thing.kind, entry.line, entry.session, entry.end))
            }
        }
        // Names with values that they really have, so that conditions hold now and then.
        var literals: [(name: String, value: Value)] = []
        for thing in things.shuffled(using: &numbers).prefix(300) {
            let lines = [(thing.kind.rawValue, thing.line), ("session", thing.session), ("session", thing.end ?? [:])]
            for (kind, line) in lines {
                for (key, value) in line.sorted(by: { $0.key < $1.key }) where !Self.passedOver.contains(key) {
                    let isQualified = Bool.random(using: &numbers) && Thing.Kind(owner: kind) != nil
                    literals.append((isQualified ? "\(kind).\(key)" : key, value))
                }
            }
        }
        literals.shuffle(using: &numbers)
        var held = 0
        var refused = 0
        for _ in 0..<60 {
            let condition = Self.condition(literals, depth: 3, &numbers)
            let picked = (0..<60).map { _ in things[Int.random(in: things.indices, using: &numbers)] }
            let predicate: Predicate
            do {
                predicate = try Predicate(condition.source)
            } catch {
                refused += 1
                // What is refused could never have held.
                for thing in things {
                    let naive = condition.holds { Self.value($0, thing.kind, thing.line, thing.session, thing.end) }
                    #expect(naive != true, "\(condition.source): \(error.problem)")
                }
                continue
            }
            var passing: [String: [(thing: Thing, line: Lines, session: Lines, end: Lines?)]] = [:]
            for thing in picked {
                let all = passing[thing.name] ?? recordings[thing.name]?.all(for: predicate) ?? []
                passing[thing.name] = all
                let naive = condition.holds { Self.value($0, thing.kind, thing.line, thing.session, thing.end) }
                let said = predicate.holds(for: all[thing.at].thing)
                let what = "\(thing.kind.rawValue) of \(thing.name): \(thing.line)"
                #expect(said == naive, "\(condition.source), for the \(what)")
                if naive == true { held += 1 }
                if naive == true { #expect(predicate.kinds.contains(thing.kind), "\(condition.source)") }
            }
        }
        #expect(held > 50 && refused < 50, "\(held) held, \(refused) refused")
    }

    private static let signs = ["==", "!=", "<", "<=", ">", ">="]

    private static func condition(
        _ literals: [(name: String, value: Value)], depth: Int, _ numbers: inout SplitMix
    ) -> Condition {
        switch depth == 0 ? 0 : Int.random(in: 0..<8, using: &numbers) {
        case 3: return .not(condition(literals, depth: depth - 1, &numbers))
        case 4, 5:
            return .and(
                condition(literals, depth: depth - 1, &numbers), condition(literals, depth: depth - 1, &numbers))
        case 6, 7:
            return .or(
                condition(literals, depth: depth - 1, &numbers), condition(literals, depth: depth - 1, &numbers))
        default: break
        }
        let (name, value) = literals[Int.random(in: literals.indices, using: &numbers)]
        switch value {
        case .truth: return .holds(name)
        case .number(let number):
            let sign = signs[Int.random(in: 0..<6, using: &numbers)]
            return .compared(name, sign, .number(max(0, number + Int.random(in: -1...1, using: &numbers))))
        case .duration(let nanoseconds):
            let sign = signs[Int.random(in: 0..<6, using: &numbers)]
            return .compared(name, sign, .number(Int(max(0, nanoseconds / 1_000_000_000))))
        case .text(let text) where !text.contains("'") && text.utf8.count < 60:
            return .compared(name, signs[Int.random(in: 0..<2, using: &numbers)], value)
        default: return .constant(Bool.random(using: &numbers))
        }
    }
}
