import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

private let second: Int64 = 1_000_000_000

/// Ends that TCP's own segments explain.
@Suite struct TransportDiagnosisTests: EndDiagnosing {
    /// The causes that are told here.
    static let kinds: Set<Diagnosis.Kind> = [
        .largePacketsLost, .peerUnreachable, .receiverStalled, .resetByMiddlebox, .staleConnection,
        .connectionUnknown,
    ]

    private static func sendInVain(_ play: inout Playbook, _ opcode: Opcode, _ count: Int) {
        play.talk.acknowledgesAtOnce = false
        play.frame(.client, opcode, [UInt8](repeating: 67, count: count))
        for time in 0..<6 {
            play.talk.pause((second / 5) << Int64(time))
            play.talk.sendAgain(.client)
        }
    }

    @Test(arguments: Side.allCases) func largePacketsThatDoNotGetThrough(end: Side) throws {
        let diagnosis = try diagnosis {
            Self.sendInVain(&$0, .binary, 1440)
            $0.talk.pause(48 * second)
            $0.talk.reset(end)
        }
        #expect(diagnosis.causes.map(\.kind) == [.largePacketsLost])
        #expect(diagnosis.causes.first?.frame == 3)
        let text = text(diagnosis)
        #expect(text.contains("sent again 6 times"))
        #expect(text.contains("Segments of up to 308 bytes were acknowledged"))
        #expect(text.contains("not an idle"))
        #expect(!text.contains("process died"))
        #expect(!text.contains("because it was idle"))
    }

    @Test(arguments: [Opcode.text, .ping]) func aPeerThatIsGone(opcode: Opcode) throws {
        let diagnosis = try diagnosis {
            Self.sendInVain(&$0, opcode, 100)
            $0.talk.pause(30 * second)
            $0.talk.reset(.client)
        }
        #expect(diagnosis.causes.map(\.kind) == [.peerUnreachable])
        #expect(text(diagnosis).contains("The last packet from the server is packet 10"))
    }

