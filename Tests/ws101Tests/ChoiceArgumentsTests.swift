import Foundation
import Samples
import Testing

@testable import ws101

@Suite struct ChoiceArgumentsTests {
    private let demo = SampleFiles.folder.appendingPathComponent("demo.pcapng").path

    private func lines(_ arguments: [String]) throws -> [[String: Any]] {
        let result = try Program.run(["inspect", demo, "--format", "ndjson"] + arguments)
        #expect(result.status == 0, "\(result.error)")
        return try result.output.split(separator: "\n").map {
            try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    private func kinds(_ arguments: [String]) throws -> [String] {
        try lines(arguments).compactMap { $0["type"] as? String }
    }

    @Test func choosesLines() throws {
        #expect(try kinds(["--where", "opcodeName == ping"]) == ["capture", "session", "frame", "close", "summary"])
        #expect(try kinds(["--path", "/other"]) == ["capture", "summary"])
        #expect(try kinds(["--match", "/^hello/i"]) == ["capture", "session", "message", "close", "summary"])
        let quiet = try lines(["--no-control", "--no-notes", "--from", "server"])
        #expect(quiet.allSatisfy { ($0["opcode"] as? Int ?? 0) < 8 && $0["from"] as? String != "client" })
        let summary = try #require(quiet.last?["shown"] as? [String: Any])
        #expect(summary["choice"] as? String == "--from server --no-control --no-notes")
    }

    @Test func onlyWhatTheLinesShowIsCounted() throws {
        let shown = try lines(["--where", "masked", "--session", "1"]).last?["shown"] as? [String: Any]
        #expect(shown?["frames"] as? Int == 4 && shown?["choice"] as? String == "--session 1 --where masked")
        #expect(try lines([]).last?["shown"] == nil)
    }

    @Test func payloadsAreCutAsTheyWouldBe() throws {
        let message = try lines(["--match", "Hello", "--payload-limit", "5"]).first {
            $0["type"] as? String == "message"
        }
        #expect(message?["text"] as? String == "Hello" && message?["truncated"] as? Bool == true)
    }

    @Test func theOverviewHasTheSessionsConcerned() throws {
        let none = try Program.run(["inspect", demo, "--where", "tcpEnd == reset"])
        #expect(none.status == 0)
        #expect(none.output.contains("Nothing in these sessions matches the options."))
        #expect(none.output.contains("Shown: 0 of 1 session, 0 of 10 frames, 0 of 5 messages"))
        #expect(none.output.contains("1 session, 10 frames, 5 messages."))
        let one = try Program.run(["inspect", demo, "--match", "Hello"])
        #expect(one.output.contains("ws://localhost:8765/chat"))
        #expect(one.output.contains("Shown: 1 of 1 session, 1 of 10 frames, 1 of 5 messages"))
    }

    @Test func theLadderHasTheThingsConcerned() throws {
        let result = try Program.run(["inspect", demo, "--session", "1", "--where", "opcodeName == pong"])
        #expect(result.status == 0)
        #expect(result.output.contains("#5 ") && !result.output.contains("#4 │"))
        #expect(result.output.contains("Shown: 1 of 10 frames"))
        let other = try Program.run(["inspect", demo, "--session", "2", "--from", "client"])
        #expect(other.status == 64 && other.error.contains("there is no session 2"))
    }

    @Test func anErrorIsShownUnderTheExpressionBeforeAnythingIsRead() throws {
        for command in [["inspect", "no-such-file"], ["capture", "-i", "no-such-interface"]] {
            let result = try Program.run(command + ["--where", "fin and opcod == 1"])
            #expect(result.status == 64)
            #expect(result.output.isEmpty)
            #expect(
                result.error.hasPrefix(
                    """
                    ws101: --where: there is no name `opcod`; did you mean `opcode`, `opcodeName`?
                      fin and opcod == 1
                              ^

                    """), "\(result.error)")
            let match = try Program.run(command + ["--match", "/(/"])
            #expect(
                match.status == 64 && match.error.hasPrefix("ws101: --match: this is not a regular expression\n  /(/\n")
            )
        }
    }

    @Test(arguments: [
        ["--packet", "1"], ["--session", "1", "--tls"], ["--session", "1", "--why"],
        ["--session", "1", "--frame", "2"],
        ["--message", "1"], ["--record", "1"],
    ])
    func oneThingIsNotChosenAmongMany(view: [String]) throws {
        for choice in [
            ["--where", "fin"], ["--path", "/"], ["--from", "client"], ["--match", "a"], ["--no-control"],
            ["--no-notes"],
        ] {
            let result = try Program.run(["inspect", demo] + view + choice)
            #expect(result.status == 64)
            #expect(result.error.contains("\(choice[0]) chooses among many things"))
        }
    }

    @Test func thePortsAndHostsOfAFile() throws {
        let rest = try Program.run(["inspect", demo, "--port", "1-8764,50000-65535"])
        #expect(rest.output.contains("No WebSocket session was found in it."))
        #expect(try kinds(["--port", "8000-9000", "--host", "127.0.0.1"]).count > 2)
        #expect(try kinds(["--host", "10.9.9.9"]) == ["capture", "summary"])
        #expect(try kinds(["--filter", " "]).count > 2)
    }
}
