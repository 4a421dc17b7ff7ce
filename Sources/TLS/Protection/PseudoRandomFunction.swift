import Crypto

/// The PRF that TLS 1.0 to 1.2 derive secrets and keys with (RFC 5246 §5, RFC 4346 §5).
struct PseudoRandomFunction {
    /// nil: TLS 1.0 and 1.1, where MD5 and SHA-1 work together.
    private let hash: CipherSuite.HashAlgorithm?

    init?(version: ProtocolVersion, suite: CipherSuite) {
        guard version >= .tls10, version <= .tls12, let parameters = suite.parameters, !parameters.isTLS13 else {
            return nil
        }
        hash = parameters.prfHash(for: version)
    }

    /// `count` bytes of PRF(secret, label, seed).
    func expand(_ secret: Secret, label: String, seed: [UInt8], count: Int) -> [UInt8] {
        let seed = Array(label.utf8) + seed
        switch hash {
        case .sha384: return Self.expand(secret.key, seed: seed, count: count, with: SHA384.self)
        case .some: return Self.expand(secret.key, seed: seed, count: count, with: SHA256.self)
        case nil:
            // One half of the secret for each hash; of an odd number of bytes the middle one is in both.
            let bytes = secret.revealed
            let half = (bytes.count + 1) / 2
            let first = SymmetricKey(data: bytes.prefix(half))
            let second = SymmetricKey(data: bytes.suffix(half))
            let md5 = Self.expand(first, seed: seed, count: count, with: Insecure.MD5.self)
            let sha1 = Self.expand(second, seed: seed, count: count, with: Insecure.SHA1.self)
            return zip(md5, sha1).map { $0 ^ $1 }
        }
    }

    /// P_hash: HMAC over A(i) and the seed, where A(i) is the HMAC of A(i-1) and A(0) the seed.
    private static func expand<Hash: HashFunction>(
        _ key: SymmetricKey, seed: [UInt8], count: Int, with: Hash.Type
    ) -> [UInt8] {
        var output: [UInt8] = []
        var link = seed
        while output.count < count {
            link = Array(HMAC<Hash>.authenticationCode(for: link, using: key))
            output += HMAC<Hash>.authenticationCode(for: link + seed, using: key)
        }
        output.removeSubrange(count...)
        return output
    }
}
