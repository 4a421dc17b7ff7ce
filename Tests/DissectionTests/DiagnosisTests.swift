import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

@Suite struct DiagnosisTests {
    @Test(arguments: abnormalCases)
    func ofAnEndWithoutAClose(_ example: DiagnosisCase) throws { try check(example) }

    @Test(arguments: closeCases)
    func ofAClose(_ example: DiagnosisCase) throws { try check(example) }

    private func check(_ example: DiagnosisCase) throws {
        var play = Playbook()
        example.play(&play)
        let diagnosis = try #require(play.diagnosis)
        #expect(diagnosis.causes.map(\.kind) == example.kinds)
        if let likelihood = example.likelihood { #expect(diagnosis.causes.first?.likelihood == likelihood) }
        var rest = diagnosis.text[...]
        for part in example.says {
            let found = try #require(rest.firstRange(of: part), "“\(part)” in \(rest)")
            rest = rest[found.upperBound...]
        }
    }

    @Test func everyKindIsOfSomeUse() {
        let told = Set((abnormalCases + closeCases).flatMap(\.kinds))
        let elsewhere = Set(HandshakeDoctorTests.kinds).union(TLSDiagnosisTests.kinds)
            .union(TransportDiagnosisTests.kinds).union([
                .closeNotCaptured, .socketDropped, .leftWithText, .endedBetween, .socketClosed, .tlsFailed,
                // HTTPEndingTests, RefusalBodyTests, ProxyHeaderSessionTests, DraftTests
                .headUnfinished, .headTooLarge, .sessionUnknown, .proxyHeader, .draft,
                // NoReplyTests
                .closeUnanswered,
            ])
        #expect(told.union(elsewhere) == Set(Diagnosis.Kind.allCases))
    }

    /// No sentence stands twice in a diagnosis, and no reason that the verdict quotes is quoted again.
    @Test(arguments: abnormalCases + closeCases) func saysNothingTwice(example: DiagnosisCase) throws {
        var play = Playbook()
        example.play(&play)
        let diagnosis = try #require(play.diagnosis)
        for cause in diagnosis.causes {
            for sentence in cause.evidence {
                #expect(!diagnosis.facts.contains(sentence))
                #expect(!diagnosis.verdict.contains(sentence))
                #expect(!sentence.contains("The reason given"))
            }
        }
    }

    /// A Close is the last frame of its side: none stands in a hole that others follow.
    @Test(arguments: [false, true]) func closeMayStandInAHole(isFollowed: Bool) throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.client, .text, [65])
        let close = play.talk.segments.count
        play.close(.server, 1001)
        if isFollowed { for _ in 0..<4 { play.frame(.server, .text, Array("More of it".utf8)) } }
        play.talk.close(.server)
        play.talk.segments.remove(at: close)
        let diagnosis = try #require(play.diagnosis)
        #expect(diagnosis.causes.contains { $0.kind == .closeNotCaptured } == !isFollowed)
        if !isFollowed { #expect(diagnosis.causes.first?.kind == .closeNotCaptured) }
        #expect(diagnosis.text.contains("lacks bytes of the session in 1 place"))
    }

    /// What its receiver went on after was not too big for it.
    @Test(arguments: [false, true]) func doubts1009(isAnswered: Bool) throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.client, .text, Array("hello".utf8))
        if isAnswered {
            play.frame(.server, .text, [65])
            play.frame(.client, .text, [66])
        }
        play.close(.server, 1009)
        play.close(.client, 1009)
        play.talk.close(.server)
        let cause = try #require(play.diagnosis?.causes.first)
        #expect(cause.kind == .messageTooBig)
        #expect(cause.likelihood == (isAnswered ? .possible : .likely))
        #expect(cause.claim.contains("the capture shows none that is") == isAnswered)
    }

    @Test func aFINBeforeTheRSTThatAnswersIt() throws {
        var play = Playbook()
        play.client(Array(Playbook.request.utf8))
        play.talk.pause(4_000_000_000)
        play.talk.finish(.client)
        play.talk.pause(1_000_000_000)
        play.talk.reset(.server)
        let verdict = try #require(play.diagnosis).verdict
        #expect(
            verdict.contains(
                "The client closed the connection 4.00 s after the request, and the server reset it 1.00 s"))
    }

    @Test func openSessionIsNotExplained() throws {
        var play = Playbook()
        play.upgrade()
        play.frame(.client, .text, [65])
        let open = try #require(play.diagnosis)
        #expect(open.causes.isEmpty)
        #expect(open.verdict.contains("the capture ends while the session is open"))
        #expect(open.facts.contains { $0.contains("record until it does") })
        play.talk.finish(.server)
        let halfClosed = try #require(play.diagnosis)
        #expect(halfClosed.causes.isEmpty)
        #expect(halfClosed.verdict.contains("half closed"))
    }

    @Test func unansweredCloseAndWhoEndedTCPAreTold() throws {
        var play = Playbook()
        play.upgrade()
        play.close(.server, 1001)
        play.talk.close(.server)
        let alone = try #require(play.diagnosis)
        #expect(alone.verdict.contains("and the client never answered"))
        #expect(alone.text.contains("closing handshake is not complete"))
        play = Playbook()
        play.upgrade()
        play.close(.server, 1001)
        play.talk.reset(.client)
        #expect(try #require(play.diagnosis).text.contains("perhaps without having read the Close"))
        play = Playbook()
        play.upgrade()
        play.close(.client)
        play.close(.server)
        play.talk.close(.client)
        #expect(try #require(play.diagnosis).text.contains("TIME_WAIT stays with the client"))
    }

    @Test func rulesBrokenBeforeAGoodCloseAreMentioned() throws {
        var play = Playbook()
        play.upgrade()
        play.server(FrameEncoder.encode(opcode: .text, payload: [65], maskingKey: MaskingKey(1)))
        play.finish()
        let diagnosis = try #require(play.diagnosis)
        #expect(diagnosis.causes.isEmpty)
        #expect(diagnosis.text.contains("frame.server-masked in frame 1"))
    }

    /// However long the session: the evidence is that of its end.
    @Test func longSessionsTakeNoMoreMemory() throws {
        var play = Playbook()
        play.upgrade()
        for index in 0..<300 { play.frame(.client, .text, [UInt8](repeating: 65, count: index)) }
        play.talk.close(.server)
        let session = try #require(play.trace().sessions.first)
        var evidence = SessionEvidence(session.start)
        for event in session.timeline { evidence.take(event) }
        #expect(evidence[.client].largest?.bytes == 299)
        #expect(evidence[.client].secondLargest?.bytes == 298)
        #expect(evidence[.client].frames == 300)
        #expect(evidence.allFindings.count <= 2 * Rule.allCases.count)
    }
}
