/// What the handshake of a connection shows, as far as it was read.
public struct HandshakeFacts: Sendable {
    /// One handshake message.
    public struct Message: Sendable {
        /// Who sent it.
        public var from: ConnectionRole
        /// What it is.
        public var type: HandshakeType
        /// The message, header first; of one that is longer than 256 KiB, or comes when 1 MiB is kept, the header.
        public var bytes: [UInt8]
        /// Whether it came in records that had to be opened.
        public var isProtected: Bool
        /// The number of the record that completed it.
        public var record: Int
        /// The version and cipher suite that it is to be read with.
        public var context: HandshakeContext
    }

    /// What an earlier connection did for this one.
    public enum Resumption: String, Hashable, Sendable {
        /// Nothing: all of it is new.
        case none
        /// The session with this id (RFC 5246 §7.3).
        case sessionID = "session id"
        /// A session that the client kept in a ticket (RFC 5077).
        case ticket
        /// A pre-shared key, in TLS 1.3 mostly from a ticket (RFC 8446 §2.2).
        case preSharedKey = "pre-shared key"
    }

    /// What became of data that the client sent with its first flight (RFC 8446 §2.3).
    public enum EarlyData: String, Hashable, Sendable {
        /// There was no offer to send any.
        case none
        /// It was offered; what the server said is not known.
        case offered
        /// The server took it.
        case accepted
        /// The server did not; the client sends it again.
        case rejected
    }

    /// The messages, in the order in which they were complete, the first 256 of them.
    public var messages: [Message] = []
    /// How many there were.
    public var messageCount = 0
    /// The first ClientHello, or the second after a HelloRetryRequest.
    public var clientHello: ClientHello?
    /// The ServerHello that settles the connection.
    public var serverHello: ServerHello?
    /// The cipher suite of TLS 1.3, where the ServerHello is not in the capture: the one of those offered that opens
    /// records.
    public var inferredSuite: CipherSuite?
    /// The client's random, where the ClientHello is not in the capture: the one of those in the key log whose secrets open
    /// records.
    public var inferredRandom: HelloRandom?
    /// What the server answered to extensions under protection, in TLS 1.3.
    public var encryptedExtensions: EncryptedExtensions?
    /// Whether the server asked for another ClientHello (RFC 8446 §4.1.4).
    public var hasHelloRetry = false
    /// What an earlier connection did for this one.
    public var resumption = Resumption.none
    /// What became of early data.
    public var earlyData = EarlyData.none
    /// Whether the Finished of each role was seen; in a handshake that stays closed, that its keys came into use.
    public var isFinished: [2 of Bool] = [false, false]
    /// How often each role changed its keys (RFC 8446 §4.6.3).
    public var keyUpdates: [2 of Int] = [0, 0]
    /// Handshakes on the connection behind the first one.
    public var renegotiations = 0
    /// The messages with each role's certificates, the first of each: an index into `messages`.
    public var certificates: [2 of Int?] = [nil, nil]

    /// Facts of nothing.
    public init() {}

    /// The version that both speak.
    public var version: ProtocolVersion? { serverHello?.version ?? inferredSuite.map { _ in .tls13 } }
    /// The cipher suite that the server chose.
    public var cipherSuite: CipherSuite? { serverHello?.cipherSuite ?? inferredSuite }
    /// The name of the server that the client asks for (RFC 6066 §3).
    public var serverName: String? { clientHello?.serverName }
    /// The protocol that the server chose (RFC 7301); nil if it chose none, or under protection that stays closed.
    public var applicationProtocol: String? { serverHello?.protocol ?? encryptedExtensions?.protocol }
}
