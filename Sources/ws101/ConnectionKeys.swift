import TLS
import Wire

/// The keys of a connection, as lines of a key log.
enum ConnectionKeys {
    /// The lines in `table` that belong to a connection whose client sent these handshake messages, headers first: what
    /// the randoms of its ClientHellos name, and the premaster secrets that it sent encrypted with RSA.
    static func lines(of messages: [[UInt8]], in table: KeyTable) -> [UInt8] {
        var lines: [UInt8] = []
        var known: Set<HelloRandom> = []
        var exchanges: Set<[UInt8]> = []
        for message in messages {
            switch message.first.map(HandshakeType.init(rawValue:)) {
            case .clientHello:
                guard let random = random(in: message), known.insert(random).inserted,
                    let secrets = table.secrets(for: random)
                else { continue }
                lines += KeyLogWriter.lines(of: secrets, for: random)
            case .clientKeyExchange:
                // A header of four bytes, the encrypted secret's length of two, the encrypted secret.
                let prefix = Array(message.dropFirst(6).prefix(8))
                guard exchanges.insert(prefix).inserted, let secret = table.premaster(forEncrypted: prefix),
                    let line = KeyLogWriter.line(of: secret, forEncrypted: prefix)
                else { continue }
                lines += line
            default: break
            }
        }
        return lines
    }

    /// The random of a ClientHello, behind a header of four bytes and a version of two.
    private static func random(in message: [UInt8]) -> HelloRandom? {
        guard message.count >= 38 else { return nil }
        return HelloRandom(message.rawSpan.extracting(6..<38))
    }
}
