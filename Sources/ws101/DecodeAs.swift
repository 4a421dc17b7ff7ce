import ArgumentParser

/// A TCP port and the protocol that is spoken there: `9000=websocket`.
struct DecodeAs {
    let port: UInt16

    /// Reads `text`.
    ///
    /// - Throws: `ValidationError` that says what is possible.
    init(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1] == "websocket", let port = UInt16(parts[0]), port > 0 else {
            throw ValidationError(
                "'--decode-as \(text)': PORT=websocket, with a port from 1 to 65535; websocket is the only protocol "
                    + "that a port can be decoded as.")
        }
        self.port = port
    }
}
