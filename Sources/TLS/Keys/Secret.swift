import Crypto
import Wire

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Key material: a secret of the handshake, or a key that comes of it.
///
/// Its bytes are overwritten when the last copy is released, and no description shows them.
public struct Secret: Equatable, Sendable {
    let key: SymmetricKey

    init(_ key: SymmetricKey) { self.key = key }

    /// The secret that consists of these bytes.
    public init(_ bytes: RawSpan) {
        // The pointer does not leave the closure, which copies the bytes.
        key = unsafe bytes.withUnsafeBytes { unsafe SymmetricKey(data: $0) }
    }

    /// The secret that consists of these bytes.
    public init(_ bytes: [UInt8]) { key = SymmetricKey(data: bytes) }

    /// The number of bytes.
    public var count: Int { key.bitCount / 8 }

    /// A copy of the bytes, which is not overwritten when it is released: for key logs that people ask for.
    public var revealed: [UInt8] { unsafe key.withUnsafeBytes { unsafe [UInt8]($0) } }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What may be shown: `secret of 32 bytes`.
    public var description: String { "secret of \(count) bytes" }
    /// The same: no log shows more.
    public var debugDescription: String { description }
    /// No parts, so that no dump shows the bytes.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
