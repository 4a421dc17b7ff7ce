import Wire

/// The first bytes of an answer that is no HTTP.
struct StrangeAnswer {
    /// What they look like.
    enum Kind {
        /// There are none.
        case none
        /// A TLS alert or handshake record.
        case tls
        /// The status line of another version of HTTP, which has no such line: `HTTP/2 101`.
        case otherHTTP
        /// Anything else.
        case other
    }

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How many are kept.
    static let limit = 32

    var kind: Kind {
        guard let first = bytes.first else { return .none }
        let isRecord = (first == 0x15 || first == 0x16) && bytes.count >= 2 && bytes[1] == 3
        if isRecord { return .tls }
        return bytes.starts(with: "HTTP/".utf8) ? .otherHTTP : .other
    }

    /// The protocol that the bytes are of, if it is a known one that is not TLS.
    var protocolName: String? {
        if bytes.starts(with: "HTTP/".utf8) { return "HTTP" }
        if bytes.starts(with: "SSH-".utf8) { return "SSH" }
        return Dialogue(bytes.rawSpan)?.rawValue
    }

    /// The bytes in words: `a TLS alert (15 03 01 00 02 02 46)`, `"SSH-2.0-OpenSSH_9.2"`.
    var phrase: String {
        let hex = bytes.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
        switch kind {
        case .none: return "nothing"
        case .tls: return "a TLS \(bytes[0] == 0x15 ? "alert" : "handshake message") (\(hex))"
        case .other, .otherHTTP:
            let line = bytes.prefix { $0 != 0x0d && $0 != 0x0a }
            let isText = line.count >= 3 && line.allSatisfy { (0x20..<0x7f).contains($0) }
            return isText ? "\"\(String(decoding: line, as: UTF8.self))\"" : hex
        }
    }
}
