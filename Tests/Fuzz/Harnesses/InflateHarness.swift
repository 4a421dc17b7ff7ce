import CZlib
import WebSocket
import Wire

/// The compressed messages of one direction, whole and in pieces, against zlib and against a scanner by itself.
///
/// Input: window bits and whether the context is taken over, a seed for the cuts, then messages behind two bytes of
/// their length.
func checkInflating(_ bytes: [UInt8]) throws(BrokenPromise) {
    var input = Input(bytes)
    let settings = input.byte()
    let seed = input.byte()
    let windowBits = 8 + Int(settings & 7)
    let takesContextOver = settings & 8 == 0
    let whole = MessageInflater(
        windowBits: windowBits, takesContextOver: takesContextOver, isCertain: settings & 16 == 0)
    let cut = MessageInflater(windowBits: windowBits, takesContextOver: takesContextOver, isCertain: settings & 16 == 0)
    var cutter = Cutter(seed: seed)
    var scanner = DeflateScanner(windowBits: windowBits)
    var isFirst = true
    while !input.isEmpty {
        let message = input.take(Int(input.byte()) << 8 | Int(input.byte()))
        let all = inflate(message, [0..<message.count], with: whole, room: 1 << 16)
        let pieces = inflate(
            message, cutter.pieces(of: message.count), with: cut, room: seed & 1 == 0 ? 1 << 15 : 1 << 14)
        try expect(all == pieces, "a message differs in pieces: \(all.summary), \(pieces.summary)")
        // zlib as it comes, without a context: the first message has none.
        if isFirst || !takesContextOver, settings & 16 == 0 { try compare(all, with: zlib(message), message) }
        let alone = isFirst ? scan(message, &scanner) : nil
        if isFirst, all.problem == nil, windowBits < 15 {
            try expect(alone == all.excess, "the window is exceeded by itself: \(String(describing: alone))")
        }
        isFirst = false
        if seed & 0x80 != 0, message.count % 5 == 4 {
            whole.loseContext()
            cut.loseContext()
        }
    }
}

/// What a message came to.
private struct Inflated: Equatable {
    var bytes: [UInt8] = []
    var problem: MessageInflater.Problem?
    var excess: DeflateScanner.Excess?

    var summary: String { "\(bytes.count) bytes, \(String(describing: problem)), \(String(describing: excess))" }
}

/// More inflated bytes are not kept: a few kilobytes may become megabytes.
private let mostInflated = 1 << 18

private func inflate(
    _ message: [UInt8], _ pieces: [Range<Int>], with inflater: MessageInflater, room: Int
) -> Inflated {
    var result = Inflated()
    var output = [UInt8](repeating: 0, count: room)
    inflater.begin()
    for piece in pieces {
        var position = 0
        var count = 0
        let bytes = message.rawSpan.extracting(piece)
        repeat {
            count = inflater.inflate(bytes, at: &position, into: &output)
            result.bytes += output.prefix(min(count, mostInflated - result.bytes.count))
        } while position < bytes.byteCount || count == output.count
    }
    let count = inflater.end(into: &output)
    result.bytes += output.prefix(min(count, mostInflated - result.bytes.count))
    result.problem = inflater.problem
    result.excess = inflater.takeExcess()
    return result
}

private func scan(_ message: [UInt8], _ scanner: inout DeflateScanner) -> DeflateScanner.Excess? {
    scanner.beginMessage()
    let found = scanner.scan(message.rawSpan)
    let tail: [UInt8] = [0, 0, 0xff, 0xff]
    return found ?? scanner.scan(tail.rawSpan)
}

private func compare(_ ours: Inflated, with theirs: Inflated, _ message: [UInt8]) throws(BrokenPromise) {
    try expect(ours.bytes == theirs.bytes, "\(ours.summary), where zlib has \(theirs.bytes.count) bytes")
    switch ours.problem {
    case .corrupt: try expect(theirs.problem == ours.problem, "\(ours.summary), but zlib says \(theirs.summary)")
    // zlib may have its own words for a block that ends in what was cut off behind the message.
    case .unfinished: try expect(theirs.problem != nil, "\(ours.summary), where zlib finds nothing wrong")
    default: try expect(theirs.problem == nil, "\(ours.summary), where zlib says \(theirs.summary)")
    }
}

/// The message as zlib inflates it, with what its sender cut off behind it.
private func zlib(_ message: [UInt8]) -> Inflated {
    var result = Inflated()
    var input = message.isEmpty ? [] : message + [0, 0, 0xff, 0xff]
    var output = [UInt8](repeating: 0, count: 1 << 16)
    var position = 0
    // zlib's state points back to this, so that it must not move.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    defer {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }
    let status = unsafe inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK)
    while true {
        // Neither pointer is used beyond the closures.
        let status = unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { room in
                unsafe stream.pointee.next_in = source.baseAddress.map { unsafe $0 + position }
                unsafe stream.pointee.avail_in = UInt32(source.count - position)
                unsafe stream.pointee.next_out = room.baseAddress
                unsafe stream.pointee.avail_out = UInt32(room.count)
                return unsafe CZlib.inflate(stream, Z_SYNC_FLUSH)
            }
        }
        position = unsafe input.count - Int(stream.pointee.avail_in)
        let count = unsafe output.count - Int(stream.pointee.avail_out)
        result.bytes += output.prefix(min(count, mostInflated - result.bytes.count))
        switch status {
        case Z_STREAM_END:
            unsafe inflateResetKeep(stream)
            // Where a stream ends with the message, nothing was cut off.
            if position == message.count || position == input.count { return result }
        case Z_OK, Z_BUF_ERROR:
            guard status == Z_BUF_ERROR || position == input.count && count < output.count else { continue }
            // 128 behind a block's end, 7 for the bits of the last byte that are not used yet.
            let isWhole = unsafe input.isEmpty || stream.pointee.data_type & (128 | 7) == 128
            result.problem = isWhole ? nil : .unfinished
            return result
        default:
            result.problem = .corrupt(
                unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "zlib error \(status)")
            return result
        }
    }
}
