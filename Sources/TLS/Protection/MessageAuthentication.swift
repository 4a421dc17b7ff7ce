import Crypto
import Wire

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The HMAC of records whose cipher does not authenticate (RFC 5246 §6.2.3.1).
struct MessageAuthentication: Sendable {
    let algorithm: CipherSuite.HashAlgorithm
    let key: SymmetricKey

    var length: Int { algorithm.length }

    /// Whether `code` is the HMAC of `header` and `content`, compared in constant time.
    func accepts(_ code: RawSpan, header: RawSpan, content: RawSpan) -> Bool {
        switch algorithm {
        case .md5: Self.accepts(code, header, content, key, Insecure.MD5.self)
        case .sha1: Self.accepts(code, header, content, key, Insecure.SHA1.self)
        case .sha256: Self.accepts(code, header, content, key, SHA256.self)
        case .sha384: Self.accepts(code, header, content, key, SHA384.self)
        }
    }

    private static func accepts<Hash: HashFunction>(
        _ code: RawSpan, _ header: RawSpan, _ content: RawSpan, _ key: SymmetricKey, _: Hash.Type
    ) -> Bool {
        var hmac = HMAC<Hash>(key: key)
        // The library takes pointers; none of them leaves these closures.
        unsafe header.withUnsafeBytes { unsafe hmac.update(data: $0) }
        unsafe content.withUnsafeBytes { unsafe hmac.update(data: $0) }
        let expected = hmac.finalize()
        return unsafe code.withUnsafeBytes { unsafe expected == $0 }
    }
}
