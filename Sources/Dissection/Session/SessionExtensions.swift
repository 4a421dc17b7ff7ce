import HTTP

/// What a session's extensions make of the reserved bits, opcodes and payloads (RFC 6455 §9, RFC 7692 §6).
struct SessionExtensions {
    /// What the server's answer settles for permessage-deflate; nil if it is not in use, or not known to be.
    var deflate: PerMessageDeflateParameters?
    /// Whether RSV1 on a first frame says that its message is compressed.
    var compress: Bool
    /// Whether RSV1 on a data frame says that its payload is compressed by itself: the extension before permessage-deflate.
    var compressFrames = false
    /// The names of extensions in use that ws101 does not know.
    var unknown: [String] = []
    /// Whether the client offered permessage-deflate.
    var isDeflateOffered = false
    /// Whether all that is known here is what the server's answer settles.
    var isSettled = false

    /// The extension that compresses frame by frame, by the names that browsers and libraries had for it
    /// (draft-tyoshino-hybi-websocket-perframe-deflate).
    private static let frameDeflates: Set<String> = ["x-webkit-deflate-frame", "deflate-frame"]
    private static let messageDeflate = "permessage-deflate"

    /// Whether the reserved bits and opcodes may have a meaning that can't be judged.
    var defineOthers: Bool { compressFrames || !unknown.isEmpty }

    /// Whether payloads may be something other than what the application sent, and can't be judged.
    var changePayloads: Bool { !unknown.isEmpty }

    /// Whether a set RSV1 is innocent on the first frame of a message.
    var defineRSV1: Bool { compress || defineOthers }

    /// Those of a session whose handshake is not in the capture: RSV1 must not be accused then.
    static let unknown = SessionExtensions(deflate: nil, compress: true, names: [])

    private init(deflate: PerMessageDeflateParameters?, compress: Bool, names: [String]) {
        self.deflate = deflate
        self.compress = compress
        for name in names {
            let name = name.lowercased()
            if Self.frameDeflates.contains(name) {
                compressFrames = true
            } else if name != Self.messageDeflate, !unknown.contains(name) {
                unknown.append(name)
            }
        }
    }

    /// Those that `handshake` settled; where its response was not captured, those that it may have settled.
    init(_ handshake: UpgradeHandshake, isResponseMissing: Bool = false) {
        let lacksLines = handshake.extensions.isEmpty && handshake.response?.isCut == true
        let isSettled = !isResponseMissing && !lacksLines
        guard isSettled || !handshake.request.isCut else {
            self = .unknown
            return
        }
        let extensions = isSettled ? handshake.extensions : handshake.offeredExtensions
        self.init(
            deflate: handshake.perMessageDeflate,
            compress: extensions.contains { $0.name.lowercased() == Self.messageDeflate }, names: extensions.map(\.name)
        )
        isDeflateOffered = handshake.offeredExtensions.contains { $0.name.lowercased() == Self.messageDeflate }
        self.isSettled = isSettled
    }

    /// Those that a 101 settled.
    init(_ response: ResponseHead) {
        self.init(
            deflate: response.chosenDeflate, compress: response.chosenDeflate != nil,
            names: response.chosenExtensions.map(\.name))
        isSettled = true
    }
}
