import Wire

/// Takes compressed data apart, piece by piece and within a fixed amount of memory.
///
/// It handles one member at a time: what gzip calls a member, zstd and lz4 a frame, xz a stream. Files may have several.
protocol Unpacker: AnyObject {
    /// Begins a member; called before the first one and behind each that ended.
    func begin()

    /// Unpacks from `input` on into `output`, which has room, as far as either goes.
    ///
    /// With an empty `input` it gives what it still holds.
    func unpack(_ input: RawSpan, into output: inout MutableRawSpan) -> UnpackingStep
}

/// What one call of an unpacker did.
struct UnpackingStep {
    enum Status: Equatable {
        /// It stopped as its input was used up, or its output was full.
        case stopped
        /// The member has ended.
        case ended
        /// The data is damaged, or needs more memory than is given to it: an end of a sentence, and what to do.
        case failed(String, advice: String? = nil)
    }

    /// Bytes taken from the input.
    var consumed: Int
    /// Bytes written to the output.
    var produced: Int
    var status: Status
}
