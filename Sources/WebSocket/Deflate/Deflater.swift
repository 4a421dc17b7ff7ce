import CZlib
import Wire

/// Compresses messages as an endpoint with permessage-deflate does (RFC 7692 §7.2.1), through zlib.
@safe
public final class Deflater {
    /// How many bytes are cut off each message's end: 00 00 ff ff.
    private static let tailLength = 4

    // zlib's state points back to this, so that it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let takesContextOver: Bool

    /// A compressor with a window of 2^`windowBits` bytes (9…15) and one of zlib's levels and strategies (0: the default one).
    public init(
        windowBits: Int32 = 15, takesContextOver: Bool = true, level: Int32 = 6, strategy: Int32 = 0
    ) {
        self.takesContextOver = takesContextOver
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let status = unsafe deflateInit2_(
            stream, level, Z_DEFLATED, -windowBits, 8, strategy, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib knows no such parameters")
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// The payload of a message that inflates to `content`.
    public func message(_ content: [UInt8]) -> [UInt8] {
        if !takesContextOver { unsafe deflateReset(stream) }
        let deflated = deflate(content, Z_SYNC_FLUSH)
        // An empty block has just been flushed: zlib writes nothing again.
        guard deflated.count >= Self.tailLength else { return [0] }
        return Array(deflated.dropLast(Self.tailLength))
    }

    /// The payload of a message that inflates to `content` and ends with a block that has BFINAL set (§7.2.3.4).
    public func finalMessage(_ content: [UInt8]) -> [UInt8] {
        let deflated = deflate(content, Z_FINISH)
        unsafe deflateReset(stream)
        return deflated + [0]
    }

    private func deflate(_ content: [UInt8], _ flush: Int32) -> [UInt8] {
        var content = content
        var room = [UInt8](repeating: 0, count: 65536)
        var deflated: [UInt8] = []
        // Neither pointer is used beyond the closures.
        unsafe content.withUnsafeMutableBufferPointer { input in
            unsafe stream.pointee.next_in = input.baseAddress
            unsafe stream.pointee.avail_in = UInt32(input.count)
            var isFull = true
            while isFull {
                unsafe room.withUnsafeMutableBufferPointer { output in
                    unsafe stream.pointee.next_out = output.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(output.count)
                    unsafe _ = CZlib.deflate(stream, flush)
                }
                let left = unsafe Int(stream.pointee.avail_out)
                deflated += room.prefix(room.count - left)
                isFull = left == 0
            }
        }
        return deflated
    }
}
