import SwiftASN1

/// Keys and signatures of certificates in words.
enum KeyNames {
    /// The kind and size of the key in a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
    static func key(_ node: ASN1Node?) throws -> String {
        guard let node else { throw CertificateError(reason: "it has no public key") }
        return try DER.sequence(node, identifier: .sequence) { nodes in
            guard let algorithm = nodes.next() else { throw CertificateError(reason: "its key has no algorithm") }
            let (identifier, parameters) = try parts(algorithm)
            let bits = try ASN1BitString(derEncoded: &nodes)
            switch identifier {
            case [1, 2, 840, 113_549, 1, 1, 1]: return "RSA, \(try modulusBits(bits.bytes)) bits"
            case [1, 2, 840, 113_549, 1, 1, 10]: return "RSA-PSS, \(try modulusBits(bits.bytes)) bits"
            case [1, 2, 840, 10045, 2, 1]:
                let curve = parameters.flatMap { try? ASN1ObjectIdentifier(derEncoded: $0) }
                return "ECDSA on \(curve.map(curveName) ?? "an unnamed curve")"
            case [1, 2, 840, 10040, 4, 1]: return "DSA"
            case [1, 3, 101, 112]: return "Ed25519"
            case [1, 3, 101, 113]: return "Ed448"
            case [2, 16, 840, 1, 101, 3, 4, 3, 17]: return "ML-DSA-44"
            case [2, 16, 840, 1, 101, 3, 4, 3, 18]: return "ML-DSA-65"
            case [2, 16, 840, 1, 101, 3, 4, 3, 19]: return "ML-DSA-87"
            default: return "of kind \(identifier)"
            }
        }
    }

    /// The algorithm in an AlgorithmIdentifier of a signature.
    static func signature(_ node: ASN1Node?) throws -> String {
        guard let node else { throw CertificateError(reason: "it is not signed") }
        let (identifier, _) = try parts(node)
        switch identifier {
        case [1, 2, 840, 113_549, 1, 1, 4]: return "RSA with MD5"
        case [1, 2, 840, 113_549, 1, 1, 5]: return "RSA with SHA-1"
        case [1, 2, 840, 113_549, 1, 1, 10]: return "RSA-PSS"
        case [1, 2, 840, 113_549, 1, 1, 11]: return "RSA with SHA-256"
        case [1, 2, 840, 113_549, 1, 1, 12]: return "RSA with SHA-384"
        case [1, 2, 840, 113_549, 1, 1, 13]: return "RSA with SHA-512"
        case [1, 2, 840, 10045, 4, 1]: return "ECDSA with SHA-1"
        case [1, 2, 840, 10045, 4, 3, 2]: return "ECDSA with SHA-256"
        case [1, 2, 840, 10045, 4, 3, 3]: return "ECDSA with SHA-384"
        case [1, 2, 840, 10045, 4, 3, 4]: return "ECDSA with SHA-512"
        case [1, 3, 101, 112]: return "Ed25519"
        case [1, 3, 101, 113]: return "Ed448"
        default: return "of kind \(identifier)"
        }
    }

    private static func parts(_ algorithm: ASN1Node) throws -> (ASN1ObjectIdentifier, ASN1Node?) {
        try DER.sequence(algorithm, identifier: .sequence) { nodes in
            let identifier = try ASN1ObjectIdentifier(derEncoded: &nodes)
            let parameters = nodes.next()
            while nodes.next() != nil {}
            return (identifier, parameters)
        }
    }

    private static func modulusBits(_ key: ArraySlice<UInt8>) throws -> Int {
        try DER.sequence(DER.parse(key), identifier: .sequence) { nodes in
            let modulus = try ArraySlice<UInt8>(derEncoded: &nodes).drop { $0 == 0 }
            while nodes.next() != nil {}
            return modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        }
    }

    private static func curveName(_ curve: ASN1ObjectIdentifier) -> String {
        switch curve {
        case [1, 2, 840, 10045, 3, 1, 7]: "secp256r1"
        case [1, 3, 132, 0, 34]: "secp384r1"
        case [1, 3, 132, 0, 35]: "secp521r1"
        case [1, 3, 132, 0, 10]: "secp256k1"
        default: "curve \(curve)"
        }
    }
}
