internal import CZlib
import Wire

/// Unpacks gzip members (RFC 1952) with zlib, in its 32 KiB of window.
@safe
final class GzipUnpacker: Unpacker {
    // zlib's state points back to this, so that it must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 16 more than the window's bits: a gzip header and nothing else.
        let status = unsafe inflateInit2_(stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib is of another major version, or there are no 7 KB of memory")
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    func begin() {
        unsafe inflateReset(stream)
    }

    func unpack(_ input: RawSpan, into output: inout MutableRawSpan) -> UnpackingStep {
        let room = min(output.byteCount, Int(UInt32.max))
        let offered = min(input.byteCount, Int(UInt32.max))
        // zlib keeps neither pointer beyond the call, reads only the input and writes only to the output.
        let status = unsafe input.withUnsafeBytes { bytes in
            unsafe output.withUnsafeMutableBytes { space in
                let start = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
                unsafe stream.pointee.avail_in = UInt32(offered)
                unsafe stream.pointee.next_out = space.assumingMemoryBound(to: UInt8.self).baseAddress
                unsafe stream.pointee.avail_out = UInt32(room)
                return unsafe CZlib.inflate(stream, Z_NO_FLUSH)
            }
        }
        let consumed = unsafe offered - Int(stream.pointee.avail_in)
        let produced = unsafe room - Int(stream.pointee.avail_out)
        return UnpackingStep(consumed: consumed, produced: produced, status: meaning(of: status))
    }

    private func meaning(of status: Int32) -> UnpackingStep.Status {
        switch status {
        // Z_BUF_ERROR: there was nothing to do.
        case Z_OK, Z_BUF_ERROR: return .stopped
        case Z_STREAM_END: return .ended
        default:
            // zlib's texts are constants.
            let text = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
            return .failed("is damaged: \(text ?? "zlib reports error \(status)")")
        }
    }
}
