public import TLS
import Wire

/// A message of the TLS handshake taken apart: the bits of its beginning, then all its fields with what they say.
///
/// Works for any bytes: where they end inside the message, or can't be read, it says where.
public struct HandshakeMessageDiagram: Sendable {
    /// The message, its header first, or as much of it as is known.
    public let bytes: [UInt8]
    /// What it says; nil if it can't be read.
    public let message: HandshakeMessage?

    let title: String
    let fields: [Field]
    let error: DecodeError?

    /// A view of a message.
    ///
    /// - Parameters:
    ///   - bytes: The message, its header first.
    ///   - context: What earlier messages have settled.
    ///   - title: What stands behind its name in the heading: its sender.
    public init(bytes: [UInt8], context: HandshakeContext, title: String = "") {
        let described = HandshakeMessage.describe(bytes.rawSpan, context: context)
        self.bytes = bytes
        message = described.message
        fields = described.fields
        error = described.error
        self.title = title.isEmpty ? "" : " " + title
    }

    /// The whole view, each line at most as wide as the screen, each with its line end.
    public func text(on screen: Screen) -> String { blocks(width: screen.width, ascii: screen.ascii).text(on: screen) }

    /// The whole view as a standalone SVG; `light` chooses the background, nil takes the one that the viewer prefers.
    public func svg(light: Bool? = nil) -> String {
        blocks(width: SVGDocument.columns, ascii: false).svg(
            title: "TLS handshake message: \(name)", summary: bits.description, light: light)
    }

    /// The name of the message: `ClientHello`.
    public var name: String {
        if case .serverHello(let hello)? = message, hello.isHelloRetryRequest { return "HelloRetryRequest" }
        guard let number = bytes.first else { return "Message" }
        return HandshakeType(rawValue: number).name ?? "Message of type \(number)"
    }

    /// The bits of its beginning, up to the first field that is long.
    public var bits: BitDiagram {
        let long = fields.firstIndex { $0.value == nil && $0.range.count > 8 * 8 }
        let end = min(long.map { $0 + 1 } ?? fields.count, Self.mostFields)
        if case .needMore? = error, end == fields.count {
            return BitDiagram(fields: fields, bytes: bytes, error: error)
        }
        return BitDiagram(fields: Array(fields.prefix(end)), bytes: bytes)
    }

    /// Fields that are drawn bit by bit; the list has them all.
    private static let mostFields = 10

    func blocks(width: Int, ascii: Bool) -> [Block] {
        let list = HandshakeFieldList(fields: fields, bytes: bytes, width: width, ascii: ascii)
        var blocks: [Block] = [.heading("\(name)\(title): \(byteCount(UInt64(bytes.count)))")]
        if let purpose = Self.purpose(of: message) {
            blocks.append(.lines(StyledLine.wrapped(Printable.sentence(purpose, ascii: ascii), .dim, width: width)))
        }
        blocks += [.picture(bits), .lines(list.lines())]
        for sentence in remarks {
            blocks.append(
                .lines(
                    StyledLine.wrapped(
                        Printable.sentence(sentence, ascii: ascii), .doubtful, first: StyledLine("! ", .bad),
                        width: width)))
        }
        return blocks
    }

    /// What must be said besides the fields.
    private var remarks: [String] {
        var remarks: [String] = []
        if case .clientHello(let hello)? = message, hello.offersEncryptedClientHello, let name = hello.serverName {
            remarks.append(
                "It carries an encrypted hello, or random bytes that only look like one, as browsers always send them: \(name) may be the real name, or only that of a public front."
            )
        }
        if case .serverHello(let hello)? = message, let version = hello.downgradedFrom, hello.version < version {
            remarks.append(
                "The end of the random says that the server speaks \(version.name ?? "a newer version"), too: either the client did not offer it, or someone on the way has removed the offer."
            )
        }
        if let error {
            let isExtension = message != nil
            remarks.append(
                isExtension
                    ? "An extension doesn't have the form that its RFC gives it, at \(FieldCatalogue.description(of: error.field).title): the rest of it is skipped."
                    : error.sentence.replacing("The header", with: "The message", maxReplacements: 1))
        }
        return remarks
    }

    /// What a message is for.
    private static func purpose(of message: HandshakeMessage?) -> String? {
        switch message {
        case .clientHello: "The client says what it can do and whom it wants to reach. All of it is in clear text."
        case .serverHello(let hello):
            hello.isHelloRetryRequest
                ? "The server wants another ClientHello, with a public key in a group that it can use."
                : "The server chooses from what the client offers."
        case .encryptedExtensions: "The server answers the client's extensions that need not be in clear text."
        case .certificate, .compressedCertificate: "The sender shows who it is, and who vouches for it."
        case .certificateVerify: "The sender proves that it has the private key of its certificate."
        case .certificateRequest: "The server wants to know who the client is: it asks for a certificate."
        case .certificateStatus: "The server passes on the issuer's word that its certificate is not revoked."
        case .serverKeyExchange: "The server sends its half of the key exchange, signed with its certificate's key."
        case .clientKeyExchange: "The client sends its half of the key exchange: both can now compute the keys."
        case .serverHelloDone: "The server has nothing more to say for now."
        case .finished: "The sender proves that it has the keys and that nobody has changed the handshake."
        case .newSessionTicket: "With this ticket the client can come back later without the full handshake."
        case .keyUpdate: "The sender encrypts with new keys from the next record on."
        case .endOfEarlyData: "The early data ends: what follows is encrypted with the keys of the handshake."
        case .helloRequest: "The server asks the client to begin a new handshake on this connection."
        case .other, nil: nil
        }
    }
}

extension DecodeError {
    /// The field that it is about.
    var field: FieldID {
        switch self {
        case .needMore(let field, _, _, _), .invalid(let field, _): field
        }
    }
}
