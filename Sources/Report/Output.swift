import Capture
public import Foundation
import Wire

/// Where results go: buffered bytes on their way to a file, a pipe, a terminal or, in tests, to memory.
///
/// Nothing is lost without a word: a reader that went away (`| head`) makes the output quiet and `isClosed`; any other
/// failure is kept in `failure`.
public final class Output {
    /// How many bytes gather before they are written.
    public static let bufferSize = 1 << 16

    private let file: FileHandle?
    private let queue: LineQueue?
    private var buffer = ByteWriter()
    /// Whether the reader went away, or writing failed: everything is dropped from then on.
    public private(set) var isClosed = false
    /// Why writing failed, if it was not that the reader went away.
    public private(set) var failure: String?
    /// Lets a writer that gathers lines of its own hand them over, before anything else is written or the output leaves.
    var handOver: (() -> Void)?

    /// An output to that file.
    public init(to file: FileHandle) {
        self.file = file
        queue = nil
    }

    /// An output whose lines leave through a queue, so that nothing waits for its reader; ended by `finish()`.
    public init(to queue: LineQueue) {
        file = nil
        self.queue = queue
    }

    /// An output that keeps everything in `contents`.
    public init() {
        file = nil
        queue = nil
    }

    /// What was written and has not left the buffer yet; everything, for an output in memory.
    public var contents: String {
        handOver?()
        return String(decoding: buffer)
    }

    /// Writes text.
    public func write(_ text: String) {
        guard !isClosed else { return }
        handOver?()
        buffer.append(text: text)
        flushIfFull()
    }

    /// Writes text and ends the line.
    public func line(_ text: String = "") {
        guard !isClosed else { return }
        handOver?()
        buffer.append(text: text)
        buffer.append("\n")
        flushIfFull()
    }

    /// Writes bytes.
    public func write(_ bytes: RawSpan) {
        guard !isClosed else { return }
        guard bytes.byteCount >= Self.bufferSize, let file else {
            buffer.append(bytes)
            return flushIfFull()
        }
        flushBuffer()
        if !isClosed { write(bytes, to: file) }
    }

    /// Gives up: what was to be written next can't be had, for that reason.
    func fail(_ reason: String) {
        guard !isClosed else { return }
        flush()
        failure = failure ?? reason
        isClosed = true
    }

    /// Hands everything that was written to the file.
    public func flush() {
        handOver?()
        flushBuffer()
    }

    /// Hands everything on, and waits until it has left.
    public func finish() {
        flush()
        guard let queue else { return }
        // A line without an end.
        if buffer.count > 0 { queue.put([UInt8](copying: buffer.bytes)) }
        buffer.removeAll()
        queue.finish()
        note(queue.failure)
    }

    /// Shows a line on standard error, below the lines that leave through the queue; nil takes it away.
    ///
    /// It is for a terminal, and must be safe and not wider than that. An output without a queue shows none.
    public func show(status: String?) { queue?.show(status: status) }

    private func flushBuffer() {
        if let queue { return handLines(to: queue) }
        guard let file, !isClosed, buffer.count > 0 else { return }
        write(buffer.bytes, to: file)
        buffer.removeAll()
    }

    /// Hands over what ends with a line: parts of lines could be left out by themselves.
    private func handLines(to queue: LineQueue) {
        guard !isClosed, buffer.count > 0 else { return }
        note(queue.failure)
        let all = [UInt8](copying: buffer.bytes)
        guard let last = all.lastIndex(of: UInt8(ascii: "\n")) else { return }
        buffer.removeAll()
        guard last + 1 < all.count else { return queue.put(all) }
        queue.put(Array(all[...last]))
        buffer.append(Array(all[(last + 1)...]).rawSpan)
    }

    private func write(_ bytes: RawSpan, to file: FileHandle) {
        note(SystemFailure(writing: bytes, to: file.fileDescriptor))
    }

    private func note(_ failure: SystemFailure?) {
        guard let failure, !isClosed else { return }
        isClosed = true
        if !failure.isBrokenPipe { self.failure = failure.messageOfOutput }
    }

    private func flushIfFull() {
        if buffer.count >= Self.bufferSize { flushBuffer() }
    }
}
