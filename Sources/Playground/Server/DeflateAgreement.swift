import HTTP
import WebSocket

/// What server and client settle about permessage-deflate (RFC 7692 §7.1).
struct DeflateAgreement: Sendable {
    /// The server's window is 2 to the power of this: 9…15.
    private(set) var serverWindowBits = 15
    private(set) var serverTakesContextOver = true
    private(set) var clientTakesContextOver = true
    private var namesServerWindow = false

    /// What an offer comes to; nil for one of another extension, and for one that zlib can't meet.
    init?(_ offer: WebSocketExtension) {
        guard offer.name == "permessage-deflate", offer.syntaxError == nil else { return nil }
        for parameter in offer.parameters {
            switch (parameter.name, parameter.value) {
            case ("server_no_context_takeover", nil): serverTakesContextOver = false
            case ("client_no_context_takeover", nil): clientTakesContextOver = false
            case ("server_max_window_bits", let value?):
                // zlib makes no raw data with a window of 256 bytes.
                guard let bits = Int(value), (9...15).contains(bits) else { return nil }
                serverWindowBits = bits
                namesServerWindow = true
            case ("client_max_window_bits", nil): break
            case ("client_max_window_bits", let value?): guard (8...15).contains(Int(value) ?? 0) else { return nil }
            default: return nil
            }
        }
    }

    /// The value of Sec-WebSocket-Extensions that says so.
    var answer: String {
        var text = "permessage-deflate"
        if !serverTakesContextOver { text += "; server_no_context_takeover" }
        if !clientTakesContextOver { text += "; client_no_context_takeover" }
        if namesServerWindow { text += "; server_max_window_bits=\(serverWindowBits)" }
        return text
    }

    /// What compresses the server's messages.
    func makeDeflater() -> Deflater {
        Deflater(windowBits: Int32(serverWindowBits), takesContextOver: serverTakesContextOver)
    }

    /// What inflates the client's messages.
    func makeInflater() -> MessageInflater {
        MessageInflater(takesContextOver: clientTakesContextOver, isCertain: true)
    }
}
