import Dissection
import HTTP
import TLS
import WebSocket
import Wire

/// Something that `explain` knows.
enum Topic: Hashable {
    case closeCode(CloseCode)
    case opcode(Opcode)
    case status(Int)
    case rule(Rule)
    case header(HeaderMeaning)
    /// Fields that share a name in several headers: `checksum`.
    case fields([FieldID])
    /// A Sec-WebSocket-Key.
    case key(String)
    /// An alert of TLS.
    case alert(AlertDescription)
    /// An extension of a TLS handshake.
    case tlsExtension(ExtensionType)
    /// The file of TLS keys.
    case keyLog

    /// The topic that `words` name; nil if there is none.
    ///
    /// A number is an opcode up to 15, a status code from 100 to 599, a close code otherwise; a word before it
    /// (`opcode 8`, `status 101`, `close 1000`, `alert 40`, `extension 16`) says which.
    init?(_ words: [String]) {
        let text = words.joined(separator: " ").trimmed
        let lower = text.lowercased()
        if let rule = Rule(rawValue: lower) {
            self = .rule(rule)
        } else if KeyLogTopic.names.contains(lower) {
            self = .keyLog
        } else if let number = Self.numbered(lower) {
            self = number
        } else if let opcode = Self.opcodes.first(where: { $0.name == lower }) {
            self = .opcode(opcode)
        } else if let header = HeaderMeaning.of(text) {
            self = .header(header)
        } else if let code = CloseCode.named.first(where: { Self.plain($0.name ?? "") == Self.plain(lower) }) {
            self = .closeCode(code)
        } else if let alert = TLSTopic.alert(named: lower) {
            self = .alert(alert)
        } else if let fields = Self.fields(named: lower) {
            self = .fields(fields)
        } else if let type = TLSTopic.extensionType(named: lower) {
            self = .tlsExtension(type)
        } else if UpgradeKey.isKey(text) {
            self = .key(text)
        } else {
            return nil
        }
    }

    /// The opcodes that an RFC gives a meaning.
    static let opcodes: [Opcode] = [.continuation, .text, .binary, .close, .ping, .pong]

    private static func numbered(_ text: String) -> Topic? {
        let words = text.split(separator: " ")
        guard (1...2).contains(words.count), let number = number(words[words.count - 1]) else { return nil }
        switch words.count == 2 ? words[0] : "" {
        case "opcode": return (0...15).contains(number) ? .opcode(Opcode(rawValue: UInt8(number))) : nil
        case "status", "http": return (100...599).contains(number) ? .status(number) : nil
        case "close", "code": return UInt16(exactly: number).map { .closeCode(CloseCode(rawValue: $0)) }
        case "alert":
            let alert = UInt8(exactly: number).map { AlertDescription(rawValue: $0) }
            return alert?.name == nil ? nil : alert.map { .alert($0) }
        case "extension":
            let type = UInt16(exactly: number).map { ExtensionType(rawValue: $0) }
            return type?.meaning == nil ? nil : type.map { .tlsExtension($0) }
        case "":
            if (0...15).contains(number) { return .opcode(Opcode(rawValue: UInt8(number))) }
            if (100...599).contains(number) { return .status(number) }
            return UInt16(exactly: number).map { .closeCode(CloseCode(rawValue: $0)) }
        default: return nil
        }
    }

    private static func number(_ text: Substring) -> Int? {
        guard text.first?.isHexDigit == true else { return nil }
        return text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
    }

    private static func fields(named text: String) -> [FieldID]? {
        let wanted = plain(text)
        guard !wanted.isEmpty else { return nil }
        let matching = FieldID.allCases.filter { id in
            let row = FieldCatalogue.description(of: id)
            return [row.key, row.title, row.label, row.displayFilter ?? ""].contains { plain($0) == wanted }
        }
        // The frame's own fields are meant before those of the headers below it.
        let own = matching.filter { $0.rawValue >= FieldID.frameFIN.rawValue }
        return matching.isEmpty ? nil : own.isEmpty ? matching : own
    }

    /// Letters and digits only, in small letters: `Masking key` and `maskingKey` are the same.
    static func plain(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
}

/// What a Sec-WebSocket-Key looks like.
enum UpgradeKey {
    /// Whether it is the base64 of 16 bytes: 22 characters and `==`.
    static func isKey(_ text: String) -> Bool {
        let digits = text.utf8.dropLast(2)
        return text.utf8.count == 24 && text.hasSuffix("==")
            && digits.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                    true
                default: false
                }
            }
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
