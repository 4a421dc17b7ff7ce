import Dissection
import Report
import Testing
import Wire

@testable import Query

/// The things of a recording, as they pass by.
struct PassingThings {
    typealias Lines = [String: Value]

    private struct Entry {
        var kind: Thing.Kind
        var item: Item?
        /// What NDJSON has for it.
        var line: Lines
        /// The session's place in `sessions`.
        var session: Int
    }

    private var entries: [Entry] = []
    private var sessions: [(recorded: RecordedSession, line: Lines, end: Lines?)] = []

    /// The things of `recording`.
    init(_ recording: Recording) {
        for (at, session) in recording.sessions.enumerated() {
            let line = ReportedObject.values(of: .session(session.start))
            sessions.append((session, line, session.close.map { ReportedObject.values(of: .close($0)) }))
            entries.append(Entry(kind: .session, item: nil, line: line, session: at))
            for (kind, itemKind) in [(Thing.Kind.frame, Item.Kind.frame), (.message, .message), (.finding, .finding)] {
                for item in recording.items(itemKind) where item.session == session.number {
                    entries.append(Entry(kind: kind, item: item, line: ReportedObject.values(of: item), session: at))
                }
            }
            entries.append(Entry(kind: .other, item: nil, line: [:], session: at))
            if session.close != nil { entries.append(Entry(kind: .end, item: nil, line: [:], session: at)) }
        }
    }

    /// Each thing, with the lines that NDJSON has for it, for its session, and, if it is one, for the session's end.
    ///
    /// The things know what `predicate` needs of their sessions.
    func all(for predicate: Predicate? = nil) -> [(thing: Thing, line: Lines, session: Lines, end: Lines?)] {
        let facts = sessions.map { session in
            SessionFacts(
                session.recorded.start, names: predicate?.sessionNames ?? [], headers: predicate?.headers ?? [])
        }
        return entries.map { entry in
            var facts = facts[entry.session]
            let session = sessions[entry.session]
            if entry.kind == .end, let close = session.recorded.close { facts.learn(close) }
            return (
                Thing(kind: entry.kind, item: entry.item, session: facts), entry.line, session.line,
                entry.kind == .end ? session.end : nil
            )
        }
    }
}

@Suite struct PredicateTests {
    /// What passes, as `frame 3`.
    private func passing(_ source: String, in name: String = "demo") throws -> [String] {
        let predicate = try Predicate(source)
        return PassingThings(try sample(name)).all(for: predicate).filter { predicate.holds(for: $0.thing) == true }
            .map { entry in
                entry.thing.item.map { "\(entry.thing.kind.rawValue) \($0.number)" } ?? entry.thing.kind.rawValue
            }
    }

    @Test(arguments: [
        ("opcodeName == text", ["frame 1", "frame 2", "frame 3"]), ("opcodeName == 'ping'", ["frame 4"]),
        ("ping == opcodeName", ["frame 4"]), ("frame.payloadLength > 100", ["frame 2"]),
        ("opcode = 9 or opcode = 0xa", ["frame 4", "frame 5"]), ("answers == 4", ["frame 5"]),
        ("milliseconds(roundTripTime) < 1", ["frame 5"]), ("roundTripTime < 1", ["frame 5"]),
        ("contains(message.text, 'Hello')", ["message 1"]), ("payload[0] == 0x89", ["frame 7", "message 4"]),
        ("payload[0..<4] == x'89 50 4e 47'", ["frame 7", "message 4"]),
        ("message.length == 8", ["message 4", "message 5"]),
        ("frame.number == 1 or message.number == 2", ["frame 1", "message 2"]),
        ("message == 2", ["frame 2", "message 2"]), ("code == 1000", ["frame 9", "frame 10"]),
        ("contains(reason, 'bye') and from == client", ["frame 9"]), ("has(frame, 'code')", ["frame 9", "frame 10"]),
        ("not has(frame, 'code') and opcode >= 8", ["frame 4", "frame 5"]), ("size == headerLength", []),
        ("clientSent.code == 1000", ["end of a session"]), ("clean", ["end of a session"]), ("not clean", []),
        ("clean and status == 101", ["end of a session"]), ("tcpEnd == fin", ["end of a session"]),
        ("session.tcpEnd == reset", []), ("has(clientSent, 'code')", ["end of a session"]),
        ("has(session, 'clientSent.code')", ["end of a session"]), ("has(clientSent, 'missing')", []),
        ("lower(opcodeName) == 'close' and from == 'server'", ["frame 10"]),
        ("status == 101 and opcode == 9", ["frame 4"]), ("path == '/chat' and opcode == 9", ["frame 4"]),
        ("requestHeader(session, 'pragma') == 'no-cache' and opcode == 9", ["frame 4"]),
        ("requestHeader(session, 'X-None') == '' and opcode == 9", []),
        ("1 + 2 * 3 - 1 == opcode + 5 and fin", ["frame 1", "frame 2"]), ("-opcode == -9", ["frame 4"]),
        ("(opcode == 9)", ["frame 4"]), ("maskingKey.count == 4 and opcode == 8", ["frame 9"]),
    ])
    func chooses(source: String, expected: [String]) throws {
        #expect(try passing(source) == expected)
    }

