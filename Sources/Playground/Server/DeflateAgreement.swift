import HTTP
import WebSocket

/// What server and client settle about permessage-deflate (RFC 7692 §7.1).
struct DeflateAgreement: Sendable {
    private let offer: DeflateElement

    /// What an offer comes to; nil for one of another extension, and for one that is wrong or that zlib can't meet.
    init?(_ offer: WebSocketExtension) {
        guard offer.name.lowercased() == DeflateElement.name else { return nil }
        let element = DeflateElement(offer, isOffer: true)
        // zlib makes no raw data with a window of 256 bytes.
        guard element.problem == nil, element.serverMaxWindowBits != 8 else { return nil }
        self.offer = element
    }

    /// The value of Sec-WebSocket-Extensions that says so.
    var answer: String {
        var text = DeflateElement.name
        if offer.serverNoContextTakeover { text += "; server_no_context_takeover" }
        if offer.clientNoContextTakeover { text += "; client_no_context_takeover" }
        if let bits = offer.serverMaxWindowBits { text += "; server_max_window_bits=\(bits)" }
        return text
    }

    /// What compresses the server's messages.
    func makeDeflater() -> Deflater {
        Deflater(
            windowBits: Int32(offer.serverMaxWindowBits ?? 15), takesContextOver: !offer.serverNoContextTakeover)
    }

    /// What inflates the client's messages.
    func makeInflater() -> MessageInflater {
        MessageInflater(takesContextOver: !offer.clientNoContextTakeover, isCertain: true)
    }
}
