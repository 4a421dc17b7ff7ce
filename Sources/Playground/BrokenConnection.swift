import NIOCore

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What broke a connection, in words.
enum BrokenConnection {
    /// What `error` says, of a connection whose other end is the `peer`: the client or the server.
    static func words(for error: any Error, peer: String) -> String {
        guard let error = error as? IOError else { return "the connection broke: \(error)" }
        return error.errnoCode == ECONNRESET ? "the \(peer) reset TCP" : "\(error)"
    }
}
