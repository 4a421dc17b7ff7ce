/// Lines of a TLS key log (SSLKEYLOGFILE), as a capture carries them or a file of keys gained them: never to be shown.
///
/// The lines are whole; only the last one may lack its end.
public struct KeyLogText: Hashable, Sendable {
    /// The text, as it came: nothing is known about what is in it.
    public var bytes: [UInt8]

    /// These lines.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension KeyLogText: CustomStringConvertible, CustomReflectable {
    /// How much text it is, and nothing of it.
    public var description: String { "key log of \(bytes.count) bytes" }

    /// Nothing: what is printed for debugging shall not hold keys.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
