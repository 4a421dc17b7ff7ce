import Crypto

/// How a server makes the Sec-WebSocket-Accept of a Sec-WebSocket-Key, step by step (RFC 6455 §4.2.2).
///
/// It proves that the server understood the request as WebSocket: neither who it is, nor any secrecy.
public struct AcceptComputation: Hashable, Sendable {
    /// The string that RFC 6455 §1.3 chose because no other program is likely to use it.
    public static let guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// The Sec-WebSocket-Key as sent: its text, not the bytes that it stands for.
    public let key: String
    /// Key and GUID, one behind the other.
    public let concatenation: String
    /// The SHA-1 of the concatenation, 20 bytes.
    public let digest: [UInt8]
    /// The digest in base64, 28 characters: the Sec-WebSocket-Accept.
    public let accept: String

    /// The computation for `key`, which is taken as it is, valid or not.
    public init(key: String) {
        self.key = key
        concatenation = key + Self.guid
        digest = Self.sha1(Array(concatenation.utf8))
        accept = Base64.encode(digest)
    }

    /// What a server probably did that sent `observed` instead of `accept`; nil if it is none of the usual mistakes.
    public func mistake(behind observed: String) -> String? {
        let raw = Base64.decode(key) ?? []
        let hex = hexText(digest)
        let withNewline = Self.sha1(Array((key + Self.guid + "\n").utf8))
        return switch observed {
        case accept: nil
        case key: "the key came back as it is"
        case Base64.encode(Self.sha1(Array(key.utf8))): "the GUID was left out"
        case Base64.encode(Self.sha1(raw + Array(Self.guid.utf8))):
            "the key was decoded from base64 first; its text is what is hashed"
        case Base64.encode(Self.sha1(Array((key + Self.guid.lowercased()).utf8))):
            "the GUID was in small letters"
        case Base64.encode(Self.sha1(Array((Self.guid + key).utf8))): "the GUID came before the key"
        case hex, hex.uppercased(): "the digest was written in hexadecimal, not in base64"
        case Base64.encode(Array(hex.utf8)): "the digest's hexadecimal text went into base64, not its 20 bytes"
        case Base64.encode(withNewline): "a newline was hashed with the key and the GUID"
        case hexText(withNewline), hexText(withNewline).uppercased():
            "a newline was hashed with the key and the GUID, and the digest was written in hexadecimal"
        default: nil
        }
    }

    private func hexText(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func sha1(_ bytes: [UInt8]) -> [UInt8] { Array(Insecure.SHA1.hash(data: bytes)) }
}
