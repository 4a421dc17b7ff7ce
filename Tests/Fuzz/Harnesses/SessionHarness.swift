import Capture
import Dissection
import WebSocket
import Wire

/// One WebSocket session as a script: handshake, frames, raw bytes, losses, repetitions, pauses and ends.
///
/// Twice, with several threads where the seed says so. Input: flags (the handshake's kind, where the port is decoded),
/// a seed for the cuts and for the way to print, then steps.
func checkSession(_ bytes: [UInt8]) throws(BrokenPromise) {
    var input = Input(bytes)
    let flags = input.byte()
    let seed = input.byte()
    let script = SessionScript(input, handshake: flags & 7)
    let whole = try play(script.segments, flags, seed)
    let again = try play(script.segments, flags, seed, jobs: seed & 64 == 0 ? 1 : 2)
    for (first, second) in zip(whole.writers.contents, again.writers.contents) where first != second {
        let count = zip(first, second).prefix { $0 == $1 }.count
        let (first, second) = (first.dropFirst(count).prefix(200), second.dropFirst(count).prefix(200))
        throw BrokenPromise(
            text: "two runs over the same packets differ behind \(count) characters:\n\(first)\n\(second)")
    }
    // Without a handshake frames are recognised by where segments begin; behind a hole, segments are counted until it
    // is given up; and the last eight segments are those that copies are compared with. After what is neither a frame nor
    // text, frames are looked for as they are behind a hole.
    guard flags & 7 != 0, flags & 8 == 0, script.isPlain else { return }
    let pieces = try play(cut(script.segments, seed), flags, 15)
    guard !whole.facts.hasLostFrames, !pieces.facts.hasLostFrames else { return }
    try expect(
        whole.facts.texts == pieces.facts.texts,
        "the session differs in pieces:\n\(whole.facts.difference(to: pieces.facts))\n"
            + "segments:\n" + script.segments.map(\.description).joined(separator: "\n"))
}

private func play(
    _ segments: [ScriptedSegment], _ flags: UInt8, _ choice: UInt8, jobs: Int = 1
) throws(BrokenPromise) -> (writers: Writers, facts: Facts) {
    let writers = Writers(choice)
    let facts = Facts(of: segments, passingTo: writers)
    var options = DissectionOptions()
    options.payloadLimit = flags & 32 == 0 ? 64 : 0
    options.wireLimit = flags & 64 == 0 ? 64 : 14
    options.digest = flags & 128 != 0
    if flags & 8 != 0 { options.webSocketPorts = [80] }
    let pipeline = Pipeline(options: options, jobs: jobs, handler: facts)
    pipeline.begin(CaptureInfo(file: "fuzz", format: .pcap, interfaces: []))
    var slab = PacketSlab()
    for (index, segment) in segments.enumerated() {
        let bytes = segment.packet
        let record = PacketRecord(
            number: index + 1, time: Timestamp(nanoseconds: segment.time, isNanosecond: false), offset: 0,
            length: bytes.count, originalLength: bytes.count + segment.cut, interface: 0, linkType: .ipv4)
        if !slab.append(bytes.rawSpan, record) {
            slab = pipeline.consume(slab)
            slab.removeAll()
            slab.append(bytes.rawSpan, record)
        }
    }
    pipeline.consume(slab)
    pipeline.finish()
    try writers.check()
    return (writers, facts)
}

/// The same bytes in smaller segments.
private func cut(_ segments: [ScriptedSegment], _ seed: UInt8) -> [ScriptedSegment] {
    var cutter = Cutter(seed: seed)
    return segments.flatMap { segment -> [ScriptedSegment] in
        guard segment.payload.count > 1 else { return [segment] }
        return cutter.pieces(of: segment.payload.count).map { piece in
            var part = segment
            part.sequence &+= UInt32(piece.lowerBound)
            part.payload = Array(segment.payload[piece])
            return part
        }
    }
}

/// What is told of a session whatever its segments are.
private final class Facts: DissectionHandler {
    private(set) var texts: [String] = []
    /// Whether frames had to be looked for.
    private(set) var hasLostFrames = false
    private let next: Writers
    /// What each side sends, in plain scripts, and how much of it was told as head, frames or text, by `Side.index`.
    private var streams: [[UInt8]] = [[], []]
    private var ends: [Int] = [0, 0]

    init(of segments: [ScriptedSegment], passingTo next: Writers) {
        self.next = next
        for segment in segments { streams[segment.isFromClient ? 0 : 1] += segment.payload }
        let headEnd = Array("\r\n\r\n".utf8)
        ends = streams.map { $0.firstRange(of: headEnd)?.upperBound ?? 0 }
    }

    /// Whether what stands between the frames of one side and `frame` can be anything but text and padding.
    private func skipsUnknownBytes(before frame: FrameEvent) -> Bool {
        let index = frame.from == .client ? 0 : 1
        guard frame.streamOffset > ends[index], frame.streamOffset <= streams[index].count else { return false }
        let bytes = streams[index][ends[index]..<frame.streamOffset]
        return !bytes.allSatisfy { $0 == 0 || $0 >= 0x20 || [0x09, 0x0a, 0x0d, 0x1b].contains($0) }
            || String(validating: bytes, as: UTF8.self) == nil
    }

    func handle(_ event: DissectionEvent) {
        next.handle(event)
        switch event {
        case .frame(let frame):
            if skipsUnknownBytes(before: frame) { hasLostFrames = true }
            ends[frame.from == .client ? 0 : 1] = frame.streamOffset + frame.header.headerLength + frame.received
            texts.append(
                "frame \(frame.frame) \(String(describing: frame.from)) at \(frame.streamOffset) \(frame.header) \(frame.received) \(frame.wire)"
            )
        case .message(let message):
            texts.append(
                "message \(message.message) \(String(describing: message.from)) \(message.frames) \(message.wireLength) "
                    + "\(String(describing: message.length)) \(message.payload) \(message.isValidText)")
        case .finding(let finding):
            texts.append("finding \(finding.rule) \(finding.blame) \(finding.frame ?? 0) \(finding.message ?? 0)")
        case .close(let close):
            // Looked for, and not found.
            if close.mayLackClose { hasLostFrames = true }
            texts.append("close \(close.totals.frames) \(close.totals.messages)")
        case .capture, .session, .record, .transport, .comment, .drops, .summary: break
        }
    }

    func difference(to other: Facts) -> String {
        let place =
            zip(texts, other.texts).enumerated().first { $1.0 != $1.1 }?.offset ?? min(texts.count, other.texts.count)
        let (mine, others) = (texts.dropFirst(place).first, other.texts.dropFirst(place).first)
        return "\(mine ?? "nothing")\n\(others ?? "nothing")"
    }
}
