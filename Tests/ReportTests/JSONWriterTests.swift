import Dissection
import Foundation
import Report
import Testing
import WebSocket

struct JSONWriterTests {
    /// The document that these events become.
    private func document(_ events: [DissectionEvent]) throws -> [String: Any] {
        let output = Output()
        let writer = JSONWriter(to: output)
        for event in events { writer.handle(event) }
        let parsed = try JSONSerialization.jsonObject(with: Data(output.contents.utf8))
        return try #require(parsed as? [String: Any])
    }

    @Test func nestsSessionsInOrder() throws {
        let document = try document([
            .capture(Events.capture), .session(try Events.session(1)), .session(try Events.session(2)),
            .frame(Events.frame(1, session: 2, payload: [65])), .frame(Events.frame(2, session: 2, payload: [66])),
            .message(Events.message(session: 2, payload: [65])), .close(Events.close(2)),
            .frame(Events.frame(1, session: 1, payload: [65])), .finding(Events.finding(session: 1)),
            .close(Events.close(1)), .summary(SummaryEvent()),
        ])
        #expect(Set(document.keys) == ["capture", "sessions", "summary"])
        let sessions = try #require(document["sessions"] as? [[String: Any]])
        #expect(sessions.map { $0["session"] as? Int } == [1, 2])
        #expect(sessions.map { ($0["frames"] as? [Any])?.count } == [1, 2])
        #expect(sessions.map { ($0["messages"] as? [Any])?.count } == [0, 1])
        #expect(sessions.map { ($0["findings"] as? [Any])?.count } == [1, 0])
        #expect(sessions.map { ($0["close"] as? [String: Any])?["type"] as? String } == ["close", "close"])
    }

    @Test func writesASessionWithoutItsEnd() throws {
        let document = try document([
            .capture(Events.capture), .session(try Events.session(3)), .summary(SummaryEvent()),
        ])
        let sessions = try #require(document["sessions"] as? [[String: Any]])
        #expect(sessions.map { $0["session"] as? Int } == [3])
        #expect(sessions[0]["close"] == nil)
    }

    @Test func writesACaptureOfNothing() throws {
        let document = try document([.capture(Events.capture), .summary(SummaryEvent())])
        #expect((document["sessions"] as? [Any])?.count == 0)
    }

    @Test(
        "What is put aside in a file stands in the document as if it had stayed in memory",
        arguments: [0, 1, 700, 5000])
    func putsAside(memoryLimit: Int) throws {
        func written(_ limit: Int) throws -> String {
            let output = Output()
            let writer = JSONWriter(to: output, memoryLimit: limit)
            writer.handle(.capture(Events.capture))
            for number in 1...3 { writer.handle(.session(try Events.session(number))) }
            for number in 1...20 {
                let session = number % 3 + 1
                writer.handle(.frame(Events.frame(number, session: session, payload: [65])))
                writer.handle(.message(Events.message(number, session: session, payload: [65])))
                if number % 4 == 0 { writer.handle(.finding(Events.finding(session: session))) }
            }
            for number in [2, 1, 3] { writer.handle(.close(Events.close(number))) }
            writer.handle(.summary(SummaryEvent()))
            #expect(output.failure == nil)
            return output.contents
        }
        #expect(try written(memoryLimit) == written(.max))
    }
}
