public import Foundation

/// Where results go: buffered bytes on their way to a file, a pipe, a terminal or, in tests, to memory.
///
/// Nothing is lost without a word: a reader that went away (`| head`) makes the output quiet and `isClosed`; any other
/// failure is kept in `failure`.
public final class Output {
    /// How many bytes gather before they are written.
    public static let bufferSize = 1 << 16

    private let file: FileHandle?
    private var buffer: [UInt8] = []
    /// Whether the reader went away, or writing failed: everything is dropped from then on.
    public private(set) var isClosed = false
    /// Why writing failed, if it was not that the reader went away.
    public private(set) var failure: String?

    /// An output to that file.
    public init(to file: FileHandle) {
        self.file = file
        buffer.reserveCapacity(Self.bufferSize * 2)
    }

    /// An output that keeps everything in `contents`.
    public init() {
        file = nil
    }

    /// What was written and has not left the buffer yet; everything, for an output in memory.
    public var contents: String { String(decoding: buffer, as: UTF8.self) }

    /// Writes text.
    public func write(_ text: String) {
        guard !isClosed else { return }
        buffer.append(contentsOf: text.utf8)
        flushIfFull()
    }

    /// Writes text and ends the line.
    public func line(_ text: String = "") {
        guard !isClosed else { return }
        buffer.append(contentsOf: text.utf8)
        buffer.append(UInt8(ascii: "\n"))
        flushIfFull()
    }

    /// Writes bytes.
    public func write(_ bytes: [UInt8]) {
        guard !isClosed else { return }
        buffer.append(contentsOf: bytes)
        flushIfFull()
    }

    /// Hands everything that was written to the file.
    public func flush() {
        guard let file, !isClosed, !buffer.isEmpty else { return }
        do {
            try file.write(contentsOf: Data(buffer))
        } catch {
            isClosed = true
            if !Self.isBrokenPipe(error) { failure = Self.reason(of: error) }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private func flushIfFull() {
        if buffer.count >= Self.bufferSize { flush() }
    }

    private static func posixCode(of error: any Error) -> Int? {
        let error = error as NSError
        if error.domain == NSPOSIXErrorDomain { return error.code }
        guard let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError else { return nil }
        return cause.domain == NSPOSIXErrorDomain ? cause.code : nil
    }

    private static func isBrokenPipe(_ error: any Error) -> Bool { posixCode(of: error) == Int(EPIPE) }

    private static func reason(of error: any Error) -> String {
        guard let code = posixCode(of: error), let known = POSIXErrorCode(rawValue: Int32(code)) else {
            return error.localizedDescription
        }
        return POSIXError(known).localizedDescription
    }
}
