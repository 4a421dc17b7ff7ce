import Dissection
import TLS
import Wire

/// A message of a handshake in a list: those that the session began with, and those that come later.
struct HandshakeItem {
    var from: ConnectionRole
    var bytes: [UInt8]
    /// The number of the record that completed it.
    var record: Int
    /// Whether it came in records that had to be opened.
    var isProtected: Bool
    var context: HandshakeContext

    init(_ message: HandshakeFacts.Message) {
        from = message.from
        bytes = message.bytes
        record = message.record
        isProtected = message.isProtected
        context = message.context
    }

    fileprivate init(_ bytes: [UInt8], _ event: RecordEvent, _ context: HandshakeContext) {
        from = event.from == .client ? .client : .server
        self.bytes = bytes
        record = event.record
        isProtected = event.state == .opened
        self.context = context
    }

    /// Its name: `ClientHello`, `HelloRetryRequest`.
    var name: String {
        if bytes.first == HandshakeType.serverHello.rawValue,
            case .serverHello(let hello)? = try? HandshakeMessage(bytes.rawSpan, context: context),
            hello.isHelloRetryRequest
        {
            return "HelloRetryRequest"
        }
        guard let type = bytes.first else { return "nothing" }
        return HandshakeType(rawValue: type).name ?? "type \(type)"
    }

    /// Its length in bytes, header included, even where only the header is kept.
    var length: Int { Self.length(bytes) ?? bytes.count }

    fileprivate static func length(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= HandshakeHeader.size else { return nil }
        return HandshakeHeader.size + (Int(bytes[1]) << 16 | Int(bytes[2]) << 8 | Int(bytes[3]))
    }
}

/// The messages of a TLS connection that come after the session has begun: tickets, new keys, further handshakes.
struct LaterHandshake {
    /// The messages so far, the first `mostMessages` of them.
    private(set) var items: [HandshakeItem] = []

    private static let mostMessages = 64
    /// Longer ones than this are not put together.
    private static let mostBytes = 1 << 18

    private var context: HandshakeContext
    /// The number of the record up to which messages are known already.
    private let known: Int
    /// The bytes of the message under way, for each end.
    private var parts: [Side: [UInt8]] = [:]

    /// What comes behind the messages in `facts`.
    init(after facts: HandshakeFacts) {
        known = facts.messages.map(\.record).max() ?? 0
        context = HandshakeContext(version: facts.version ?? .tls12, suite: facts.cipherSuite)
    }

    /// Takes a record in, if it carries a piece of a handshake; its whole content must be in the event.
    mutating func take(_ event: RecordEvent) {
        guard event.innerType == .handshake, event.record > known, event.depth == 0,
            event.content.count == event.contentLength
        else { return }
        var bytes = parts[event.from, default: []] + event.content
        while let length = HandshakeItem.length(bytes), length <= bytes.count {
            let item = HandshakeItem(Array(bytes.prefix(length)), event, context)
            if case .serverHello(let hello)? = try? HandshakeMessage(item.bytes.rawSpan, context: context) {
                context = HandshakeContext(version: hello.version, suite: hello.cipherSuite)
            }
            if items.count < Self.mostMessages { items.append(item) }
            bytes.removeFirst(length)
        }
        if let length = HandshakeItem.length(bytes), length > Self.mostBytes { bytes = [] }
        parts[event.from] = bytes
    }
}
