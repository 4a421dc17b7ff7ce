import Wire

/// A file for what shall not stay in memory: only this process can read it, and it is gone with this object.
public final class TemporaryFile {
    private let descriptor: CInt
    private var count = 0
    private var buffer: [UInt8] = []

    /// The system's folder for such files, `$TMPDIR` or `/tmp`.
    public static var folder: String { systemVariable("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp" }

    /// Makes one in the system's folder for such files, `$TMPDIR` or `/tmp`.
    ///
    /// - Throws: `SystemFailure` when the system makes none.
    public init() throws(SystemFailure) {
        let opened = systemOpenTemporary()
        guard opened >= 0 else { throw SystemFailure(code: -opened) }
        descriptor = CInt(opened)
    }

    deinit { systemClose(descriptor) }

    /// Writes bytes behind those that are there.
    ///
    /// - Returns: where they lie, for `read`.
    /// - Throws: `SystemFailure`, when the disk is full for example; what was written before is still there.
    public func append(_ bytes: RawSpan) throws(SystemFailure) -> Range<Int> {
        let result = systemWrite(descriptor, bytes, at: count)
        guard result >= 0 else { throw SystemFailure(code: -result) }
        defer { count += bytes.byteCount }
        return count..<(count + bytes.byteCount)
    }

    /// Reads the bytes at `range` and hands them to `body`, a piece of at most 64 KiB after the other.
    ///
    /// - Throws: `SystemFailure` when the system can't read them.
    public func read(_ range: Range<Int>, _ body: (RawSpan) -> Void) throws(SystemFailure) {
        if buffer.isEmpty { buffer = [UInt8](repeating: 0, count: 1 << 16) }
        var at = range.lowerBound
        while at < range.upperBound {
            let result = systemRead(descriptor, &buffer, at: at, atMost: range.upperBound - at)
            guard result > 0 else { throw SystemFailure(code: -result) }
            body(buffer.rawSpan.extracting(first: result))
            at += result
        }
    }
}
