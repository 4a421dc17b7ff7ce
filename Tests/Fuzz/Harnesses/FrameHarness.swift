import WebSocket
import Wire

/// One direction's bytes as frames and messages, whole and in pieces.
///
/// Input: flags (1: permessage-deflate, 2: masked, 4: a small payload limit), a seed for the cuts, the stream.
func checkFrames(_ bytes: [UInt8]) throws(BrokenPromise) {
    var input = Input(bytes)
    let flags = input.byte()
    let seed = input.byte()
    let stream = input.rest()
    var whole = FrameReading(flags: flags)
    try whole.take(stream.rawSpan, at: 0)
    var cut = FrameReading(flags: flags)
    var cutter = Cutter(seed: seed)
    for piece in cutter.pieces(of: stream.count) {
        try cut.take(stream.rawSpan.extracting(piece), at: piece.lowerBound)
    }
    try expect(whole.log == cut.log, "the frames differ in pieces")
    try expect(whole.payloadLeft == cut.payloadLeft, "the frame under way differs in pieces")

    // The same bytes with their beginning lost.
    var search = BoundarySearch(masked: flags & 2 != 0, rsv1Defined: flags & 1 != 0)
    cutter = Cutter(seed: seed)
    for piece in cutter.pieces(of: stream.count) {
        guard let found = search.find(in: stream.rawSpan.extracting(piece)) else { continue }
        try expect((0...piece.count).contains(found.position), "a boundary at \(found.position) of \(piece.count)")
        break
    }
}

/// What came of a stream's bytes.
private struct FrameReading {
    /// What is known of a frame at its end.
    struct Entry: Equatable {
        var header: FrameHeader
        var offset: Int
        var payload: [UInt8]
        var isOver: Bool
        var badByte: Int?
        var messagePayload: [UInt8]?
    }

    private(set) var log: [Entry] = []
    private(set) var payloadLeft: [UInt8] = []
    private let compression: Bool
    private let isMasked: Bool
    private var parser = FrameParser()
    private var assembler: MessageAssembler
    private var header: FrameHeader?
    private var offset = 0
    private var badByte: Int?
    /// The whole text of the message under way, to have it judged by the standard library.
    private var text: [UInt8] = []

    init(flags: UInt8) {
        compression = flags & 1 != 0
        isMasked = flags & 2 != 0
        assembler = MessageAssembler(payloadLimit: flags & 4 == 0 ? 1 << 20 : 5)
    }

    mutating func take(_ chunk: RawSpan, at start: Int) throws(BrokenPromise) {
        var position = 0
        while true {
            let before = position
            switch parser.next(in: chunk, at: &position) {
            case .needMore: return try expect(position == chunk.byteCount, "bytes are left of a chunk")
            case .header(let header): try begin(header, behind: start + position)
            case .payload(let range, let index):
                try expect(range == before..<position && !range.isEmpty, "payload \(range) at \(before)")
                try expect(index == payloadLeft.count, "payload byte \(index), expected \(payloadLeft.count)")
                try feed(chunk.extracting(range), index)
            case .end: try end(isOver: true)
            case .untrusted: try end(isOver: false)
            }
        }
    }

    private mutating func begin(_ header: FrameHeader, behind end: Int) throws(BrokenPromise) {
        self.header = header
        offset = end - header.headerLength
        payloadLeft = []
        badByte = nil
        let encoded = FrameEncoder.header(header)
        try expect(
            encoded.count == header.headerLength, "a header of \(header.headerLength) bytes has \(encoded.count)")
        var reader = FieldReader(encoded.rawSpan, sink: FieldRecorder(), limitedBy: .stream)
        let again = try? FrameHeader(reading: &reader)
        try expect(again == header, "a header is another one when encoded and read again")
        let bits = reader.finish().fields.reduce(0) { max($0, $1.range.lower + $1.range.count) }
        try expect(bits == encoded.count * 8, "the fields take \(bits) bits of \(encoded.count) bytes")
        _ = header.violations(from: isMasked, rsv1Defined: compression)
        guard header.opcode.isData else { return }
        if case .continued = assembler.begin(header, compressionNegotiated: compression) { return }
        text = []
    }

    private mutating func feed(_ bytes: RawSpan, _ index: Int) throws(BrokenPromise) {
        guard let header else { throw BrokenPromise(text: "payload without a header") }
        var content = [UInt8](copying: bytes)
        payloadLeft += content
        for at in content.indices { content[at] ^= header.maskingKey.byte(at: index + at) }
        var unmasked = [UInt8](repeating: 0, count: content.count)
        unmasked.replaceFirst(unmasking: bytes, with: header.maskingKey, from: index)
        try expect(unmasked == content, "bytes are unmasked in two ways")
        guard header.opcode.isData else { return }
        text += content
        if let bad = assembler.feed(content.rawSpan) {
            try expect(badByte == nil, "a second bad byte")
            badByte = bad
        }
    }

    private mutating func end(isOver: Bool) throws(BrokenPromise) {
        guard let header else { throw BrokenPromise(text: "an end without a header") }
        var message: [UInt8]?
        if isOver, header.opcode.isData, assembler.end(header) {
            message = assembler.message.payload
            if assembler.message.opcode == .text, !assembler.message.compressed {
                let isText = String(validating: text, as: UTF8.self) != nil
                try expect(assembler.message.isValidText == isText, "a text that is UTF-8: \(isText)")
            }
        }
        log.append(
            Entry(
                header: header, offset: offset, payload: payloadLeft, isOver: isOver, badByte: badByte,
                messagePayload: message))
        payloadLeft = []
        self.header = nil
    }
}
