/// Why the playground can't start.
public enum PlaygroundError: Error, Hashable, Sendable {
    /// Another program listens on the port.
    case portInUse(UInt16)
    /// This user may not listen on the port.
    case portForbidden(UInt16)
    /// The system refuses for another reason, in its words.
    case cannotListen(port: UInt16, reason: String)
    /// The key log can't be written, in the system's words.
    case keyLog(path: String, reason: String)
    /// No certificate could be made, in the library's words.
    case certificate(String)
}
