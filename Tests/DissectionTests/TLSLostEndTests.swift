import TestKit
import Testing
import WebSocket
import Wire

@testable import Dissection

/// Records that are missing from the capture at the end of a direction.
@Suite struct TLSLostEndTests {
    /// A session in which the last records of `side` are missing, and its FIN is not.
    private func session(_ side: Side, _ lost: (inout TLSTalk) -> Void) throws -> (session: Trace.Session, bytes: Int) {
        var talk = TLSTalk()
        talk.handshake()
        talk.upgrade()
        let first = talk.talk.segments.count
        lost(&talk)
        let source = talk.talk.segments[side == .client ? 0 : 1].segment.source
        let isLost = { (segment: PacketBuilder.Segment) in segment.source == source && !segment.payload.isEmpty }
        let bytes = talk.talk.segments[first...].map(\.segment).filter(isLost).reduce(0) { $0 + $1.payload.count }
        talk.talk.segments = talk.talk.segments.enumerated().filter { $0 < first || !isLost($1.segment) }.map(\.element)
        talk.talk.close(side)
        return (try #require(talk.trace().sessions.first), bytes)
    }

    @Test(arguments: Side.allCases) func aCloseThatIsNotCaptured(side: Side) throws {
        let (session, bytes) = try session(side) {
            $0.data(FrameEncoder.encode(opcode: .close, payload: [3, 0xe9]), side)
            $0.closeNotify(side)
        }
        #expect(session.findings.map(\.rule) == [.streamGap])
        let finding = try #require(session.findings.first)
        #expect(finding.detail.hasPrefix("\(bytes) bytes of the \(side)'s TLS stream are missing"))
        #expect(finding.from == side)
        #expect(session.close?.mayLackClose == true)
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.causes.first?.kind == .closeNotCaptured)
        #expect(diagnosis.causes.first?.claim.contains("bytes that the capture lacks") == true)
    }

    /// Where records come after them that do not open, that is told, and no number of bytes.
    @Test func recordsAfterTheHoleThatDoNotOpen() throws {
        var talk = TLSTalk()
        talk.handshake()
        talk.upgrade()
        let first = talk.talk.segments.count
        talk.data([0x81, 1, 65], .server)
        talk.talk.segments.remove(at: first)
        talk.data([0x81, 1, 66], .server)
        // The last byte is one of the tag.
        let last = talk.talk.segments.lastIndex { !$0.segment.payload.isEmpty } ?? 0
        talk.talk.segments[last].segment.payload[talk.talk.segments[last].segment.payload.count - 1] ^= 1
        talk.talk.close(.server)
        let session = try #require(talk.trace().sessions.first)
        #expect(session.findings.map(\.rule).contains(.tlsDecryptFailed))
        #expect(session.findings.contains { $0.detail.contains("no record after them does") })
    }

    /// Where no byte is missing, the record itself is wrong, and whoever gets it has to end the connection.
    @Test(arguments: Side.allCases) func aRecordThatWasChanged(ending: Side) throws {
        var talk = TLSTalk()
        talk.handshake()
        talk.upgrade()
        talk.data([0x81, 1, 66], .server)
        let last = talk.talk.segments.lastIndex { !$0.segment.payload.isEmpty } ?? 0
        talk.talk.segments[last].segment.payload[talk.talk.segments[last].segment.payload.count - 1] ^= 1
        talk.talk.close(ending)
        let session = try #require(talk.trace().sessions.first)
        let finding = try #require(session.findings.first { $0.rule == .tlsDecryptFailed })
        #expect(finding.blame == .network)
        #expect(finding.detail.contains("does not authenticate, and no byte before it is missing"))
        let diagnosis = Diagnosis(of: session)
        #expect(diagnosis.causes.first?.kind == (ending == .client ? .tlsFailed : .closeNotCaptured))
        #expect(!diagnosis.text.contains("without loss"))
        if ending == .client { #expect(!diagnosis.causes.contains { $0.kind == .processEnded }) }
    }

    @Test func aWholeEndLacksNothing() throws {
        let (session, _) = try session(.server) { _ in }
        #expect(!session.findings.map(\.rule).contains(.streamGap))
    }
}
