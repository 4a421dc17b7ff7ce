import Testing
import WebSocket
import Wire

private func header(_ opcode: Opcode, fin: Bool, rsv1: Bool = false, length: Int) -> FrameHeader {
    FrameHeader(
        fin: fin, rsv1: rsv1, opcode: opcode, length7: UInt8(length), payloadLength: UInt64(length), maskingKey: nil)
}

private func expectText(_ assembler: inout MessageAssembler, _ bytes: [UInt8]) {
    let bad = assembler.feed(bytes.rawSpan)
    #expect(bad == nil)
}

private func expectEnd(_ assembler: inout MessageAssembler, _ header: FrameHeader, completes: Bool) {
    let isComplete = assembler.end(header)
    #expect(isComplete == completes)
}

@Suite struct MessageAssemblerTests {
    @Test func fragmentsMakeOneMessage() {
        var assembler = MessageAssembler(payloadLimit: 100)
        let first = header(.text, fin: false, length: 3)
        guard case .first = assembler.begin(first, compressionNegotiated: false) else {
            Issue.record("not a first frame")
            return
        }
        expectText(&assembler, Array("Hel".utf8))
        expectEnd(&assembler, first, completes: false)
        let last = header(.continuation, fin: true, length: 2)
        guard case .continued = assembler.begin(last, compressionNegotiated: false) else {
            Issue.record("not a continuation")
            return
        }
        expectText(&assembler, Array("lo".utf8))
        expectEnd(&assembler, last, completes: true)
        #expect(assembler.message.payload == Array("Hello".utf8))
        #expect(assembler.message.length == 5)
        #expect(assembler.message.isValidText)
        #expect(!assembler.isOpen)
    }

    @Test func keepsOnlyTheLimit() {
        var assembler = MessageAssembler(payloadLimit: 4)
        let only = header(.binary, fin: true, length: 6)
        _ = assembler.begin(only, compressionNegotiated: false)
        _ = assembler.feed([1, 2, 3].rawSpan)
        #expect(assembler.needsContent)
        _ = assembler.feed([4, 5].rawSpan)
        #expect(!assembler.needsContent)
        assembler.pass(1)
        expectEnd(&assembler, only, completes: true)
        #expect(assembler.message.payload == [1, 2, 3, 4])
        #expect(assembler.message.length == 6)
    }

    /// The bad byte's offset is that in the message, whichever fragment it stands in.
    @Test(arguments: 0...4) func badByteAcrossFragments(cut: Int) {
        let bytes: [UInt8] = [0x61, 0xc3, 0xa9, 0xc0, 0x62]
        var assembler = MessageAssembler(payloadLimit: 0)
        _ = assembler.begin(header(.text, fin: false, length: cut), compressionNegotiated: false)
        let first = assembler.feed(Array(bytes[..<cut]).rawSpan)
        _ = assembler.begin(header(.continuation, fin: true, length: 5 - cut), compressionNegotiated: false)
        let second = assembler.feed(Array(bytes[cut...]).rawSpan)
        #expect([first, second].compactMap(\.self) == [3])
        #expect(assembler.message.badByte == 3)
        #expect(!assembler.message.isValidText)
    }

    @Test func unfinishedCharacterIsNoText() {
        var assembler = MessageAssembler(payloadLimit: 0)
        let only = header(.text, fin: true, length: 1)
        _ = assembler.begin(only, compressionNegotiated: false)
        expectText(&assembler, [0xc3])
        expectEnd(&assembler, only, completes: true)
        #expect(!assembler.message.isValidText)
    }

    /// What arrives is counted as it stands on the wire, what is fed as it was inflated.
    @Test func compressedTextIsCheckedAfterInflating() {
        var assembler = MessageAssembler(payloadLimit: 0)
        let only = header(.text, fin: true, rsv1: true, length: 2)
        _ = assembler.begin(only, compressionNegotiated: true)
        #expect(assembler.message.compressed)
        #expect(assembler.needsContent)
        assembler.arriveCompressed(2)
        expectText(&assembler, Array("inflated".utf8))
        let bad = assembler.feed([0xff].rawSpan)
        #expect(bad == 8)
        expectEnd(&assembler, only, completes: true)
        #expect(assembler.message.wireLength == 2)
        #expect(assembler.message.length == 9)
    }

    @Test func continuationOfNothing() {
        var assembler = MessageAssembler(payloadLimit: 0)
        guard
            case .unexpected(excused: false) = assembler.begin(
                header(.continuation, fin: true, length: 0), compressionNegotiated: false)
        else {
            Issue.record("accepted")
            return
        }
        expectEnd(&assembler, header(.continuation, fin: true, length: 0), completes: false)
    }

    @Test func afterLostFramesContinuationsAreExcusedUntilAMessageBegins() {
        var assembler = MessageAssembler(payloadLimit: 0)
        assembler.lose()
        let continuation = header(.continuation, fin: true, length: 0)
        guard case .unexpected(excused: true) = assembler.begin(continuation, compressionNegotiated: false) else {
            Issue.record("accused")
            return
        }
        let whole = header(.text, fin: true, length: 0)
        _ = assembler.begin(whole, compressionNegotiated: false)
        expectEnd(&assembler, whole, completes: true)
        guard case .unexpected(excused: false) = assembler.begin(continuation, compressionNegotiated: false) else {
            Issue.record("excused")
            return
        }
    }

    @Test func secondMessageInsideTheFirstInterruptsIt() {
        var assembler = MessageAssembler(payloadLimit: 0)
        _ = assembler.begin(header(.text, fin: false, length: 0), compressionNegotiated: false)
        guard case .interrupting = assembler.begin(header(.text, fin: true, length: 0), compressionNegotiated: false)
        else {
            Issue.record("not noticed")
            return
        }
    }
}
