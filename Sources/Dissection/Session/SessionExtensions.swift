import HTTP

/// What a session's extensions make of the reserved bits (RFC 6455 §9, RFC 7692 §6).
struct SessionExtensions {
    /// What the server's answer settles for permessage-deflate; nil if it is not in use, or not known to be.
    var deflate: PerMessageDeflateParameters?
    /// Whether RSV1 on a first frame says that its message is compressed.
    var compress: Bool
    /// Whether an extension that ws101 does not know is in use: what it makes of a reserved bit can't be judged.
    var defineOthers: Bool

    /// Whether a set RSV1 is innocent on the first frame of a message.
    var defineRSV1: Bool { compress || defineOthers }

    /// Those of a session whose handshake is not in the capture: RSV1 must not be accused then.
    static let unknown = SessionExtensions(deflate: nil, compress: true, defineOthers: false)

    private init(deflate: PerMessageDeflateParameters?, compress: Bool, defineOthers: Bool) {
        self.deflate = deflate
        self.compress = compress
        self.defineOthers = defineOthers
    }

    /// Those that `handshake` settled; where its response was not captured, those that it may have settled.
    init(_ handshake: UpgradeHandshake, isResponseMissing: Bool = false) {
        let extensions = isResponseMissing ? handshake.offeredExtensions : handshake.extensions
        deflate = handshake.perMessageDeflate
        compress = extensions.contains { $0.name.lowercased() == "permessage-deflate" }
        defineOthers = extensions.contains { $0.name.lowercased() != "permessage-deflate" }
    }

    /// Those that a 101 settled.
    init(_ response: ResponseHead) {
        deflate = response.chosenDeflate
        compress = deflate != nil
        defineOthers = response.chosenExtensions.contains { $0.name.lowercased() != "permessage-deflate" }
    }
}
