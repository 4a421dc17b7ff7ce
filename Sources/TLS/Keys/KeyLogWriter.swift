/// Lines of a key log in the NSS format, as `KeyLogReader` reads them, for people who ask for them.
public enum KeyLogWriter {
    /// The lines that tell the secrets of the connection whose ClientHello has this random.
    public static func lines(of secrets: ConnectionSecrets, for random: HelloRandom) -> [UInt8] {
        var text: [UInt8] = []
        for label in KeyLogLabel.allCases {
            guard let place = label.place, let secret = secrets[keyPath: place] else { continue }
            append(label, random.bytes, secret, to: &text)
        }
        return text
    }

    /// The `RSA` line of a premaster secret; nil if fewer than eight bytes of its encryption are given.
    public static func line(of premaster: Secret, forEncrypted prefix: [UInt8]) -> [UInt8]? {
        guard prefix.count >= 8 else { return nil }
        var text: [UInt8] = []
        append(.rsa, Array(prefix.prefix(8)), premaster, to: &text)
        return text
    }

    private static func append(_ label: KeyLogLabel, _ name: [UInt8], _ secret: Secret, to text: inout [UInt8]) {
        text += label.rawValue.utf8
        text.append(UInt8(ascii: " "))
        append(hexadecimal: name, to: &text)
        text.append(UInt8(ascii: " "))
        append(hexadecimal: secret.revealed, to: &text)
        text.append(UInt8(ascii: "\n"))
    }

    private static func append(hexadecimal bytes: [UInt8], to text: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
    }
}
