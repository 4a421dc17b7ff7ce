internal import CZstd
import Wire

/// Unpacks zstd frames (RFC 8878) with libzstd, in a window of at most 128 MiB.
@safe
final class ZstdUnpacker: Unpacker {
    /// The largest window, as a power of two: what the zstd program allows as well unless told otherwise.
    static let windowLog: Int32 = 27

    private let context: OpaquePointer

    init() {
        guard let new = unsafe ZSTD_createDCtx() else {
            preconditionFailure("there is no memory for zstd's state of 160 KB")
        }
        unsafe context = new
        // The library refuses frames with a larger window instead of allocating one.
        _ = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLog)
    }

    deinit {
        _ = unsafe ZSTD_freeDCtx(context)
    }

    func begin() {
        _ = unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    }

    func unpack(_ input: RawSpan, into output: inout MutableRawSpan) -> UnpackingStep {
        // The library keeps neither pointer beyond the call, reads only the input and writes only to the output.
        unsafe input.withUnsafeBytes { bytes in
            unsafe output.withUnsafeMutableBytes { space in
                var source = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
                var target = unsafe ZSTD_outBuffer(dst: space.baseAddress, size: space.count, pos: 0)
                let status = unsafe ZSTD_decompressStream(context, &target, &source)
                return unsafe UnpackingStep(
                    consumed: source.pos, produced: target.pos, status: Self.meaning(of: status))
            }
        }
    }

    private static func meaning(of status: Int) -> UnpackingStep.Status {
        guard ZSTD_isError(status) != 0 else { return status == 0 ? .ended : .stopped }
        switch ZSTD_getErrorCode(status) {
        case ZSTD_error_frameParameter_windowTooLarge:
            return .failed(
                "needs a window of more than 128 MiB", advice: "Unpack it: zstd --long=31 -dc FILE | ws101 inspect -")
        case ZSTD_error_dictionary_wrong:
            return .failed(
                "was made with a dictionary", advice: "Unpack it: zstd -D DICTIONARY -dc FILE | ws101 inspect -")
        default:
            // The library's texts are constants.
            return .failed("is damaged: " + (unsafe String(cString: ZSTD_getErrorName(status))))
        }
    }
}
