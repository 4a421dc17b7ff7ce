import CZlib
import Wire

/// A zlib state that inflates raw DEFLATE data (RFC 1951), piece by piece.
///
/// Its window always has 32 KiB, whatever was negotiated: what a sender refers to is found, and whether it was allowed
/// to is another question.
@safe
final class Inflater {
    /// Why a step stopped.
    enum Status {
        /// The input is used up.
        case needMore
        /// The output is full; there may be more.
        case full
        /// A block has ended, whose last byte has so many bits, 0…7, of what follows; only if stops there were asked for.
        case blockEnd(unusedBits: Int)
        /// A block with BFINAL set has ended; what follows is a stream of its own over the same window.
        case ended
        /// The data is no DEFLATE, in zlib's words.
        case failed(String)
    }

    // zlib's state points back to this, so that it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let stopsAtBlocks: Bool

    init(stopsAtBlocks: Bool) {
        self.stopsAtBlocks = stopsAtBlocks
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // Negative: raw data, without a zlib header.
        let status = unsafe inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib is of another major version, or there are no 7 KB of memory")
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Forgets the window and begins a new stream.
    func reset() {
        unsafe inflateReset(stream)
    }

    /// Whether the bytes so far end with a whole block, at a byte's end.
    var isBetweenBlocks: Bool {
        // zlib: 128 behind a block's end, 7 for the bits of the last byte that are not used yet.
        unsafe stream.pointee.data_type & (128 | 7) == 128
    }

    /// Whether the last block of a stream has ended, and zlib was not asked since: only then it says `ended`.
    var isBehindLastBlock: Bool { unsafe stream.pointee.data_type & (128 | 64) == 128 | 64 }

    /// Inflates the bytes of `input` from `position` on into `output`, and moves `position` on.
    func inflate(_ input: RawSpan, at position: inout Int, into output: inout [UInt8]) -> (produced: Int, Status) {
        let rest = input.extracting(position..<input.byteCount)
        let capacity = output.count
        // zlib keeps neither pointer beyond the call, and writes to the output only.
        let status = unsafe rest.withUnsafeBytes { bytes in
            unsafe output.withUnsafeMutableBufferPointer { room in
                let start = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress
                unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(mutating: start)
                unsafe stream.pointee.avail_in = UInt32(clamping: bytes.count)
                unsafe stream.pointee.next_out = room.baseAddress
                unsafe stream.pointee.avail_out = UInt32(clamping: room.count)
                return unsafe CZlib.inflate(stream, stopsAtBlocks ? Z_BLOCK : Z_SYNC_FLUSH)
            }
        }
        position = unsafe input.byteCount - Int(stream.pointee.avail_in)
        let produced = unsafe capacity - Int(stream.pointee.avail_out)
        unsafe stream.pointee.next_in = nil
        unsafe stream.pointee.next_out = nil
        switch status {
        case Z_OK, Z_BUF_ERROR:
            let type = unsafe Int(stream.pointee.data_type)
            if stopsAtBlocks, status == Z_OK, type & 128 != 0 { return (produced, .blockEnd(unusedBits: type & 7)) }
            return (produced, produced == capacity ? .full : .needMore)
        case Z_STREAM_END:
            // The window stays: RFC 7692 §7.2.3.4 begins a new stream, and §7.2.3.2 takes the context over.
            unsafe inflateResetKeep(stream)
            return (produced, .ended)
        default:
            let words = unsafe stream.pointee.msg
            return (produced, .failed(unsafe words.map { unsafe String(cString: $0) } ?? "zlib error \(status)"))
        }
    }
}
