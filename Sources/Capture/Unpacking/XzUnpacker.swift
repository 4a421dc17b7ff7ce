internal import CLZMA
import Wire

/// Unpacks xz streams (.xz file format 1.1) with liblzma, in at most 128 MiB.
@safe
final class XzUnpacker: Unpacker {
    /// The most memory the library may take, in bytes; `xz -9` asks for 65 MiB.
    static let memoryLimit: UInt64 = 128 << 20

    // Allocated in init, freed in deinit, as the library's state must not move.
    private let stream: UnsafeMutablePointer<lzma_stream>

    init() {
        unsafe stream = .allocate(capacity: 1)
        // All zero is what LZMA_STREAM_INIT is.
        unsafe stream.initialize(to: lzma_stream())
    }

    deinit {
        unsafe lzma_end(stream)
        unsafe stream.deallocate()
    }

    func begin() {
        let status = unsafe lzma_stream_decoder(stream, Self.memoryLimit, 0)
        precondition(status == LZMA_OK, "there is no memory for the state of liblzma")
    }

    func unpack(_ input: RawSpan, into output: inout MutableRawSpan) -> UnpackingStep {
        let (offered, room) = (input.byteCount, output.byteCount)
        // The library keeps neither pointer beyond the call, reads only the input and writes only to the output.
        let status = unsafe input.withUnsafeBytes { bytes in
            unsafe output.withUnsafeMutableBytes { space in
                unsafe stream.pointee.next_in = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
                unsafe stream.pointee.avail_in = offered
                unsafe stream.pointee.next_out = space.assumingMemoryBound(to: UInt8.self).baseAddress
                unsafe stream.pointee.avail_out = room
                return unsafe lzma_code(stream, LZMA_RUN)
            }
        }
        let consumed = unsafe offered - stream.pointee.avail_in
        let produced = unsafe room - stream.pointee.avail_out
        return UnpackingStep(consumed: consumed, produced: produced, status: Self.meaning(of: status))
    }

    private static func meaning(of status: lzma_ret) -> UnpackingStep.Status {
        switch status {
        // LZMA_BUF_ERROR: there was nothing to do.
        case LZMA_OK, LZMA_BUF_ERROR: .stopped
        case LZMA_STREAM_END: .ended
        case LZMA_MEMLIMIT_ERROR:
            .failed("needs more than 128 MiB to be unpacked", advice: "Unpack it: xz -dc FILE | ws101 inspect -")
        case LZMA_OPTIONS_ERROR: .failed("has options that the xz library here does not know")
        case LZMA_MEM_ERROR: .failed("can't be unpacked: there is not enough memory")
        default: .failed("is damaged")
        }
    }
}
