/// What a header is for when a WebSocket is opened: one row feeds the handshake view, `explain` and the lessons.
public struct HeaderMeaning: Hashable, Sendable {
    /// What part a header has in the opening handshake.
    public enum Role: Hashable, Sendable {
        /// The handshake fails without it.
        case required
        /// It belongs to the handshake, but may be left out.
        case negotiation
        /// It matters to the server or to proxies, not to the protocol.
        case context
    }

    /// The name as its RFC spells it; a family ends with a star: `X-Forwarded-*`.
    public var name: String
    /// What part it has.
    public var role: Role
    /// What it is for, in a few words: `names the server`.
    public var purpose: String
    /// A sentence or two that a beginner understands.
    public var meaning: String
    /// The source, as `RFC 6455 §11.3.1`.
    public var source: String

    init(_ name: String, _ role: Role, _ purpose: String, _ meaning: String, _ source: String) {
        self.name = name
        self.role = role
        self.purpose = purpose
        self.meaning = meaning
        self.source = source
    }

    /// The row for the header `name`, in any case, by its own name before its family's; nil for one not listed.
    public static func of(_ name: String) -> HeaderMeaning? {
        all.first { $0.name.equalsIgnoringCase(name) }
            ?? all.first {
                $0.name.hasSuffix("*") && $0.name.utf8.count <= name.utf8.count
                    && String(name.prefix($0.name.count - 1)).equalsIgnoringCase($0.name.dropLast())
            }
    }

    /// Every row: the handshake's own headers first.
    public static let all: [HeaderMeaning] = handshake + browser + server + proxy
}

extension HeaderMeaning {
    private static let handshake = [
        HeaderMeaning(
            "Host", .required, "names the server",
            "Which of the sites at this address the client wants, with the port if it is not the usual one.",
            "RFC 9110 §7.2"),
        HeaderMeaning(
            "Upgrade", .required, "asks for, or agrees to, WebSocket",
            "In the request, the protocol that the client wants to speak from here on; in the 101, the one that both speak now.",
            "RFC 6455 §4.1"),
        HeaderMeaning(
            "Connection", .required, "marks Upgrade as meant for this hop",
            "Names the headers that concern only the next machine on the way. "
                + "A proxy drops them unless it is told to pass Upgrade on.",
            "RFC 9110 §7.6.1"),
        HeaderMeaning(
            "Sec-WebSocket-Key", .required, "challenges the server to show that it knows WebSocket",
            "16 random bytes in base64, new for every connection. "
                + "The server answers with a value computed from them; they are not a password.",
            "RFC 6455 §11.3.1"),
        HeaderMeaning(
            "Sec-WebSocket-Accept", .required, "answers the challenge of the key",
            "The SHA-1 of the key and a fixed GUID, in base64. It shows that the server read this very request, not who "
                + "the server is.",
            "RFC 6455 §11.3.3"),
        HeaderMeaning(
            "Sec-WebSocket-Version", .required, "names the protocol's version",
            "Always 13, the version of RFC 6455. A server that wants another refuses and lists those that it knows.",
            "RFC 6455 §11.3.5"),
        HeaderMeaning(
            "Sec-WebSocket-Protocol", .negotiation, "chooses what the messages mean",
            "The client lists the subprotocols that it speaks, the best first; the server answers with one of them.",
            "RFC 6455 §11.3.4"),
        HeaderMeaning(
            "Sec-WebSocket-Extensions", .negotiation, "adds features such as compression",
            "The client offers extensions with their parameters; the server answers with those that will be used.",
            "RFC 6455 §11.3.2"),
        HeaderMeaning(
            "Origin", .negotiation, "says which page's script asks",
            "Browsers always send it and scripts cannot change it, so a server can refuse pages of other sites. "
                + "Other programs may send anything.",
            "RFC 6455 §10.2"),
    ]

