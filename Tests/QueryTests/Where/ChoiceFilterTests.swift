import Dissection
import Report
import Testing
import WebSocket

@testable import Query

@Suite struct ChoiceFilterTests {
    /// Keeps what passes.
    private final class Collector: DissectionHandler {
        var events: [DissectionEvent] = []
        func handle(_ event: DissectionEvent) { events.append(event) }

        var summary: SummaryEvent? {
            guard case .summary(let summary)? = events.last else { return nil }
            return summary
        }
    }

    private func filtered(
        _ choice: Choice, _ name: String = "demo", _ purpose: ChoiceFilter.Purpose = .init()
    ) throws -> Collector {
        let collector = Collector()
        let filter = ChoiceFilter(choice, for: purpose, to: collector)
        for event in try sample(name).events { filter.handle(event) }
        return collector
    }

    /// `session`, `frame 3`, `close` and so on.
    private func names(_ events: [DissectionEvent]) -> [String] {
        events.compactMap { event in
            switch event {
            case .capture, .summary, .comment, .drops: nil
            case .session(let start): "session \(start.session)"
            case .frame(let frame): "frame \(frame.frame)"
            case .message(let message): "message \(message.message)"
            case .finding(let finding): finding.rule.rawValue
            case .record: "record"
            case .transport: "transport"
            case .close(let close): "close \(close.session)"
            }
        }
    }

    private func condition(_ source: String) throws -> Choice {
        var choice = Choice()
        choice.condition = try Predicate(source)
        return choice
    }

    @Test func aSessionIsShownWithWhatPassesInIt() throws {
        let collector = try filtered(condition("opcodeName == ping"))
        #expect(names(collector.events) == ["session 1", "frame 4", "close 1"])
        let shown = try #require(collector.summary?.shown)
        #expect(shown.shown.sessions == 1 && shown.all.sessions == 1)
        #expect(shown.shown.frames == 1 && shown.all.frames == 10)
        #expect(shown.shown.messages == 0 && shown.all.messages == 5)
        #expect(collector.summary?.frames == 10)
    }

    @Test func nothingIsShownOfASessionInWhichNothingPasses() throws {
        let collector = try filtered(condition("payloadLength > 100_000"))
        #expect(names(collector.events).isEmpty)
        #expect(collector.events.count == 2)
        #expect(collector.summary?.shown?.shown == ShownCounts.Counts())
    }

    @Test func endsThatPassBringTheirSessionsAlone() throws {
        #expect(names(try filtered(condition("clean")).events) == ["session 1", "close 1"])
        #expect(names(try filtered(condition("not clean")).events) == [])
    }

