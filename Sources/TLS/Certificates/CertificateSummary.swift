import SwiftASN1
import Wire
import X509

/// What a certificate says (RFC 5280 §4.1), as far as people ask for it.
///
/// Nothing is verified: neither signatures nor the chain. Texts come from the certificate as they are: escape them.
public struct CertificateSummary: Hashable, Sendable {
    /// Whose key it is: `CN=echo.example,O=Example`; may be empty.
    public let subject: String
    /// Who vouches for it.
    public let issuer: String
    /// The names that it is valid for: hosts, addresses, the rest with its kind before it (`URI:…`); at most 100.
    public let names: [String]
    /// How many names there are, those included that `names` lacks.
    public let nameCount: Int
    /// The first second in which it is valid.
    public let notBefore: CertificateDate
    /// The last second in which it is valid.
    public let notAfter: CertificateDate
    /// The serial number in hex: `0c:09:b4`.
    public let serial: String
    /// The kind and size of its key: `RSA, 2048 bits`, `ECDSA on secp256r1`.
    public let publicKey: String
    /// How its issuer has signed it: `RSA with SHA-256`.
    public let signatureAlgorithm: String
    /// Whether it names itself as its issuer.
    public let isSelfSigned: Bool
    /// Whether it may vouch for others.
    public let isAuthority: Bool

    /// The longest certificate that is read, in bytes.
    public static let mostBytes = 65536
    /// The certificates of a chain that are worth reading.
    public static let mostCertificates = 10
    static let mostNames = 100

    /// Reads a certificate.
    ///
    /// - Throws: `CertificateError` with a reason for people.
    public init(der: RawSpan) throws(CertificateError) {
        guard der.byteCount <= Self.mostBytes else {
            throw CertificateError(reason: "it is longer than \(Self.mostBytes) bytes")
        }
        do {
            self = try Self(DER.parse([UInt8](copying: der)))
        } catch let error as ASN1Error {
            throw CertificateError(reason: "it is not valid DER (\(error.code))")
        } catch {
            throw CertificateError(reason: "its content is not as RFC 5280 has it")
        }
    }

    /// Whether it is valid at a time, in seconds since 1970.
    public func isValid(at seconds: Int64) -> Bool {
        (notBefore.secondsSince1970...max(notBefore.secondsSince1970, notAfter.secondsSince1970)).contains(seconds)
            && notBefore <= notAfter
    }

    /// Whether it is valid for a host: one of its names is that, or stands for it with a `*` in its first label
    /// (RFC 6125 §6.4.3).
    public func covers(host: String) -> Bool {
        let host = Self.canonical(host)
        return names.contains { name in
            let name = Self.canonical(name)
            if name == host { return true }
            guard name.hasPrefix("*."), let dot = host.firstIndex(of: ".") else { return false }
            return host[dot...] == name.dropFirst() && dot > host.startIndex
        }
    }

    private static func canonical(_ name: String) -> String {
        let lower = name.lowercased()
        return lower.hasSuffix(".") ? String(lower.dropLast()) : lower
    }
}

/// Why a certificate can't be read.
public struct CertificateError: Error, Hashable, Sendable {
    /// The reason, as words that go on after "because".
    public let reason: String

    /// An error for that reason.
    public init(reason: String) { self.reason = reason }
}

extension CertificateSummary {
    /// Takes the structure apart: a key or an extension that is not known must not hide the rest, so that it is done
    /// here and not by the library's type for certificates that can be verified.
    private init(_ root: ASN1Node) throws {
        self = try DER.sequence(root, identifier: .sequence) { nodes in
            guard let body = nodes.next() else { throw CertificateError(reason: "it is empty") }
            let algorithm = try KeyNames.signature(nodes.next())
            _ = nodes.next()
            return try DER.sequence(body, identifier: .sequence) { nodes in
                try Self(fields: &nodes, signatureAlgorithm: algorithm)
            }
        }
    }

    private init(fields nodes: inout ASN1NodeCollection.Iterator, signatureAlgorithm: String) throws {
        _ = try DER.optionalExplicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) { $0.encodedBytes }
        serial = try Self.hex(ArraySlice(derEncoded: &nodes))
        _ = nodes.next()
        let issuerName = try Self.name(nodes.next())
        guard let validity = nodes.next() else { throw CertificateError(reason: "it ends early") }
        (notBefore, notAfter) = try DER.sequence(validity, identifier: .sequence) { nodes in
            guard let first = nodes.next(), let last = nodes.next() else {
                throw CertificateError(reason: "its validity lacks a time")
            }
            return (try CertificateDate(first), try CertificateDate(last))
        }
        let subjectName = try Self.name(nodes.next())
        publicKey = try KeyNames.key(nodes.next())
        var extensions: [Certificate.Extension] = []
        while let node = nodes.next() {
            guard node.identifier == ASN1Identifier(tagWithNumber: 3, tagClass: .contextSpecific) else { continue }
            extensions = try DER.explicitlyTagged(node, tagNumber: 3, tagClass: .contextSpecific) { list in
                try DER.sequence(of: Certificate.Extension.self, identifier: .sequence, rootNode: list)
            }
        }
        let all = extensions.lazy.compactMap { try? SubjectAlternativeNames($0) }.first ?? SubjectAlternativeNames()
        names = all.prefix(Self.mostNames).map(Self.text)
        nameCount = all.count
        isAuthority = extensions.contains { item in
            if case .isCertificateAuthority? = try? BasicConstraints(item) { true } else { false }
        }
        subject = subjectName.description
        issuer = issuerName.description
        isSelfSigned = issuerName == subjectName
        self.signatureAlgorithm = signatureAlgorithm
    }

    private static func name(_ node: ASN1Node?) throws -> DistinguishedName {
        guard let node else { throw CertificateError(reason: "it lacks a name") }
        return try DistinguishedName(derEncoded: node)
    }

    private static func text(_ name: GeneralName) -> String {
        switch name {
        case .dnsName(let host): host
        case .ipAddress(let address): Self.address(address.bytes)
        case .rfc822Name(let address): "email:" + address
        case .uniformResourceIdentifier(let address): "URI:" + address
        case .directoryName(let name): "name:" + name.description
        case .otherName, .x400Address, .ediPartyName, .registeredID: "a name of another kind"
        }
    }

    private static func address(_ bytes: ArraySlice<UInt8>) -> String {
        let number = { (part: ArraySlice<UInt8>) in part.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        switch bytes.count {
        case 4: return IPAddress(ipv4: UInt32(truncatingIfNeeded: number(bytes))).description
        case 16: return IPAddress(ipv6: number(bytes.prefix(8)), number(bytes.suffix(8))).description
        default: return "an address of \(bytes.count) bytes"
        }
    }

    private static func hex(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.prefix(32).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
    }
}
