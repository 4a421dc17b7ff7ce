public import Wire

/// The extensions of a handshake message (RFC 8446 §4.2) and what they say.
///
/// An extension that is repeated counts once, where it stands first. One whose content is not as its RFC has it is
/// passed over and told in `defect`: the rest of the message can be read nevertheless.
public struct HandshakeExtensions: Hashable, Sendable {
    /// An extension's place.
    public struct Entry: Hashable, Sendable {
        /// Which extension.
        public var type: ExtensionType
        /// Where its content stands, in bytes from the first one of the reader's.
        public var range: Range<Int>
    }

    /// All extensions in the order of the wire.
    public internal(set) var entries: [Entry] = []
    /// What is wrong with the first extension that could not be read; nil if all is well.
    public internal(set) var defect: DecodeError?
    /// The extension that `defect` is about.
    public internal(set) var defectiveType: ExtensionType?

    /// server_name (RFC 6066 §3): the host that the client wants; empty in a server's answer.
    public internal(set) var serverName: String?
    /// application_layer_protocol_negotiation (RFC 7301): the offered protocols, or the one that was selected.
    public internal(set) var protocols: [String] = []
    /// supported_versions: what the client offers, GREASE included.
    public internal(set) var supportedVersions: [ProtocolVersion] = []
    /// supported_versions in a ServerHello: the version that holds.
    public internal(set) var selectedVersion: ProtocolVersion?
    /// supported_groups.
    public internal(set) var groups: [NamedGroup] = []
    /// key_share: the groups that keys were sent for; one in a ServerHello, the wanted one in a HelloRetryRequest.
    public internal(set) var keyShareGroups: [NamedGroup] = []
    /// signature_algorithms.
    public internal(set) var signatureSchemes: [SignatureScheme] = []
    /// session_ticket (RFC 5077): the ticket, empty if one is asked for or promised; nil without the extension.
    public internal(set) var ticket: [UInt8]?
    /// pre_shared_key: how many keys the client offers to resume with.
    public internal(set) var preSharedKeys = 0
    /// pre_shared_key in a ServerHello: the index of the key that is used.
    public internal(set) var selectedPreSharedKey: Int?
    /// early_data in a NewSessionTicket: the most early data that may be sent, in bytes.
    public internal(set) var mostEarlyData: UInt32?
    /// encrypted_client_hello: whether this is the outer one, whose server name is then a cover name.
    public internal(set) var hasOuterClientHello = false
    /// record_size_limit (RFC 8449): the longest plaintext that the sender takes, in bytes.
    public internal(set) var recordSizeLimit: Int?
    /// max_fragment_length (RFC 6066 §4), its code: 1 is 512 bytes, 4 is 4096.
    public internal(set) var maxFragmentLength: Int?
    /// compress_certificate (RFC 8879): the algorithms that the sender can undo.
    public internal(set) var certificateCompressions: [UInt16] = []

    /// Makes an empty list.
    public init() {}

    /// Whether an extension of this type is there.
    public func contains(_ type: ExtensionType) -> Bool { entries.contains { $0.type == type } }

    /// Reads the list with its length, which must end at `end`; nothing if the message ends before it.
    init<Sink: FieldSink>(
        reading reader: inout FieldReader<Sink>, in place: ExtensionPlace, within end: Int
    ) throws(DecodeError) {
        guard reader.byte < end else { return }
        let end = try reader.vector(2, .tlsExtensionsLength, within: end)
        var seen: Set<ExtensionType> = []
        while reader.byte < end {
            let type = ExtensionType(rawValue: try reader.uint16(.tlsExtensionType, within: end))
            let stop = try reader.vector(2, .tlsExtensionLength, within: end)
            let start = reader.byte
            var error: DecodeError?
            do {
                if seen.insert(type).inserted {
                    try readContent(of: type, &reader, in: place, within: stop)
                } else {
                    var ignored = HandshakeExtensions()
                    try ignored.readContent(of: type, &reader, in: place, within: stop)
                }
                if reader.byte < stop { error = reader.invalid(.tlsExtensionData) }
            } catch .needMore(let field, let bit, let bytes, let limit) {
                throw .needMore(field: field, atBit: bit, bytes: bytes, limitedBy: limit)
            } catch let wrong {
                error = wrong
            }
            try reader.rest(to: stop, .tlsExtensionData)
            if let error, defect == nil {
                defect = error
                defectiveType = type
            }
            entries.append(Entry(type: type, range: start..<stop))
        }
    }
}

/// The message that an extension stands in: some have another form in each (RFC 8446 §4.2).
enum ExtensionPlace: Sendable {
    case clientHello, serverHello, helloRetryRequest, encryptedExtensions, certificate, certificateRequest
    case newSessionTicket

    /// Whether the client wrote the message.
    var isOffer: Bool { self == .clientHello || self == .certificateRequest }
}