    @Test("What holds for a session holds for all in it")
    func sessions() throws {
        let all = PassingThings(try sample("demo")).all().count
        for source in ["status == 101", "uri == session.uri", "session.session == 1", "contains(uri, 'chat')", "true"] {
            #expect(try passing(source).count == all, "\(source)")
        }
        #expect(try passing("status == 200") == [])
    }

    @Test("What has no value is neither true nor false")
    func unknown() throws {
        #expect(try passing("code == 1000 or opcode == 9") == ["frame 4", "frame 9", "frame 10"])
        #expect(try passing("not code == 1000") == [])
        #expect(try passing("code == 1000 and true") == ["frame 9", "frame 10"])
        #expect(try passing("subprotocol == 'chat' and opcode == 9") == ["frame 4"])
        #expect(try passing("not (draft == 'x') and opcode == 9") == [])
        #expect(try passing("payload[9999] == 1 or opcode == 9") == ["frame 4"])
        #expect(try passing("1 / 0 == 1 or opcode == 9") == ["frame 4"])
    }

    @Test("A severity, a rule, a blame")
    func findings() throws {
        let predicate = try Predicate("severity == error and contains(rule, 'frame.') and blame == client")
        var found = 0
        for name in sampleNames {
            for entry in PassingThings(try sample(name)).all(for: predicate)
            where predicate.holds(for: entry.thing) == true {
                guard case .finding(let finding)? = entry.thing.item else { continue }
                #expect(finding.event.rule.severity == .error && finding.event.blame == .client)
                found += 1
            }
        }
        #expect(found > 0)
        #expect(predicate.kinds == [.finding])
    }

    @Test(arguments: [
        ("opcode == text", "a number can't be compared with a text; `opcodeName` is a text", 1),
        ("frame.length > 125", "a frame has no `length`, but a message has", 7),
        ("opcodeName == text and length > 3", "nothing has both `opcodeName` (a frame) and `length` (a message)", 24),
        ("severity == eror", "`severity` is never 'eror'; did you mean error?", 13),
        ("rule == 'frame.client-unmaskd'", "did you mean frame.client-unmasked?", 9),
        ("kind == 'txet'", "`kind` is never 'txet'; did you mean text?", 9),
        ("kind == 'image'", "`kind` is never 'image'; it is one of text, binary", 9),
        ("foo", "there is no name `foo`", 1), ("opcode == 1 and payloadLenght > 5", "did you mean `payloadLength`", 17),
        ("payloadLength", "this is a number, not a condition", 1),
        ("fin and 5", "this is a number, not a condition", 9),
        ("not opcode", "this is a number, not a condition", 5), ("fin and (opcode)", "this is a number", 10),
        ("count(frames) > 1", "`count` looks at other things", 1), ("fin and the(first frame) == 1", "`the` looks", 9),
        ("sum(length of messages) > 1", "`sum` looks", 1), ("breaks('frame.opcode-reserved')", "rule == 'ID'", 1),
        ("uri < 'a'", "`<` compares numbers and durations, not a text", 1),
        ("1 < uri", "a number can't be compared with a text", 1),
        ("fin == 1", "yes or no can't be compared with a number", 1),
        ("opcode + 'a' == 1", "`+` doesn't fit a number and a text", 8), ("subprotocol.x == 1", "it has no `x`", 1),
        ("false", "this is never true", 1), ("fin and false", "this is never true", 1),
        (
            "clean and severity == error", "nothing has both `clean` (the end of a session) and `severity` (a finding)",
            11
        ),
        ("hex(1, 2) == 'a'", "`hex` doesn't take 2 arguments", 1), ("nosuch(1)", "there is no function `nosuch`", 1),
        ("opcode == 1 and", "expected a value, found the end", 16), ("(fin", "expected `)`", 5),
        ("requestHeader('a', 'b') == 'c'", "requestHeader(session, 'NAME')", 1),
        ("has(opcode, 'x')", "it has no parts", 5),
        ("has(frame, 'x')", "a frame has no `x`", 5), ("answer == 1", "did you mean `answers`", 1),
        ("elapsed > 5", "there is no name `elapsed`", 1), ("violations.count > 0", "there is no name `violations`", 1),
        ("opcode == 1 or (opcode == 2 or opcod == 3)", "there is no name `opcod`", 32),
    ])
    func saysWhatIsWrongWhere(source: String, problem: String, column: Int) {
        let error = #expect(throws: LanguageError.self) { try Predicate(source) }
        #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
        #expect(error?.column == column)
        #expect(error?.source == source)
    }

    @Test func knowsWhatItLooksAt() throws {
        #expect(try Predicate("opcode == 1").kinds == [.frame])
        #expect(try Predicate("from == client").kinds == [.frame, .message, .finding])
        #expect(try Predicate("frame.opcode == 1 or message.length == 1").kinds == [.frame, .message])
        #expect(try Predicate("status == 101").kinds == Set(Thing.Kind.allCases))
        #expect(try Predicate("contains(frame.text, 'a')").looksIntoPayloads)
        #expect(try !Predicate("opcode == 1").looksIntoPayloads)
        #expect(try Predicate("clean").looksAtEnds && !Predicate("status == 101").looksAtEnds)
        #expect(try Predicate("status == 101 and opcode == 1").sessionNames == ["status"])
    }
}