    @Test func aPeerThatComesBackWithARST() throws {
        let diagnosis = try diagnosis {
            Self.sendInVain(&$0, .text, 100)
            $0.talk.reset(.server)
        }
        #expect(diagnosis.causes.first?.kind == .peerUnreachable)
        // The RST is a packet of the server, too.
        #expect(
            text(diagnosis).contains(#/Before the RST in packet \d+, the last packet from the server is packet 10/#))
    }

    @Test(arguments: [
        ("Sec-Fetch-Mode: websocket", false), ("User-Agent: Mozilla/5.0", false), ("User-Agent: x", true),
    ])
    func asksForPingsOnlyWhereTheyCanBeSent(line: String, canPing: Bool) throws {
        var book = Playbook()
        book.upgrade(request: Playbook.request.dropLast() + line + "\r\n\r\n")
        book.frame(.server, .text, [66])
        Self.sendInVain(&book, .text, 100)
        let diagnosis = Diagnosis(of: try #require(book.trace().sessions.first))
        let remedies = diagnosis.causes.flatMap(\.remedies).filter { $0.party == .client }.map(\.text)
        #expect(remedies.contains { $0.hasPrefix("Send Pings") } == canPing, "\(remedies)")
        #expect(remedies.contains { $0.contains("script can't send Pings") } == !canPing, "\(remedies)")
    }

    @Test func aPeerThatStillSends() throws {
        let diagnosis = try diagnosis {
            Self.sendInVain(&$0, .text, 100)
            // It acknowledges nothing new.
            let acknowledgment = $0.talk.segments.last { $0.segment.source.port == 80 }?.segment.acknowledgment ?? 0
            $0.frame(.server, .text, [68])
            $0.talk.segments[$0.talk.segments.count - 1].segment.acknowledgment = acknowledgment
            $0.talk.reset(.client)
        }
        #expect(diagnosis.causes.map(\.kind) == [.peerUnreachable])
        #expect(text(diagnosis).contains("Packets from the server were still captured"))
        #expect(!text(diagnosis).contains("worked"))
    }

    /// Where nothing gets through in either direction, one cause says so for both.
    @Test func nothingGetsThroughEitherWay() throws {
        let diagnosis = try diagnosis {
            Self.sendInVain(&$0, .text, 100)
            // The server has got none of it, and sends as much in vain.
            let acknowledgment = $0.talk.segments.last { $0.segment.source.port == 80 }?.segment.acknowledgment ?? 0
            let first = $0.talk.segments.count
            $0.frame(.server, .text, [UInt8](repeating: 68, count: 100))
            for time in 0..<6 {
                $0.talk.pause((second / 5) << Int64(time))
                $0.talk.sendAgain(.server)
            }
            for index in first..<$0.talk.segments.count {
                $0.talk.segments[index].segment.acknowledgment = acknowledgment
            }
            $0.talk.pause(30 * second)
            $0.talk.reset(.client)
        }
        #expect(diagnosis.causes.map(\.kind) == [.peerUnreachable])
        let cause = try #require(diagnosis.causes.first)
        #expect(cause.claim.hasPrefix("What either side sent no longer reached the other"))
        #expect(cause.evidence.contains { $0.hasPrefix("Frame 3 ") })
        #expect(cause.evidence.contains { $0.hasPrefix("Frame 4 ") })
        #expect(Set(cause.remedies.map(\.party)) == [.network, .client, .server])
        #expect(!cause.evidence.contains { $0.contains("still captured") })
    }

    @Test func probesWithoutAnAnswer() throws {
        let diagnosis = try diagnosis {
            for _ in 0..<9 {
                $0.talk.pause(75 * second)
                $0.talk.probe(.server)
            }
            $0.talk.reset(.server)
        }
        #expect(diagnosis.causes.first?.kind == .peerUnreachable)
        #expect(!diagnosis.causes.contains { $0.kind == .processEnded })
        #expect(text(diagnosis).contains("The last 9 TCP keep-alive probes of the server"))
    }

    /// What the peer sends after the RST, as a laptop that wakes up does, answers no probe that was sent before.
    @Test(arguments: Side.allCases) func probesWithoutAnAnswerAndALateFrame(side: Side) throws {
        let diagnosis = try diagnosis {
            for _ in 0..<3 {
                $0.talk.pause(second)
                $0.talk.probe(side)
            }
            $0.talk.pause(second)
            $0.talk.reset(side)
            $0.talk.pause(5 * second)
            $0.frame(side.peer, .text, [67])
        }
        #expect(diagnosis.causes.map(\.kind) == [.peerUnreachable])
        #expect(text(diagnosis).contains("The last 3 TCP keep-alive probes of the \(side)"))
        #expect(text(diagnosis).contains("ETIMEDOUT"))
    }

    /// A RST that answers a FIN is told of, too, and what it may come from.
    @Test(arguments: Side.allCases, [false, true]) func aRSTThatAnswersTheFIN(side: Side, isBare: Bool) throws {
        let diagnosis = try diagnosis {
            $0.talk.pause(3 * second)
            $0.talk.finish(side)
            $0.talk.segments.removeLast()
            $0.talk.reset(side.peer)
            if isBare { $0.talk.segments[$0.talk.segments.count - 1].segment.flags = .rst }
        }
        #expect(diagnosis.verdict.hasPrefix("The \(side) ended TCP with a FIN"))
        let text = text(diagnosis)
        #expect(text.contains("A RST of the \(side.peer) (packet "))
        #expect(text.contains("a firewall rejects a packet in its name") == isBare)
    }

    /// Who refuses a size does so as it reads the header: whose window stays closed does not read.
    @Test(arguments: [true, false]) func aLargeMessageThatNobodyReads(isClosed: Bool) throws {
        let diagnosis = try diagnosis {
            let frame = FrameEncoder.encode(
                opcode: .binary, payload: [UInt8](repeating: 7, count: 5_000_000), maskingKey: $0.freshKey())
            $0.client(Array(frame.prefix(60_000)))
            if isClosed { $0.talk.acknowledge(.server, window: 0) }
            $0.talk.pause(second / 2)
            if isClosed {
                $0.talk.probe(.client)
                $0.talk.acknowledge(.server, window: 0)
            }
            $0.talk.reset(.server)
        }
        #expect(diagnosis.causes.contains { $0.kind == .messageTooBig } != isClosed)
        #expect(diagnosis.causes.contains { $0.kind == .processEnded })
        #expect(text(diagnosis).contains("The server's receive window was closed from packet") == isClosed)
        #expect(text(diagnosis).contains("had stopped reading before the end") == isClosed)
    }

    /// Proxies count bytes, and not what TCP does to stay alive.
    @Test func answeredProbesLeaveAnIdleConnectionIdle() throws {
        let diagnosis = try diagnosis {
            for _ in 0..<4 {
                $0.talk.pause(15 * second)
                $0.talk.probe(.server)
                $0.talk.acknowledge(.client)
            }
            $0.talk.close(.server)
        }
        #expect(diagnosis.causes.first?.kind == .idleTimeout)
        let text = text(diagnosis)
        #expect(text.contains("No data was sent for "))
        #expect(text.contains("TCP's own keep-alive probes were answered meanwhile"))
    }

    /// Nobody was silent on TCP, and nothing is said of probes that there were not.
    @Test func silenceWithoutProbesIsTold() throws {
        let diagnosis = try diagnosis {
            $0.talk.pause(60 * second)
            $0.talk.close(.server)
        }
        #expect(diagnosis.causes.first?.kind == .idleTimeout)
        #expect(!text(diagnosis).contains("keep-alive"))
    }

    /// A clock that jumps back makes no negative times.
    @Test func aClockThatJumpsBack() throws {
        var play = Playbook()
        play.upgrade()
        play.talk.pause(-5 * second)
        play.frame(.client, .text, [65])
        play.finish()
        let trace = play.trace()
        let session = try #require(trace.sessions.first)
        #expect(session.findings.map(\.rule) == [.streamClockBack])
        #expect(session.close?.totals.duration == 0)
        let duration = try #require(trace.summary?.duration)
        #expect(duration == 6_000_000)
        #expect(!text(Diagnosis(of: session)).contains("-"))
    }

    /// A frame that never came whole was sent when its bytes came, not when the connection ended.
    @Test func anUnfinishedFrameHasItsOwnTime() throws {
        var play = Playbook()
        play.upgrade()
        let frame = FrameEncoder.encode(opcode: .binary, payload: [UInt8](repeating: 1, count: 200), maskingKey: nil)
        play.server(Array(frame.prefix(50)))
        let sent = try #require(play.talk.packets.dropLast().last?.time)
        play.talk.pause(30 * second)
        play.talk.close(.client)
        let session = try #require(play.trace().sessions.first)
        #expect(session.frames.first?.time == sent)
        let verdict = Diagnosis(of: session).verdict
        #expect(!verdict.contains("after which came"))
    }

    /// TCP tells a program that hangs from a network that is gone.
    @Test func aProgramThatHangsWhileItsHostAnswers() throws {
        let diagnosis = try diagnosis {
            $0.frame(.server, .ping, [1])
            $0.talk.pause(5 * second)
            $0.talk.close(.server)
        }
        #expect(diagnosis.causes.first?.kind == .keepaliveTimeout)
        #expect(text(diagnosis).contains("The client's TCP answered after the Ping"))
        let remedies = diagnosis.causes[0].remedies.map(\.text).joined()
        #expect(!remedies.contains("dead network"))
    }

    /// Half a second is little, but more than nobody waits.
    @Test(arguments: [(1_000_000, false), (507_000_000, true)] as [(Int64, Bool)])
    func aPingRightBeforeTheEnd(waited: Int64, isCause: Bool) throws {
        let diagnosis = try diagnosis {
            $0.talk.pause(20 * second)
            $0.frame(.server, .ping, [1])
            $0.talk.pause(waited)
            $0.talk.close(.server)
        }
        #expect(diagnosis.causes.contains { $0.kind == .keepaliveTimeout } == isCause)
        #expect(!text(diagnosis).contains("of silence came before"))
    }

    /// What the capture lacks a part of was sent all the same.
    @Test func aCloseAfterAFrameWithAHole() throws {
        var play = Playbook()
        play.upgrade()
        let lost = play.talk.segments.count + 2
        play.talk.send(
            FrameEncoder.encode(opcode: .text, payload: [UInt8](repeating: 65, count: 300), maskingKey: nil),
            from: .server, cuts: [100, 200])
        play.finish()
        play.talk.segments.remove(at: lost)
        let session = try #require(play.trace().sessions.first)
        #expect(text(Diagnosis(of: session)).contains("The client's Close is frame 2, at"))
        #expect(text(Diagnosis(of: session)).contains(" after frame 1."))
    }

    @Test(arguments: Side.allCases) func aProgramThatDoesNotRead(side: Side) throws {
        let diagnosis = try diagnosis {
            $0.talk.acknowledge(side, window: 0)
            for _ in 0..<6 {
                $0.talk.pause(10 * second)
                $0.talk.probe(side.peer)
                $0.talk.acknowledge(side, window: 0)
            }
            $0.talk.reset(side.peer)
        }
        #expect(diagnosis.causes.map(\.kind) == [.receiverStalled])
        #expect(diagnosis.causes.first?.claim.contains("The \(side)'s program stopped reading") == true)
    }

    /// Some systems probe with the next byte, and send it again.
    @Test func aProbeWithAByteIsNoLoss() throws {
        let diagnosis = try diagnosis {
            $0.talk.acknowledge(.client, window: 0)
            $0.talk.acknowledgesAtOnce = false
            $0.server([0x81])
            for _ in 0..<5 {
                $0.talk.pause(10 * second)
                $0.talk.sendAgain(.server)
            }
            $0.talk.reset(.server)
        }
        #expect(diagnosis.causes.first?.kind == .receiverStalled)
        #expect(!diagnosis.causes.contains { $0.kind == .peerUnreachable })
    }

    @Test func aSessionThatStillWaits() throws {
        let diagnosis = try diagnosis { Self.sendInVain(&$0, .binary, 1440) }
        #expect(diagnosis.verdict.contains("It has not closed"))
        #expect(diagnosis.causes.map(\.kind) == [.largePacketsLost])
    }

    @Test func aRequestThatDoesNotGetThrough() throws {
        var play = Playbook()
        play.talk.acknowledgesAtOnce = false
        play.client(
            Array(Playbook.request.dropLast(2).utf8)
                + Array("Cookie: \(String(repeating: "c", count: 1100))\r\n\r\n".utf8))
        for time in 0..<6 {
            play.talk.pause((second / 5) << Int64(time))
            play.talk.sendAgain(.client)
        }
        play.talk.reset(.client)
        let diagnosis = Diagnosis(of: try #require(play.trace().sessions.first))
        #expect(diagnosis.causes.first?.kind == .largePacketsLost)
        #expect(!diagnosis.causes.contains { $0.kind == .clientGaveUp })
    }

    @Test(arguments: [true, false]) func aRequestOnAConnectionThatWasClosed(withRST: Bool) throws {
        var play = Playbook()
        play.client(Array("GET /page HTTP/1.1\r\nHost: example.com\r\n\r\n".utf8))
        play.server(Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8))
        play.talk.pause(5 * second)
        play.talk.finish(.server)
        play.talk.segments.removeLast()
        play.client(Array(Playbook.request.utf8))
        if withRST { play.talk.reset(.server) } else { play.talk.finish(.client) }
        let session = try #require(play.trace().sessions.first)
        #expect(session.start.earlierFINs.map(\.packet) == [8])
        let finding = try #require(session.findings.first { $0.rule == .handshakeNoResponse })
        #expect(finding.detail.contains("The server had closed the connection 2.0 ms before the request"))
        #expect(Diagnosis(of: session).causes.map(\.kind) == [.staleConnection])
    }

    @Test func aServerThatLeavesTCPOpen() throws {
        let diagnosis = try diagnosis {
            $0.close(.client)
            $0.close(.server)
            $0.talk.pause(10 * second)
            $0.talk.close(.client)
        }
        let text = text(diagnosis)
        #expect(text.contains("left it open for 10.00 s"))
        #expect(text.contains("10 s is the default of websockets"))
        #expect(!text.contains("no harm"))
    }

    /// A delivery that took long is told, though it succeeded; one lost packet is not.
    @Test(arguments: [(1, false), (4, true)]) func whatWasAcknowledgedLate(times: Int, isTold: Bool) throws {
        func facts(_ end: (inout Playbook) -> Void) throws -> String {
            text(
                try diagnosis {
                    $0.talk.acknowledgesAtOnce = false
                    $0.frame(.client, .text, [UInt8](repeating: 67, count: 500))
                    for time in 0..<times {
                        $0.talk.pause((second / 5) << Int64(time))
                        $0.talk.sendAgain(.client)
                    }
                    $0.talk.acknowledge(.server)
                    $0.talk.acknowledgesAtOnce = true
                    end(&$0)
                })
        }
        let sentence =
            "Frame 3 in packet 12 (508 bytes of TCP payload) was sent again 4 times, the last time in packet 16, 3.0"
        #expect(try facts { $0.finish() }.contains(sentence) == isTold)
        #expect(try facts { $0.talk.close(.server) }.contains(sentence) == isTold)
        #expect(try facts { _ in }.contains(sentence) == isTold)
    }

    /// Every duration in a diagnosis may be wrong where the clock went back.
    @Test func aClockThatWentBack() throws {
        let diagnosis = try diagnosis {
            $0.talk.pause(-5 * second)
            $0.finish()
        }
        #expect(diagnosis.facts.contains { $0.hasPrefix("The capture's clock went back: packet 12 ") })
        #expect(text(diagnosis).contains("Close is frame 3, at −4.99 s"))
        #expect(try !text(self.diagnosis { $0.finish() }).contains("clock"))
    }
}
