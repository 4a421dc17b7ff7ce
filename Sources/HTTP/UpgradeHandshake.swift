/// A WebSocket opening handshake over HTTP/1.1 (RFC 6455 §4): the request, the response, and what follows from them.
public struct UpgradeHandshake: Hashable, Sendable {
    /// The upgrade request.
    public var request: RequestHead
    /// The final response; nil if there is none.
    public var response: ResponseHead?

    /// The handshake of this request and response.
    public init(request: RequestHead, response: ResponseHead?) {
        self.request = request
        self.response = response
    }
}
