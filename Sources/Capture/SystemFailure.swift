#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Why the system did not do what it was asked for.
public struct SystemFailure: Error, Hashable {
    private let code: Int

    /// The failure with that `errno`.
    public init(code: Int) { self.code = code }

    /// Writes all bytes to a file descriptor; nil if that went well.
    public init?(writing bytes: RawSpan, to descriptor: CInt) {
        let result = systemWrite(descriptor, bytes)
        guard result < 0 else { return nil }
        code = -result
    }

    /// Whether the reader of a pipe went away.
    public var isBrokenPipe: Bool { code == Int(EPIPE) }

    /// Whether nobody opened the stream.
    var isOfClosedStream: Bool { code == SystemError.notOpen }

    /// What went wrong with standard output, in words: the system's own, or that nobody opened it.
    public var messageOfOutput: String { isOfClosedStream ? StandardStreams.closedOutput : message }

    /// The system's own words.
    public var message: String { systemMessage(code) }
}