    @Test func whatASideSent() throws {
        var choice = Choice()
        choice.from = .client
        for name in sampleNames {
            for event in try filtered(choice, name).events {
                switch event {
                case .frame(let frame): #expect(frame.from == .client)
                case .message(let message): #expect(message.from == .client)
                case .finding(let finding): #expect(finding.from == .client)
                default: break
                }
            }
        }
        choice.hidesControl = true
        #expect(
            names(try filtered(choice).events).filter { $0 != "transport" }
                == ["session 1", "frame 1", "message 1", "frame 7", "message 4", "close 1"])
    }

    @Test func whatOnlyLeavesOutKeepsEverySession() throws {
        var choice = Choice()
        choice.hidesControl = true
        choice.hidesNotes = true
        for name in sampleNames {
            let recording = try sample(name)
            let expected = recording.events.filter { event in
                switch event {
                case .frame(let frame): !frame.header.opcode.isControl
                case .finding(let finding): finding.rule.severity != .note
                default: true
                }
            }
            #expect(names(try filtered(choice, name).events) == names(expected), "\(name)")
        }
    }

    @Test func messagesWithATextAndTheirFrames() throws {
        var choice = Choice()
        choice.match = try PayloadPattern("Long messages")
        var purpose = ChoiceFilter.Purpose()
        #expect(names(try filtered(choice).events) == ["session 1", "message 3", "close 1"])
        purpose.showsFramesOfMessages = true
        #expect(
            names(try filtered(choice, "demo", purpose).events)
                == ["session 1", "frame 3", "frame 6", "message 3", "close 1"])
        choice.match = try PayloadPattern("/welcome to ROOM/i")
        #expect(
            names(try filtered(choice, "demo", purpose).events) == ["session 1", "frame 2", "message 2", "close 1"])
        choice.from = .client
        #expect(names(try filtered(choice, "demo", purpose).events) == [])
    }

    @Test func framesFollowTheirMessages() throws {
        var purpose = ChoiceFilter.Purpose()
        purpose.showsFramesOfMessages = true
        let collector = try filtered(condition("message.number == 4"), "demo", purpose)
        #expect(names(collector.events) == ["session 1", "frame 7", "message 4", "close 1"])
        #expect(collector.summary?.shown?.shown.frames == 1)
    }

    @Test func paths() throws {
        var choice = Choice()
        choice.path = PathPattern("/chat")
        #expect(names(try filtered(choice).events) == names(try sample("demo").events))
        choice.path = PathPattern("/other")
        #expect(names(try filtered(choice).events) == [])
    }

    @Test func oneSessionIsShownWhateverPasses() throws {
        var choice = try condition("opcodeName == ping")
        choice.session = 2
        var purpose = ChoiceFilter.Purpose()
        purpose.showsEverySession = true
        let name = try #require(sampleNames.first { (try? sample($0).sessions.count) ?? 0 > 1 })
        let collector = try filtered(choice, name, purpose)
        #expect(names(collector.events).first == "session 2" && names(collector.events).last == "close 2")
        let frames = try sample(name).frames.filter { $0.session == 2 }.count
        #expect(collector.summary?.shown?.all.frames == frames)
        choice.session = 99
        #expect(names(try filtered(choice, name, purpose).events) == [])
    }

    @Test func whatWasKeptForTheChoiceAloneDoesNotPass() throws {
        var purpose = ChoiceFilter.Purpose()
        purpose.payloadLimit = 3
        purpose.wireLimit = 4
        for event in try filtered(condition("contains(text, 'e')"), "demo", purpose).events {
            switch event {
            case .frame(let frame): #expect(frame.wire.count == 4)
            case .message(let message): #expect(message.payload.count == 3)
            default: break
            }
        }
    }

    @Test("The events of every recording, against a filter that knows everything at once", arguments: sampleNames)
    func agreesWithANaiveFilter(name: String) throws {
        let recording = try sample(name)
        let things = PassingThings(recording)
        for source in [
            "opcode >= 8", "from == client", "severity == error or message.length > 10", "clean", "status == 101",
            "outcome == refused or tcpEnd == reset", "payloadLength > 5 and session.status == 101",
        ] {
            let predicate = try Predicate(source)
            var passing: Set<String> = []
            for entry in things.all(for: predicate) where predicate.holds(for: entry.thing) == true {
                let session = entry.session["session"]?.text ?? ""
                passing.insert("\(entry.thing.kind) \(session) \(entry.thing.item?.number ?? 0)")
            }
            func passes(_ kind: Thing.Kind, _ session: Int, _ number: Int = 0) -> Bool {
                passing.contains("\(kind) \(session) \(number)")
            }
            var findings: [Int: Int] = [:]
            var events: [String] = []
            for session in recording.sessions {
                var own: [DissectionEvent] = []
                for event in session.timeline {
                    let isShown: Bool
                    switch event {
                    case .frame(let frame): isShown = passes(.frame, frame.session, frame.frame)
                    case .message(let message): isShown = passes(.message, message.session, message.message)
                    case .finding(let finding):
                        findings[finding.session, default: 0] += 1
                        isShown = passes(.finding, finding.session, findings[finding.session] ?? 0)
                    default: isShown = passes(.other, session.number)
                    }
                    if isShown { own.append(event) }
                }
                guard !own.isEmpty || passes(.session, session.number) || passes(.end, session.number) else { continue }
                events += names([.session(session.start)] + own + (session.close.map { [.close($0)] } ?? []))
            }
            let collector = Collector()
            let filter = try ChoiceFilter(condition(source), to: collector)
            for event in recording.events { filter.handle(event) }
            #expect(names(collector.events) == events, "\(source)")
        }
    }
}
