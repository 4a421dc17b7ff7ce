/// The names of the numbers in TLS, as IANA has registered them.
public enum TLSNames {
    /// The name of a record's content type.
    public static func contentType(_ number: UInt8) -> String? {
        switch number {
        case 20: "change_cipher_spec"
        case 21: "alert"
        case 22: "handshake"
        case 23: "application_data"
        case 24: "heartbeat"
        case 25: "tls12_cid"
        case 26: "ACK"
        case 27: "return_routability_check"
        default: nil
        }
    }

    /// The name of a version: `TLS 1.2`; drafts of TLS 1.3 with their number.
    public static func version(_ number: UInt16) -> String? {
        switch number {
        case 0x0200: "SSL 2.0"
        case 0x0300: "SSL 3.0"
        case 0x0301: "TLS 1.0"
        case 0x0302: "TLS 1.1"
        case 0x0303: "TLS 1.2"
        case 0x0304: "TLS 1.3"
        case 0x7f00...0x7fff: "TLS 1.3 draft \(number & 0xff)"
        default: isGREASE(number) ? "GREASE" : nil
        }
    }

    /// The name of a handshake message as RFCs write it: `ClientHello`.
    public static func handshakeType(_ number: UInt8) -> String? {
        switch number {
        case 0: "HelloRequest"
        case 1: "ClientHello"
        case 2: "ServerHello"
        case 3: "HelloVerifyRequest"
        case 4: "NewSessionTicket"
        case 5: "EndOfEarlyData"
        case 6: "HelloRetryRequest"
        case 8: "EncryptedExtensions"
        case 9: "RequestConnectionId"
        case 10: "NewConnectionId"
        case 11: "Certificate"
        case 12: "ServerKeyExchange"
        case 13: "CertificateRequest"
        case 14: "ServerHelloDone"
        case 15: "CertificateVerify"
        case 16: "ClientKeyExchange"
        case 17: "ClientCertificateRequest"
        case 20: "Finished"
        case 21: "CertificateURL"
        case 22: "CertificateStatus"
        case 23: "SupplementalData"
        case 24: "KeyUpdate"
        case 25: "CompressedCertificate"
        case 26: "EKTKey"
        case 67: "NextProtocol"
        case 203: "EncryptedExtensions (Channel ID)"
        case 254: "MessageHash"
        default: nil
        }
    }

    /// The name of a method to compress certificates (RFC 8879 §7.3).
    public static func certificateCompression(_ number: UInt16) -> String? {
        switch number {
        case 1: "zlib"
        case 2: "Brotli"
        case 3: "Zstandard"
        default: isGREASE(number) ? "GREASE" : nil
        }
    }

    /// A number that has no name, as RFCs write it: `0x7a7a`.
    public static func hexadecimal(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// Whether `number` is one of those that clients send only so that servers learn to ignore what they don't know
    /// (RFC 8701 §2): 0x0a0a, 0x1a1a … 0xfafa.
    public static func isGREASE(_ number: UInt16) -> Bool { number & 0x0f0f == 0x0a0a && number >> 8 == number & 0xff }
}
