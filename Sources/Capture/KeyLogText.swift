/// Lines of a TLS key log (SSLKEYLOGFILE), as a capture carries them or a file of keys gained them: never to be shown.
///
/// The lines are whole; only the last one may lack its end.
public struct KeyLogText: Hashable, Sendable {
    /// The text, as it came: nothing is known about what is in it.
    public var bytes: [UInt8]

    /// These lines, which may be in UTF-16.
    public init(_ bytes: [UInt8]) {
        guard let encoding = TextDecoder.Encoding(bytes), encoding != .utf8 else {
            self.bytes = bytes
            return
        }
        var decoder = TextDecoder()
        self.bytes = decoder.decode(bytes) + decoder.finish()
    }
}

extension KeyLogText: CustomStringConvertible, CustomReflectable {
    /// How much text it is, and nothing of it.
    public var description: String { "key log of \(bytes.count) bytes" }

    /// Nothing: what is printed for debugging shall not hold keys.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
