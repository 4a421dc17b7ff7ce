import Foundation
import NIOCore
import Synchronization
import Wire

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The key log of the server's TLS connections: with it, captures of them can be read (SSLKEYLOGFILE's format).
public final class KeyLogWriter: Sendable {
    /// Where it is.
    public let path: String
    /// Whether it goes away with the server.
    public let isTemporary: Bool
    private let file: Mutex<Int32>

    /// Opens the log at `path`, to append to it; without a path makes one in the folder for temporary files.
    ///
    /// A log that is made can be read and written by its owner only.
    ///
    /// - Throws: `PlaygroundError.keyLog` when it can't be opened.
    public init(_ path: String?) throws(PlaygroundError) {
        isTemporary = path == nil
        self.path =
            path
            ?? FileManager.default.temporaryDirectory
            .appendingPathComponent("ws101-playground-\(UUID().uuidString.prefix(8).lowercased()).keys").path
        // A temporary one is new, and no link that somebody put there.
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | (isTemporary ? O_EXCL | O_NOFOLLOW : 0)
        let descriptor = Self.open(self.path, flags)
        guard descriptor >= 0 else {
            throw .keyLog(path: self.path, reason: unsafe String(cString: strerror(errno)))
        }
        file = Mutex(descriptor)
    }

    deinit { close() }

    /// Writes a line, whose end is added where it is missing.
    func append(_ line: ByteBuffer) {
        var bytes = Array(buffer: line)
        if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        file.withLock { descriptor in
            guard descriptor >= 0 else { return }
            // One write, so that lines of two programs don't mix; a full disk costs a key, not the session.
            _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        }
    }

    /// Closes it, and removes a temporary one.
    public func close() {
        let wasOpen = file.withLock { descriptor in
            guard descriptor >= 0 else { return false }
            #if canImport(Darwin)
            _ = Darwin.close(descriptor)
            #else
            _ = Glibc.close(descriptor)
            #endif
            descriptor = -1
            return true
        }
        if wasOpen, isTemporary { try? FileManager.default.removeItem(atPath: path) }
    }

    private static func open(_ path: String, _ flags: Int32) -> Int32 {
        #if canImport(Darwin)
        unsafe Darwin.open(path, flags, 0o600)
        #else
        unsafe Glibc.open(path, flags, 0o600)
        #endif
    }
}
