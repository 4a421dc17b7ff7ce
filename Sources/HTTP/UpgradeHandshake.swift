public import Wire

/// A WebSocket opening handshake over HTTP/1.1 (RFC 6455 §4): the request, the response, and what follows from them.
public struct UpgradeHandshake: Hashable, Sendable {
    /// The upgrade request.
    public var request: RequestHead
    /// The final response; nil if there is none.
    public var response: ResponseHead?
    /// The beginning of the request's body, which an upgrade request hardly ever has.
    public var requestBody: BodyExcerpt?
    /// The beginning of the response's body, if it is a refusal that has one.
    public var responseBody: BodyExcerpt?
    /// The head whose empty line did not come: the request, or the response, which `response` is without then.
    @Boxed() public var unfinished: UnfinishedHead?

    /// The handshake of this request and response.
    public init(request: RequestHead, response: ResponseHead?) {
        self.request = request
        self.response = response
    }

    /// Whether `request` tries to open a WebSocket, rightly or wrongly.
    ///
    /// It does if Upgrade names websocket (with or without a version), or if there is a Sec-WebSocket-Key.
    public static func isUpgradeAttempt(_ request: RequestHead) -> Bool {
        request.value("Sec-WebSocket-Key") != nil
            || request.trailingKeyLength != nil
            || request.elements("Upgrade").contains {
                $0.text.prefix { $0 != "/" }.equalsIgnoringCase("websocket")
            }
    }
}

extension UpgradeHandshake {
    /// The status of the response.
    public var status: Int? { response?.status }

    /// Whether the server switched to WebSocket: status 101, right or wrong in its details.
    public var isAccepted: Bool { status == 101 }

    /// The Sec-WebSocket-Key, the first one if there are several.
    public var key: String? { request.value("Sec-WebSocket-Key") }

    /// The bytes that the key stands for, 16 of them in a valid one; nil if it is no base64.
    public var keyBytes: [UInt8]? { key.flatMap(Base64.decode) }

    /// The Sec-WebSocket-Accept of the response.
    public var accept: String? { response?.value("Sec-WebSocket-Accept") }

    /// How the Sec-WebSocket-Accept follows from the key; nil without a key.
    public var acceptComputation: AcceptComputation? { key.map(AcceptComputation.init) }

    /// The Sec-WebSocket-Accept that the key demands; nil without a key.
    public var acceptExpected: String? { acceptComputation?.accept }

    /// The subprotocols that the client offers, in its order of preference.
    public var offeredSubprotocols: [String] { request.elements("Sec-WebSocket-Protocol").map(\.text) }

    /// The subprotocol that the server chose.
    public var subprotocol: String? { response?.chosenSubprotocol }

    /// The extensions that the client offers, in its order of preference.
    public var offeredExtensions: [WebSocketExtension] { request.webSocketExtensions }

    /// The extensions that the server accepted, in the order in which they apply.
    public var extensions: [WebSocketExtension] { response?.chosenExtensions ?? [] }

    /// What the server's answer settles for permessage-deflate; nil if it is not in use.
    public var perMessageDeflate: PerMessageDeflateParameters? { response?.chosenDeflate }

    /// The Origin: the page whose script asks.
    public var origin: String? { request.value("Origin") }

    /// The Host: server name and, if it is not the default one, port.
    public var host: String? { request.value("Host") }

    /// The URI that the client opened (RFC 6455 §3); where the request does not name the host, `server` stands for it.
    ///
    /// `isSecure` says that the request came in TLS. A target in absolute form, as a proxy is sent it, counts more than Host (RFC 9112 §3.2.2).
    public func uri(server: Endpoint, isSecure: Bool = false) -> String {
        let target = request.target
        if let absolute = AbsoluteTarget(target) {
            return (absolute.isSecure ? "wss://" : "ws://") + absolute.authority + absolute.pathAndQuery
        }
        let authority = host.flatMap { $0.isEmpty ? nil : $0 } ?? server.description
        return (isSecure ? "wss://" : "ws://") + authority + (target.hasPrefix("/") ? "" : "/") + target
    }
}

extension ResponseHead {
    /// Whether it opens a WebSocket, as far as it tells by itself: a 101 that names websocket, or has a
    /// Sec-WebSocket-Accept.
    public var opensWebSocket: Bool {
        status == 101 && (hasElement("websocket", in: "Upgrade") || value("Sec-WebSocket-Accept") != nil)
    }

    /// The subprotocol that a 101 chooses.
    public var chosenSubprotocol: String? {
        guard status == 101, let value = value("Sec-WebSocket-Protocol"), !value.isEmpty else { return nil }
        return value
    }

    /// The extensions that a 101 accepts, in the order in which they apply.
    public var chosenExtensions: [WebSocketExtension] { status == 101 ? webSocketExtensions : [] }

    /// What a 101 settles for permessage-deflate; nil if it is not in use.
    public var chosenDeflate: PerMessageDeflateParameters? {
        chosenExtensions.first { $0.name.equalsIgnoringCase(DeflateElement.name) }
            .map { PerMessageDeflateParameters(answer: DeflateElement($0, isOffer: false)) }
    }
}
