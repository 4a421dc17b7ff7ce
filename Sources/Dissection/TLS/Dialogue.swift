import Wire

/// What two programs spoke before they turned to TLS on the same connection: mostly a protocol that has a command for it
/// (RFC 3207, 2595, 4642, 6120 and others), which is then no WebSocket over TLS.
enum Dialogue: String, Sendable {
    case smtp = "SMTP"
    case ftp = "FTP"
    /// Both greet with 220.
    case smtpOrFTP = "SMTP or FTP"
    case imap = "IMAP"
    case pop3 = "POP3"
    case nntp = "NNTP"
    case sieve = "ManageSieve"
    case irc = "IRC"
    case xmpp = "XMPP"
    case ldap = "LDAP"
    case postgreSQL = "PostgreSQL"
    case mySQL = "MySQL"
    case rdp = "RDP"
    case vnc = "VNC"
    case amqp = "AMQP"
    case nbd = "NBD"
    /// A command to begin TLS, of a protocol that can't be told from it.
    case startTLS = "STARTTLS"
    /// Nothing that is known here.
    case unknown = "unknown"
    /// A proxy is asked for a way to another host: what follows may be anything, a WebSocket included (RFC 1928).
    case socks = "SOCKS"
    /// A proxy tells whose connection it passes on: what follows may be anything.
    case proxyHeader = "PROXY"

    /// Whether what follows has nothing to do with it.
    var isTransparent: Bool { self == .socks || self == .proxyHeader }

    /// The dialogue that these bytes, the first of a segment, show; nil if they show none.
    init?(_ chunk: RawSpan) {
        let bytes = chunk.extracting(first: 256)
        guard let dialogue = Self.text(bytes) ?? Self.binary(bytes) else { return nil }
        self = dialogue
    }

    /// What both tell of it, the one that came first being `self`.
    func refined(by next: Dialogue) -> Dialogue {
        switch (self, next) {
        case (.unknown, _), (.startTLS, _), (.socks, _), (.proxyHeader, _): next
        case (.smtpOrFTP, .smtp), (.smtpOrFTP, .ftp): next
        default: self
        }
    }

    private static func text(_ bytes: RawSpan) -> Dialogue? {
        for (prefix, dialogue) in prefixes where bytes.begins(prefix) {
            guard dialogue == .smtpOrFTP else { return dialogue }
            return bytes.contains(smtpWord) ? .smtp : bytes.contains(ftpWord) ? .ftp : .smtpOrFTP
        }
        // IMAP has a tag before its commands.
        return bytes.contains(startTLSCommand) ? .startTLS : nil
    }

    private static let smtpWord = Array("SMTP".utf8)
    private static let ftpWord = Array("FTP".utf8)
    private static let startTLSCommand = Array("STARTTLS\r\n".utf8)
    private static let ldapStartTLS = Array("1.3.6.1.4.1.1466.20037".utf8)

    private static let prefixes = texts.map { (prefix: Array($0.utf8), dialogue: $1) }

    private static let texts: [(text: String, dialogue: Dialogue)] = [
        ("220 ", .smtpOrFTP), ("220-", .smtpOrFTP),
        ("EHLO", .smtp), ("HELO", .smtp), ("LHLO", .smtp), ("AUTH TLS", .ftp), ("AUTH SSL", .ftp), ("USER ", .ftp),
        ("FEAT\r\n", .ftp), ("* OK", .imap), ("* PREAUTH", .imap), ("+OK", .pop3), ("STLS\r\n", .pop3), ("200 ", .nntp),
        ("201 ", .nntp), ("\"IMPLEMENTATION\"", .sieve), ("CAP LS", .irc), ("NICK ", .irc), ("<?xml", .xmpp),
        ("<stream:stream", .xmpp), ("RFB 0", .vnc), ("AMQP", .amqp), ("NBDMAGIC", .nbd), ("PROXY ", .proxyHeader),
        ("\r\n\r\n\0\r\nQUIT\n", .proxyHeader),
    ]

    private static func binary(_ bytes: RawSpan) -> Dialogue? {
        guard bytes.byteCount >= 3 else { return nil }
        let (first, second) = (bytes.byte(at: 0), bytes.byte(at: 1))
        if bytes.byteCount >= 8, bytes.uint32(at: 0) == 8 {
            // SSLRequest and GSSENCRequest have codes where the version would be.
            let code = bytes.uint32(at: 4)
            if code == 80_877_103 || code == 80_877_104 { return .postgreSQL }
        }
        // A TPKT header: version 3, and the length of what it brings, an X.224 connection request or confirm.
        if first == 3, second == 0, bytes.byteCount >= 6, Int(bytes.uint16(at: 2)) == bytes.byteCount,
            [0xe0, 0xd0].contains(bytes.byte(at: 5))
        {
            return .rdp
        }
        // The greeting: 3 bytes of length, sequence number 0, protocol 10.
        if bytes.byteCount >= 6, bytes.byte(at: 3) == 0, bytes.byte(at: 4) == 10, second < 2, bytes.byte(at: 2) == 0 {
            return .mySQL
        }
        // A BER sequence with a message id and an extended request.
        if first == 0x30, bytes.contains(ldapStartTLS) { return .ldap }
        // Version 5 and its methods; or version 4 and a CONNECT.
        if first == 5, bytes.byteCount == Int(second) + 2 { return .socks }
        return first == 4 && second == 1 && bytes.byteCount >= 9 ? .socks : nil
    }
}

extension RawSpan {
    fileprivate func begins(_ text: [UInt8]) -> Bool { holds(text, at: 0) }

    /// Whether `text` stands somewhere in the bytes.
    fileprivate func contains(_ text: [UInt8]) -> Bool {
        guard text.count <= byteCount else { return false }
        return (0...(byteCount - text.count)).contains { holds(text, at: $0) }
    }

    private func holds(_ text: [UInt8], at start: Int) -> Bool {
        guard start + text.count <= byteCount else { return false }
        for index in text.indices where byte(at: start + index) != text[index] { return false }
        return true
    }
}
