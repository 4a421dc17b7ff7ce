import Dissection
import HTTP
import Query
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
    /// The conditions of `--where`.
    case conditions
    /// The keys that things of these kinds have in NDJSON and in expressions.
    case keys([Item.Kind])

    /// The topic that `words` name; nil if there is none.
    init?(_ words: [String]) {
        guard let first = Self.all(named: words).first else { return nil }
        self = first
    }

    /// All topics that `words` name, WebSocket's own first, those of the layers below it last.
    ///
    /// A number is an opcode up to 15, a status code from 100 to 599, a close code otherwise; a word before it
    /// (`opcode 8`, `status 101`, `close 1000`, `alert 40`, `extension 16`) says which.
    static func all(named words: [String]) -> [Topic] {
        let text = words.joined(separator: " ").trimmed
        let lower = text.lowercased()
        if let rule = Rule(rawValue: lower) { return [.rule(rule)] }
        if let number = numbered(lower) { return [number] }
        if UpgradeKey.isKey(text) { return [.key(text)] }
        if let kinds = kinds(named: lower) { return [.keys(kinds)] }
        let fields = fields(named: lower) ?? []
        let own = fields.filter(\.isOfFrame)
        let found: [Topic?] = [
            KeyLogTopic.names.contains(lower) ? .keyLog : nil, WhereTopic.names.contains(lower) ? .conditions : nil,
            opcodes.first { $0.name == lower }.map { .opcode($0) }, HeaderMeaning.of(text).map { .header($0) },
            CloseCode.named.first { plain($0.name ?? "") == plain(lower) }.map { .closeCode($0) },
            own.isEmpty ? nil : .fields(own), TLSTopic.alert(named: lower).map { .alert($0) },
            // The frame's own fields are meant before those of the headers below it.
            own.isEmpty && !fields.isEmpty ? .fields(fields) : nil,
            TLSTopic.extensionType(named: lower).map { .tlsExtension($0) },
        ]
        let named = found.compactMap(\.self)
        return named.isEmpty ? rule(called: lower).map { [.rule($0)] } ?? [] : named
    }

    /// Whether it is about WebSocket itself, and not about what carries it.
    var isOwn: Bool {
        switch self {
        case .closeCode, .opcode, .status, .rule, .header, .key, .keyLog, .conditions, .keys: true
        case .fields(let fields): fields.contains(where: \.isOfFrame)
        case .alert, .tlsExtension: false
        }
    }

    // `keys`, `keys of frames`, `frame keys`.
    private static func kinds(named text: String) -> [Item.Kind]? {
        var words = text.split(separator: " ").filter { $0 != "of" && $0 != "a" && $0 != "ndjson" }
        guard let place = words.firstIndex(of: "keys") else { return nil }
        words.remove(at: place)
        guard let kind = words.first else { return documentedKinds }
        return documentedKinds.first { kind == $0.rawValue || kind == $0.rawValue + "s" }.map { [$0] }
    }

    /// The kinds of things, a segment, which has the keys of a packet, aside.
    static let documentedKinds = Item.Kind.allCases.filter { $0 != .segment }

    /// The one rule whose name after the group is `text`: `client-unmasked`.
    private static func rule(called text: String) -> Rule? {
        let rules = Rule.allCases.filter { $0.rawValue.split(separator: ".").last.map(String.init) == text }
        return rules.count == 1 ? rules[0] : nil
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
        return matching.isEmpty ? nil : matching
    }

    /// Letters and digits only, in small letters: `Masking key` and `maskingKey` are the same.
    static func plain(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
}

extension FieldID {
    /// Whether it is a field of the WebSocket frame.
    var isOfFrame: Bool { rawValue >= FieldID.frameFIN.rawValue }
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
