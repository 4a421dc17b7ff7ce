/// How the end of a message's body is found (RFC 9112 §6).
public enum BodyFraming: Hashable, Sendable {
    /// There is no body; also behind the 2xx that answers CONNECT: a tunnel begins, whose bytes are looked at afresh.
    case none
    /// So many bytes.
    case length(Int)
    /// Chunks (RFC 9112 §7.1).
    case chunked
    /// Everything until the connection ends.
    case untilClose
    /// The head contradicts itself, as the text says: the end can't be known.
    case unknowable(String)

    /// The framing of a request's body.
    ///
    /// The key that follows the head in drafts before RFC 6455 is passed over like one.
    public init(of request: RequestHead) {
        if let length = request.trailingKeyLength {
            self = .length(length)
            return
        }
        let codings = request.elements("Transfer-Encoding")
        if let last = codings.last {
            self =
                last.text.equalsIgnoringCase("chunked")
                ? .chunked : .unknowable("the last Transfer-Encoding is \(quoted(last.text)), not chunked")
        } else {
            self = Self.contentLength(of: request) ?? .none
        }
    }

    /// The framing of the body of a response to a request with the method `method`.
    ///
    /// A 101 and the interim responses have none; what follows a 101 is another protocol.
    public init(of response: ResponseHead, toMethod method: String) {
        let isTunnel = method == "CONNECT" && (200..<300).contains(response.status)
        if response.status < 200 || response.status == 204 || response.status == 304 || method == "HEAD" || isTunnel {
            self = .none
        } else if let last = response.elements("Transfer-Encoding").last {
            self = last.text.equalsIgnoringCase("chunked") ? .chunked : .untilClose
        } else {
            self = Self.contentLength(of: response) ?? .untilClose
        }
    }

    /// The framing that Content-Length gives, or nil without one.
    ///
    /// The same length several times is accepted (RFC 9110 §8.6).
    private static func contentLength(of head: some MessageHead) -> BodyFraming? {
        let elements = head.elements("Content-Length")
        guard let first = elements.first else {
            return head.value("Content-Length") == nil ? nil : .unknowable("Content-Length is empty")
        }
        if let other = elements.first(where: { $0.text != first.text }) {
            return .unknowable("Content-Length says both \(quoted(first.text)) and \(quoted(other.text))")
        }
        guard first.text.utf8.allSatisfy({ $0.decimalDigit != nil }), let length = Int(first.text) else {
            return .unknowable("Content-Length is \(quoted(first.text))")
        }
        return .length(length)
    }
}
