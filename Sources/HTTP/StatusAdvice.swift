/// What a status code other than 101 means as the answer to an upgrade request, and what to do about it.
public struct StatusAdvice: Hashable, Sendable {
    /// The status code.
    public let status: Int
    /// What it means for the upgrade: a sentence, without a capital at its begin, with its full stop.
    public let meaning: String
    /// What to look at or to mend: a sentence.
    public let remedy: String
    /// The response headers that say more, if they are there.
    public let tellingHeaders: [String]

    /// The advice for `status`.
    public init(status: Int) {
        let row = Self.row(status)
        self.status = status
        (meaning, remedy, tellingHeaders) = (row.meaning, row.remedy, row.headers)
    }

    /// What to look at or to mend, where the answer's body may have explained the refusal: a sentence.
    public func remedy(isExplained: Bool) -> String {
        isExplained && status == 400 ? "Correct in the request what the body of the answer names." : remedy
    }

    /// Whether the code itself blames the request: 4xx (RFC 9110 §15.5).
    public var isClientsFault: Bool { (400..<500).contains(status) }

    /// What to look at where a proxy answered a CONNECT with `status`: a sentence without a capital at its begin.
    public static func tunnelRemedy(_ status: Int) -> String {
        switch status {
        case 407:
            "it wants to know who asks; the client must send Proxy-Authorization, and this connection ended without a "
                + "tunnel."
        case 400..<500:
            "its rules do not allow that host or port; ask whoever runs it, or reach the server another way."
        case 502, 504: "it could not reach that host and port itself; check the name, and that the server is up."
        case 500..<600: "it failed or is overloaded; look at its log."
        default: "that isn't an answer to CONNECT; check whether this is a proxy at all."
        }
    }

    private typealias Row = (meaning: String, remedy: String, headers: [String])

    private static func row(_ status: Int) -> Row {
        switch status {
        case 200..<300: success(status)
        case 300..<400: redirection(status)
        case 400..<500: clientError(status)
        case 500..<600: serverError(status)
        default:
            (
                "it is not a final status that HTTP defines.",
                "Look at the server, or at whatever answers in its place on the way to the client.", []
            )
        }
    }

    private static func success(_ status: Int) -> Row {
        switch status {
        case 200:
            (
                "it treated the request as one for an ordinary page.",
                "Check that the path is the WebSocket endpoint's and that every proxy before it forwards Upgrade and "
                    + "Connection.", []
            )
        default:
            (
                "it treated the request as ordinary HTTP.",
                "Check the path, and that every proxy forwards Upgrade and Connection.", []
            )
        }
    }

    private static func redirection(_ status: Int) -> Row {
        let meaning =
            switch status {
            case 301, 308: "the endpoint has moved for good, and browsers follow no redirect for a WebSocket."
            case 302, 303, 307:
                "it redirects, often to a login page, and browsers follow no redirect for a WebSocket."
            case 304: "it claims that a cached page is still fresh, which makes no sense for an upgrade."
            default: "it redirects, and browsers follow no redirect for a WebSocket."
            }
        return (
            meaning,
            status == 304
                ? "Look for a cache in front of the server that ignores Upgrade."
                : "Open the final address directly: the right scheme (wss), host, and path with or without the trailing slash.",
            ["Location"]
        )
    }

    private static func clientError(_ status: Int) -> Row {
        switch status {
        case 400:
            (
                "it found the request malformed.",
                "Compare the request with one that works, header by header; a proxy that drops Upgrade or Connection on the way is "
                    + "a usual cause.",
                ["Sec-WebSocket-Version"]
            )
        case 401:
            (
                "it wants the client to log in first.",
                "Script can set no Authorization header on a WebSocket: send a cookie, or a short-lived ticket inside "
                    + "wss.", ["WWW-Authenticate"]
            )
        case 403:
            (
                "it understood, and forbids this.",
                "Servers often allow certain origins only: compare Origin with the server's list; then check cookies and "
                    + "rights.", []
            )
        case 404:
            (
                "nothing is at that path.",
                "Check path and Host, and that the proxy routes this path to the WebSocket server.", []
            )
        case 405:
            (
                "the path exists, but does not take GET.",
                "Check the path: this is probably an API endpoint that doesn't speak WebSocket.", ["Allow"]
            )
        case 407:
            (
                "a proxy, not the server, wants the client to log in.",
                "Give the client the proxy's credentials, or connect without the proxy; wss usually passes where ws does not.",
                ["Proxy-Authenticate"]
            )
        case 408:
            (
                "the request took too long to arrive.",
                "Look for a slow network or a proxy that holds the request back.", []
            )
        case 410:
            ("the endpoint is gone for good.", "Ask for the new address.", [])
        case 421:
            (
                "this server does not answer for that Host.",
                "Check Host and the proxy's routing; a reused connection may lead to the wrong server.", []
            )
        case 426:
            (
                "it wants another protocol or another WebSocket version.",
                "Send Upgrade: websocket and Sec-WebSocket-Version: 13; if the client did, a proxy removed them.",
                ["Upgrade", "Sec-WebSocket-Version"]
            )
        case 429:
            (
                "it has had too many requests from this client.",
                "Wait before trying again, longer each time, with some randomness.", ["Retry-After"]
            )
        case 431:
            (
                "the request's headers are too large.",
                "Shorten the largest header (often Cookie), or raise the server's limit.", []
            )
        default:
            (
                "it refuses this request.",
                "Compare the request with one that works, header by header.", []
            )
        }
    }

    private static func serverError(_ status: Int) -> Row {
        switch status {
        case 500:
            (
                "the server's program failed while it handled the request.",
                "The reason is in the server's log.", []
            )
        case 501:
            (
                "the server, or a proxy, doesn't know Upgrade.",
                "Check that the request reaches the WebSocket server at all.", []
            )
        case 502:
            (
                "a proxy got no usable answer from the server behind it.",
                "Check that the server runs, and that the proxy speaks HTTP/1.1 with Upgrade to it.", []
            )
        case 503:
            (
                "the server is overloaded or down for maintenance.",
                "Try again later, waiting longer each time.", ["Retry-After"]
            )
        case 504:
            (
                "a proxy waited too long for the server behind it.",
                "Check that the server runs and that the proxy reaches it.", []
            )
        case 505:
            (
                "the server does not accept this HTTP version.",
                "The upgrade needs HTTP/1.1: see which version each hop uses.", []
            )
        default:
            ("something failed on the server's side.", "The reason is in the server's or the proxy's log.", [])
        }
    }
}
