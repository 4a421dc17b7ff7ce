import HTTP

/// An HTTP answer that is no 101.
struct PlainAnswer {
    var status: Int
    var type = "text/plain; charset=utf-8"
    var fields: [(name: String, value: String)] = []
    var body: [UInt8]

    /// An answer with `text`, with `fields` or else those that belong to the status.
    init(_ status: Int, _ text: String, fields: [(name: String, value: String)]? = nil) {
        self.status = status
        self.fields = fields ?? Self.fields(of: status)
        body = Array((text + "\n").utf8)
    }

    init(type: String, body: [UInt8]) {
        status = 200
        self.type = type
        self.body = body
    }

    /// The answer of `/refuse/STATUS`.
    init(refusing status: Int) { self.init(status, "/refuse/\(status) answers with \(status).") }

    /// The header fields without which an answer with that status says too little.
    private static func fields(of status: Int) -> [(name: String, value: String)] {
        switch status {
        case 304: []
        case 300..<400: [("Location", "/echo")]
        case 401: [("WWW-Authenticate", "Basic realm=\"playground\"")]
        case 405: [("Allow", "GET")]
        case 407: [("Proxy-Authenticate", "Basic realm=\"playground\"")]
        case 426: [("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")]
        case 429, 503: [("Retry-After", "5")]
        default: []
        }
    }

    /// What a request gets for a path where nothing is.
    static var notFound: PlainAnswer {
        let list = PlaygroundEndpoint.all.map { "  " + $0.pattern }.joined(separator: "\n")
        return PlainAnswer(404, "There is no such endpoint. The endpoints are:\n\(list)\nThe page is at /.")
    }

    /// The bytes, without the body if `isHead`.
    func bytes(isHead: Bool = false) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(Self.reasons[status] ?? "Status \(status)")\r\n"
        let hasBody = status != 204 && status != 304
        let common = [
            ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("Content-Security-Policy", Self.policy),
        ]
        for (name, value) in common + fields { text += "\(name): \(value)\r\n" }
        if hasBody { text += "Content-Type: \(type)\r\nContent-Length: \(body.count)\r\n" }
        return Array((text + "Connection: close\r\n\r\n").utf8) + (isHead || !hasBody ? [] : body)
    }

    /// Nothing from elsewhere, nothing inline; 'self' covers the WebSockets of the same host and port.
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    private static let reasons = [
        200: "OK", 204: "No Content", 301: "Moved Permanently", 302: "Found", 304: "Not Modified",
        307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized",
        403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 407: "Proxy Authentication Required",
        408: "Request Timeout", 413: "Content Too Large", 421: "Misdirected Request", 426: "Upgrade Required",
        429: "Too Many Requests", 431: "Request Header Fields Too Large", 500: "Internal Server Error",
        501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    ]
}
