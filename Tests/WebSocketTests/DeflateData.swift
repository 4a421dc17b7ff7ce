import CZlib
import TestKit
import WebSocket
import Wire

extension DeflateScanner {
    /// Takes the next bytes of the message.
    mutating func scan(_ bytes: some Collection<UInt8>) -> Excess? {
        let bytes = Array(bytes)
        return scan(bytes.rawSpan)
    }
}

/// zlib's own opinion of DEFLATE data.
@safe
final class Zlib {
    /// What one message came to.
    struct Verdict: Equatable {
        var inflated = 0
        var isSound = true
    }

    /// What zlib used up and said at one of its stops.
    struct Stop {
        var used: Range<Int>
        /// Whether a block ended here, and how many bits of the last byte are left.
        var unusedBits: Int?
        var inflated: Int
    }

    // zlib's state points back to this, so that it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var room = [UInt8](repeating: 0, count: 65536)

    init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let status = unsafe inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK)
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Inflates one message, stopping at the end of each block.
    func message(_ bytes: [UInt8], at stop: (Stop) -> Void = { _ in }) -> Verdict {
        var verdict = Verdict()
        var position = 0
        var bytes = bytes
        while true {
            // Neither pointer is used beyond the closures.
            let status = unsafe bytes.withUnsafeMutableBufferPointer { input in
                unsafe room.withUnsafeMutableBufferPointer { output in
                    unsafe stream.pointee.next_in = input.baseAddress.map { unsafe $0 + position }
                    unsafe stream.pointee.avail_in = UInt32(input.count - position)
                    unsafe stream.pointee.next_out = output.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(output.count)
                    return unsafe inflate(stream, Z_BLOCK)
                }
            }
            let end = unsafe bytes.count - Int(stream.pointee.avail_in)
            let count = unsafe room.count - Int(stream.pointee.avail_out)
            let type = unsafe stream.pointee.data_type
            verdict.inflated += count
            let isEnd = status == Z_STREAM_END
            if status == Z_OK || isEnd {
                let unusedBits = isEnd ? 0 : type & 128 != 0 ? Int(type & 7) : nil
                stop(Stop(used: position..<end, unusedBits: unusedBits, inflated: verdict.inflated))
            }
            if isEnd { unsafe inflateResetKeep(stream) }
            guard status == Z_OK || isEnd else {
                verdict.isSound = status == Z_BUF_ERROR
                return verdict
            }
            if end == bytes.count, count < room.count, end == position || !isEnd && type & 128 == 0 { return verdict }
            position = end
        }
    }
}

/// Text like what applications send: repetitive, but not the same.
func sentences(_ dice: inout SplitMix, count: Int) -> [UInt8] {
    let words = ["price", "order", "\"id\":", "true,", "user", "{\"", "\"}", "0.25", "the", "websocket", "é", "  "]
    var text: [UInt8] = []
    while text.count < count {
        text += Array(words[Int.random(in: 0..<words.count, using: &dice)].utf8)
        if Int.random(in: 0..<4, using: &dice) == 0 { text.append(UInt8.random(in: 32...126, using: &dice)) }
    }
    return Array(text.prefix(count))
}

/// Bytes that can't be compressed.
func noise(_ dice: inout SplitMix, count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }
}
