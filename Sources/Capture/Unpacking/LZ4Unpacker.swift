internal import CLZ4
import Wire

/// Unpacks LZ4 frames (LZ4 frame format 1.6) with liblz4, whose blocks have at most 4 MiB.
@safe
final class LZ4Unpacker: Unpacker {
    private let context: OpaquePointer

    init() {
        var new: OpaquePointer?
        // The library fills the pointer, which outlives the call.
        guard unsafe LZ4F_isError(LZ4F_createDecompressionContext(&new, UInt32(LZ4F_VERSION))) == 0,
            let new = unsafe new
        else { preconditionFailure("there is no memory for lz4's state of 200 bytes") }
        unsafe context = new
    }

    deinit {
        _ = unsafe LZ4F_freeDecompressionContext(context)
    }

    func begin() {
        unsafe LZ4F_resetDecompressionContext(context)
    }

    func unpack(_ input: RawSpan, into output: inout MutableRawSpan) -> UnpackingStep {
        var consumed = input.byteCount
        var produced = output.byteCount
        // The library keeps neither pointer beyond the call (its option stableDst is off), reads only the input and
        // writes only to the output.
        let status = unsafe input.withUnsafeBytes { bytes in
            unsafe output.withUnsafeMutableBytes { space in
                unsafe LZ4F_decompress(context, space.baseAddress, &produced, bytes.baseAddress, &consumed, nil)
            }
        }
        guard LZ4F_isError(status) == 0 else {
            // Both counts mean nothing then; the library's texts are constants.
            let text = unsafe String(cString: LZ4F_getErrorName(status))
            return UnpackingStep(consumed: 0, produced: 0, status: .failed("is damaged: \(text)"))
        }
        return UnpackingStep(consumed: consumed, produced: produced, status: status == 0 ? .ended : .stopped)
    }
}