    private static let browser = [
        HeaderMeaning(
            "User-Agent", .context, "names the client program",
            "The browser or library and its version.", "RFC 9110 §10.1.5"),
        HeaderMeaning(
            "Cookie", .context, "carries the login session",
            "What the site stored earlier. Browsers send it with the upgrade, whichever page asks: check Origin too.",
            "RFC 6265 §5.4"),
        HeaderMeaning(
            "Authorization", .context, "carries credentials",
            "A password or token for the server. Scripts in browsers cannot set it on a WebSocket.",
            "RFC 9110 §11.6.2"),
        HeaderMeaning(
            "Pragma", .context, "keeps old caches away",
            "no-cache is the old way to say that no stored answer will do.", "RFC 9111 §5.4"),
        HeaderMeaning(
            "Cache-Control", .context, "keeps caches away",
            "no-cache says that no stored answer will do: the request must reach the server.", "RFC 9111 §5.2"),
        HeaderMeaning(
            "Accept", .context, "lists the media types the client takes",
            "It concerns HTTP bodies; a WebSocket has none, so it does nothing here.", "RFC 9110 §12.5.1"),
        HeaderMeaning(
            "Accept-Encoding", .context, "lists compressions for HTTP bodies",
            "It does not concern WebSocket messages: those are compressed by permessage-deflate, an extension.",
            "RFC 9110 §12.5.3"),
        HeaderMeaning(
            "Accept-Language", .context, "lists the user's languages",
            "The languages that the user prefers, the best first.", "RFC 9110 §12.5.4"),
        HeaderMeaning(
            "Referer", .context, "says from which page the request comes",
            "The address of the page; browsers leave it out when they open a WebSocket.", "RFC 9110 §10.1.3"),
        HeaderMeaning(
            "Sec-Fetch-*", .context, "tells the server how the request came about",
            "Set by the browser, out of a script's reach: where the request comes from and what it is for "
                + "(Sec-Fetch-Mode: websocket).",
            "W3C Fetch Metadata §2"),
        HeaderMeaning(
            "Sec-CH-*", .context, "describes the browser",
            "Client hints: the browser's brand, version and platform, in small parts.", "RFC 8942 §3"),
        HeaderMeaning(
            "DNT", .context, "asks not to be tracked",
            "An old way for users to object to tracking; it does nothing here.",
            "W3C Tracking Preference Expression §5.2"),
    ]

    private static let server = [
        HeaderMeaning(
            "Server", .context, "names the server program",
            "The software that answered, often a proxy rather than the program behind it.", "RFC 9110 §10.2.4"),
        HeaderMeaning(
            "Date", .context, "says when the answer was made",
            "The server's own clock, in universal time.", "RFC 9110 §6.6.1"),
        HeaderMeaning(
            "Content-Length", .context, "gives the length of a body",
            "A refusal may have a body, such as an error page. A 101 has none: frames follow its empty line.",
            "RFC 9110 §8.6"),
        HeaderMeaning(
            "Content-Type", .context, "says what a body is",
            "The kind of the body of a refusal, such as an error page.", "RFC 9110 §8.3"),
        HeaderMeaning(
            "Transfer-Encoding", .context, "cuts a body into chunks",
            "A refusal's body comes in chunks of announced length. A 101 has no body.", "RFC 9112 §6.1"),
        HeaderMeaning(
            "Location", .context, "points elsewhere",
            "Where a redirect leads. Browsers do not follow it for a WebSocket: open the right address directly.",
            "RFC 9110 §10.2.2"),
        HeaderMeaning(
            "Set-Cookie", .context, "stores a cookie",
            "The server gives the browser something to send back; it works on a 101 as well.", "RFC 6265 §4.1"),
        HeaderMeaning(
            "WWW-Authenticate", .context, "says how to log in",
            "The way of logging in that the server wants; it comes with a 401.", "RFC 9110 §11.6.1"),
        HeaderMeaning(
            "Retry-After", .context, "says how long to wait",
            "How many seconds to wait, or until when, before another attempt makes sense.", "RFC 9110 §10.2.3"),
        HeaderMeaning(
            "Keep-Alive", .context, "limits an idle HTTP connection",
            "It concerns ordinary requests; after the 101 it has no meaning.", "RFC 2068 §19.7.1.1"),
    ]

    private static let proxy = [
        HeaderMeaning(
            "X-Forwarded-For", .context, "names the client behind a proxy",
            "A proxy writes the client's address here, because the server sees only the proxy's. "
                + "Clients can forge it.",
            "no RFC; see RFC 7239"),
        HeaderMeaning(
            "X-Forwarded-Proto", .context, "says how the client reached the proxy",
            "https means that the client uses wss, even though the proxy speaks to the server in the clear.",
            "no RFC; see RFC 7239"),
        HeaderMeaning(
            "X-Forwarded-*", .context, "tells what a proxy changed",
            "A proxy writes down what the server can no longer see: address, host, port or scheme of the client.",
            "no RFC; see RFC 7239"),
        HeaderMeaning(
            "X-Real-IP", .context, "names the client behind a proxy",
            "The client's address as the proxy saw it; nginx is often set up to send it.", "no RFC; see RFC 7239"),
        HeaderMeaning(
            "Forwarded", .context, "names the client behind a proxy",
            "The standard form of X-Forwarded-*: for, by, host and proto in one header.", "RFC 7239 §4"),
        HeaderMeaning(
            "Via", .context, "lists the proxies on the way",
            "Each proxy adds its name and HTTP version: a good place to find out who dropped Upgrade.",
            "RFC 9110 §7.6.3"),
    ]
}
