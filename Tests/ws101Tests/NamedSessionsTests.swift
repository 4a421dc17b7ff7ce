import Capture
import Dissection
import Foundation
import Processes
import Report
import Samples
import Synchronization
import Testing
import Wire

@testable import ws101

struct NamedSessionsTests {
    /// Sees the client of every connection, and the server of none.
    private final class Search: OwnerSearch {
        let asked = Mutex<[(connection: SocketPair, effort: SearchEffort)]>([])
        let owners: ConnectionOwners

        init(_ owners: ConnectionOwners) { self.owners = owners }

        func owners(of connections: [SocketPair], effort: SearchEffort) -> [ConnectionOwners] {
            asked.withLock { $0 += connections.map { ($0, effort) } }
            return connections.map { _ in owners }
        }
    }

    private static let client: ConnectionOwners = {
        var owners = ConnectionOwners()
        owners.client = SocketOwner(
            uid: 0, process: ProcessFacts(pid: 4711, name: "no\u{1b}de", script: "client.js", ancestors: [1]))
        return owners
    }()

    /// The lines that a recording of one session gives, and what was asked.
    private func lines(
        of owners: ConnectionOwners, choice: ProcessChoice?
    ) throws -> (lines: [Substring], comments: [String], asked: [(connection: SocketPair, effort: SearchEffort)]) {
        let search = Search(owners)
        let names = ProcessNames(search)
        names.begin()
        defer { names.end() }
        let output = Output()
        let comments = Mutex<[String]>([])
        let sessions = NamedSessions(for: NDJSONWriter(to: output), names: names, choice: choice) { comment in
            comments.withLock { $0.append(comment) }
        }
        let source = try CaptureFile.open(SampleFiles.folder.appendingPathComponent("hello.pcapng").path)
        var options = DissectionOptions()
        options.connectionBegan = { names.note(SocketPair(client: $0, server: $1)) }
        let pipeline = Pipeline(options: options, handler: sessions)
        let slab = PacketSlab()
        pipeline.begin(source.info)
        while try source.fill(slab) { pipeline.consume(slab) }
        pipeline.finish()
        return (
            output.contents.split(separator: "\n"), comments.withLock { $0 }, search.asked.withLock { $0 }
        )
    }

    @Test func aSessionTellsWhoseItIs() throws {
        let (lines, comments, asked) = try lines(of: Self.client, choice: nil)
        let session = try #require(lines.first { $0.contains(#""type":"session""#) })
        #expect(
            session.contains(
                #""process":{"client":{"pid":4711,"name":"no\u001bde","script":"client.js","uid":0,"user":"root"}}"#))
        #expect(comments.count == 1)
        #expect(try #require(comments.first).wholeMatch(of: #/client [0-9.:]+: no\\x1bde 4711 \(client\.js\)/#) != nil)
        // Early, with the first packet, and again when the session is told of.
        #expect(asked.contains { $0.effort == .usual })
        #expect(Set(asked.map(\.connection)).count == 1)
    }

    @Test func otherSessionsAreLeftOutAndNotCounted() throws {
        let (lines, comments, _) = try lines(of: Self.client, choice: .named("python3"))
        #expect(comments.isEmpty)
        #expect(!lines.contains { $0.contains(#""session":1"#) })
        let summary = try #require(lines.last)
        #expect(summary.contains(#""sessions":0,"frames":0,"messages":0,"findings":{"error":0,"warning":0,"note":0"#))
    }

    @Test func theSessionsThatAreMeantAreShownWhole() throws {
        let all = try lines(of: Self.client, choice: nil).lines
        #expect(try lines(of: Self.client, choice: .tree(4711)).lines == all)
        #expect(try lines(of: Self.client, choice: .children(1)).lines == all)
    }

    @Test func nothingIsSaidWhereNothingIsKnown() throws {
        let (lines, comments, _) = try lines(of: ConnectionOwners(), choice: nil)
        #expect(!lines.contains { $0.contains("\"process\"") } && comments.isEmpty)
        #expect(lines.contains { $0.contains(#""type":"session""#) })
    }
}
