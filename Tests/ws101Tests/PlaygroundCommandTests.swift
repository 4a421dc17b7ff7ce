import Dissection
import Foundation
import Playground
import Testing

@testable import ws101

struct PlaygroundCommandTests {
    @Test(arguments: [40, 80, 200])
    func listsEveryEndpoint(width: Int) throws {
        let result = try Program.run(["playground", "--list", "--width", "\(width)"])
        #expect(result.status == 0)
        let lines = result.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= width })
        let text = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for endpoint in PlaygroundEndpoint.all {
            #expect(lines.contains { $0.hasPrefix(endpoint.pattern) }, "\(endpoint.pattern)")
            #expect(text.contains(endpoint.summary))
            for rule in endpoint.rules { #expect(text.contains(rule.rawValue)) }
        }
    }

    @Test(arguments: [
        ["playground", "echo"], ["playground", "--visit", "nothing"], ["playground", "--visit", "close/70000"],
        ["playground", "--no-tls", "--keylog", "x"], ["playground", "--no-tls", "--tls-port", "1"],
        ["playground", "--port", "70000"], ["playground", "--tls-port", "8101"],
        ["playground", "--port", "9001", "--tls-port", "9001"],
    ])
    func refusesArgumentsThatMakeNoSense(arguments: [String]) throws {
        let result = try Program.run(arguments)
        #expect(result.status == 64)
        #expect(!result.error.isEmpty && result.output.isEmpty)
    }

    @Test func wantsTwoPorts() throws {
        let result = try Program.run(["playground", "--port", "9001", "--tls-port", "9001"])
        #expect(result.error.contains("--port and --tls-port are both 9001: ws and wss need a port each."))
    }

    #if os(Linux)
    /// Whether this is root, and root can start a program that has no capability.
    private static let canGiveUpCapabilities: Bool = {
        guard getuid() == 0 else { return false }
        return (try? Program.shell("setpriv --bounding-set=-all --inh-caps=-all true"))?.status == 0
    }()

    /// Where others than root run the suite, every test of the playground shows it.
    @Test(.enabled(if: canGiveUpCapabilities, "needs root and setpriv"))
    func needsNoCapability() throws {
        let result = try Program.shell(
            "setpriv --bounding-set=-all --inh-caps=-all '\(Program.url.path)' playground --port 0 --visit echo")
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output.contains("← HTTP/1.1 101 Switching Protocols"))
    }
    #endif

    @Test func saysWhatToDoAboutAPortInUse() throws {
        let first = try Playing(["--no-tls"])
        let second = try Program.run(["playground", "--port", first.port])
        #expect(second.status == 69)
        #expect(second.error.hasPrefix("ws101: port \(first.port) is in use\n"))
        #expect(second.error.contains("ws101 playground --port 0"))
        #expect(second.output.isEmpty)
        #expect(first.interrupt().status == 130)
    }

    @Test func visitsAndSaysWhatHappens() throws {
        let result = try Program.run(["playground", "--port", "0", "--visit", "/masked", "close/1006"])
        #expect(result.status == 0)
        #expect(
            result.output.contains(
                """
                /masked
                  Masks its frames, which only clients do.
                  → GET /masked
                  ← HTTP/1.1 101 Switching Protocols
                  → text, 5 B "Hello"
                  ← text, 5 B "Hello"
                  · MASK is 1, with the key 37135542: a server must not mask.
                  → close, 1002
                  ← close, 1002
                  · the server ended TCP
                  ws101 reports frame.server-masked.

                /close/1006

                """))
        #expect(result.output.contains("  ws101 reports close.code-reserved.\n"))
        let plain = try Program.run(["playground", "--port", "0", "--visit", "drop", "--plain"])
        #expect(plain.output.contains("  server: text, 25 B \"This is the last message.\"\n"))
        #expect(plain.output.contains("  note: the server ended TCP, without a Close\n"))
    }

    @Test func keepsKeysPrivateAndRemovesThem() throws {
        let playing = try Playing([])
        let path = String(try #require(playing.run.error.firstMatch(of: #/key log +(\S+), removed at the end/#)).1)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(playing.run.error.contains("  sudo ws101 capture --port \(playing.port) --port "))
        #expect(playing.run.error.contains("--keylog \(path)"))
        let end = playing.interrupt()
        #expect(end.status == 130)
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}

/// The `websockets` library at every endpoint: another implementation than the one that misbehaves.
@Suite(.enabled(if: Peers.areThere, "needs `make test`'s Python"))
struct PlaygroundClientTests {
    private struct Told: Decodable {
        var path: String
        var messages: [String]
        var subprotocol: String?
        var extensions: [String]?
        var received: Int?
        var sent: Int?
        var failed: String?
        var status: Int?
    }

    @Test func meetsWhatTheTablePromises() throws {
        let playing = try Playing(["--no-tls"])
        let client = try Program.Running(Peers.python, [Peers.program("playground_client.py"), playing.port]).wait()
        #expect(client.status == 0, "\(client.error)")
        #expect(playing.interrupt().status == 130)
        let told = try client.output.split(separator: "\n").map {
            try JSONDecoder().decode(Told.self, from: Data($0.utf8))
        }
        #expect(told.count == PlaygroundEndpoint.all.count)
        for (endpoint, told) in zip(PlaygroundEndpoint.all, told) {
            switch endpoint.group {
            case .behaving:
                #expect(!told.messages.isEmpty && told.received == 1000 && told.sent == 1000, "\(told)")
            case .handshake where Self.lenient.contains(endpoint.name): #expect(told.messages == ["Hello"], "\(told)")
            case .handshake: #expect(told.failed != nil, "\(told)")
            case .frames where !Self.lenient.contains(endpoint.name),
                .messages where !Self.lenient.contains(endpoint.name):
                guard let code = endpoint.rules.compactMap(\.mustFailWith).first else { break }
                #expect(told.sent == code, "\(told)")
            case .frames, .messages, .closing, .connection: #expect(told.failed == nil, "\(told)")
            }
        }
        let byPath = Dictionary(uniqueKeysWithValues: told.map { ($0.path, $0) })
        #expect(byPath["/chat"]?.subprotocol == "chat")
        #expect(byPath["/deflate"]?.extensions == ["permessage-deflate"])
        #expect(byPath["/fragments"]?.messages == ["Hello"])
        #expect(byPath["/large/70000"]?.messages.first?.count == 70_000)
        #expect(byPath["/refuse/403"]?.status == 403)
        #expect(byPath["/close/4001"]?.received == 4001)
        #expect(byPath["/close-empty"]?.received == 1005)
        #expect(byPath["/drop"]?.received == nil && byPath["/drop"]?.sent == nil)
    }

    /// What the library takes as it is, or calls by another code than RFC 6455 and 7692 suggest.
    private static let lenient: Set = [
        "content-length", "no-subprotocol", "long-length", "huge-length", "stray-text", "small-window", "bad-deflate",
    ]
}

/// Every claim of the table, held against what ws101 itself reports about a capture of the scripted client.
@Suite(.enabled(if: getuid() == 0, "needs the right to capture"))
struct PlaygroundClaimsTests {
    private struct Line: Decodable {
        var type: String
        var session: Int?
        var uri: String?
        var rule: String?
    }

    @Test func areWhatWs101Reports() throws {
        let folder = try TemporaryFolder()
        let keys = try folder.file("keys", [])
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keys)
        // The capture comes first, so that the port can't be one that the system chooses.
        let port = Int.random(in: 10_000...14_999) * 2
        let file = folder.file("playground.pcapng").path
        let capture = try Program.Running(
            Program.url,
            [
                "capture", "-i", "lo", "--filter", "tcp port \(port) or tcp port \(port + 1)", "--keylog", keys, "-w",
                file, "--format", "ndjson",
            ])
        while capture.process.isRunning, !capture.error.contains("capturing on") { usleep(10_000) }
        let tour = try Program.run([
            "playground", "--port", "\(port)", "--tls-port", "\(port + 1)", "--keylog", keys, "--visit",
        ])
        #expect(tour.status == 0, "\(tour.error)")
        while capture.process.isRunning,
            !(capture.output.contains("wss://") && capture.output.hasSuffix("\n")
                && capture.output.components(separatedBy: #""type":"close""#).count > Self.visits.count)
        { usleep(50_000) }
        capture.process.interrupt()
        #expect(capture.wait().status == 130)

        let read = try Program.run(["inspect", file, "--keylog", keys, "--format", "ndjson"])
        let lines = try read.output.split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
        let uris = lines.filter { $0.type == "session" }.compactMap(\.uri)
        #expect(
            uris == Self.visits.map { "ws://localhost:\(port)\($0.endpoint.path(of: $0.visit))" }
                + ["wss://localhost:\(port + 1)/echo"])
        for (index, (endpoint, visit)) in Self.visits.enumerated() {
            let rules = Set(
                lines.filter { $0.type == "finding" && $0.session == index + 1 }.compactMap(\.rule)
                    .compactMap(Rule.init))
            let claimed = Set(visit.rules)
            let path = endpoint.path(of: visit)
            #expect(rules.filter { $0.severity != .note } == claimed.filter { $0.severity != .note }, "\(path)")
            #expect(claimed.isSubset(of: rules), "\(path)")
        }
    }

    private static let visits = PlaygroundEndpoint.all.flatMap { endpoint in
        endpoint.visits.map { (endpoint: endpoint, visit: $0) }
    }
}

/// A playground that goes on while a test does.
private struct Playing {
    let run: Program.Running
    let port: String

    init(_ arguments: [String]) throws {
        run = try Program.Running(Program.url, ["playground", "--port", "0"] + arguments)
        while run.process.isRunning, !run.error.contains("Ctrl-C ends it.") { usleep(10_000) }
        port = String(try #require(run.error.firstMatch(of: #/page +http://localhost:(\d+)//#)).1)
    }

    func interrupt() -> Program.Result {
        run.process.interrupt()
        return run.wait()
    }
}
