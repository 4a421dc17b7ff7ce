import Dissection
import HTTP
import Testing
import WebSocket
import Wire

/// ws101 looks on while Autobahn|Testsuite tests another implementation, and must find what the suite provokes.
@Suite struct AutobahnTests {
    private static let cases = AutobahnRecording.cases

    @Test func everySessionIsOneCase() throws {
        #expect(Self.cases.count == 2 * (247 + 20 + 64))
        for label in [
            (AutobahnCase.Label.mustFail, 105), (.fuzzerClose, 14), (.afterClose, 5), (.clean, 123 + 20 + 64),
        ] {
            for role in [AutobahnCase.Role.client, .server] {
                #expect(Self.cases.filter { $0.label == label.0 && $0.role == role }.count == label.1, "\(label.0)")
            }
        }
        for (name, recording) in AutobahnRecording.all {
            let cases = Self.cases.filter { $0.recording == name }
            let found = recording.sessions.map {
                "\($0.start.handshake?.request.target ?? "") \($0.start.client.port)"
            }
            #expect(found.sorted() == cases.map { "\($0.target) \($0.port)" }.sorted(), "\(name)")
        }
    }

    @Test(arguments: cases)
    func findsWhatTheCaseIsAbout(case recorded: AutobahnCase) throws {
        let session = try recorded.session()
        let errors = session.findings.filter { $0.rule.severity == .error }
        let fuzzer: Blame = recorded.fuzzer == .client ? .client : .server
        switch recorded.label {
        case .clean:
            #expect(session.findings.filter { $0.rule.severity != .note }.map(\.text) == [])
        case .mustFail, .fuzzerClose:
            let first = try #require(errors.first { $0.mustFailWith != nil })
            #expect(first.mustFailWith == recorded.mustFailWith, "\(first.text)")
            #expect(recorded.rule == nil || first.rule.rawValue == recorded.rule)
            // The suite sends frames and nothing else, wrong ones included.
            #expect(!errors.contains { $0.rule == .frameStrayBytes || $0.rule == .frameLengthByteOrder })
            // The suite saw its peer fail the connection.
            #expect(!session.findings.contains { $0.rule == .peerIgnoredViolation })
            // What the peer could know when it did is known here by then, too.
            let told = try #require(session.index { $0.finding?.rule == first.rule })
            let failed = try #require(session.index { $0.frame?.from == recorded.peer && $0.frame?.close != nil })
            #expect(told < failed)
        case .afterClose:
            #expect(errors.map(\.rule.rawValue) == [recorded.rule])
        }
        let others = session.findings.filter { $0.rule.severity != .note && $0.blame != fuzzer }
        #expect(others.map(\.text) == [], "the fuzzer's peer is innocent")
    }

    @Test(arguments: cases)
    func closesAsTheSuiteSaw(case recorded: AutobahnCase) throws {
        let close = try #require(try recorded.session().close)
        let sent = recorded.peer == .client ? close.clientSent : close.serverSent
        #expect(sent?.code == recorded.peerCloseCode)
        #expect(close.state == .closed)
        if recorded.expectedClose.requireClean { #expect(close.clean) }
        // In 3.7 the frame for which the peer fails the connection is a Close itself, with reserved bits set.
        let isFirst = recorded.expectedClose.closedByMe || recorded.identifier == "3.7"
        #expect(close.initiator == (isFirst == (recorded.role == .client) ? .client : .server))
    }

    @Test(arguments: cases.filter { $0.label == .clean || $0.label == .afterClose })
    func countsTheFramesThatTheSuiteCounted(case recorded: AutobahnCase) throws {
        let session = try recorded.session()
        for (side, counted) in [(recorded.fuzzer, recorded.sentFrames), (recorded.peer, recorded.receivedFrames)] {
            let frames = session.frames.filter { $0.from == side }
            #expect(Dictionary(grouping: frames) { String($0.header.opcode.rawValue) }.mapValues(\.count) == counted)
        }
    }

    @Test(arguments: cases)
    func readsTheMessagesThatTheSuiteRead(case recorded: AutobahnCase) throws {
        let session = try recorded.session()
        let received = session.messages.filter { $0.from == recorded.peer }
        #expect(received.map(AutobahnCase.Message.init) == recorded.received ?? recorded.sent)
        #expect(!received.contains { $0.kind == .text && !$0.isValidText })
        guard recorded.label == .clean else { return }
        let sent = session.messages.filter { $0.from == recorded.fuzzer }
        #expect(sent.map(AutobahnCase.Message.init) == recorded.sent)
        #expect(!sent.contains { $0.kind == .text && !$0.isValidText })
    }

    @Test(arguments: cases.filter(\.isCompressed))
    func inflatesWhatBothSidesCompressed(case recorded: AutobahnCase) throws {
        let messages = try recorded.session().messages
        #expect(!messages.isEmpty)
        #expect(!messages.contains { !$0.compressed })
        let wire = messages.reduce(0) { $0 + $1.wireLength }
        let whole = messages.reduce(0) { $0 + ($1.length ?? 0) }
        // Messages of 16 bytes grow when they are compressed one by one.
        if whole > 64 * messages.count { #expect(wire < whole) }
    }
}

extension Trace.Session {
    /// Where in the timeline the first such event stands.
    fileprivate func index(where isWanted: (DissectionEvent) -> Bool) -> Int? { timeline.firstIndex(where: isWanted) }
}

extension DissectionEvent {
    fileprivate var finding: Finding? { if case .finding(let finding) = self { finding } else { nil } }
    fileprivate var frame: FrameEvent? { if case .frame(let frame) = self { frame } else { nil } }
}

extension Finding {
    /// What a failed expectation is to show of it.
    fileprivate var text: String { "\(rule.rawValue), \(blame.rawValue): \(detail)" }
}
