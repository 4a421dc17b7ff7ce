/// A time after which something on the way ends a silent connection unless it is told otherwise.
struct IdleTimeout {
    /// In seconds.
    var seconds: Int64
    /// Whose default it is.
    var whose: String

    private static let known = [
        IdleTimeout(seconds: 30, whose: "Google Cloud's load balancers"),
        IdleTimeout(seconds: 50, whose: "HAProxy as Debian configures it"),
        IdleTimeout(seconds: 55, whose: "Heroku's router"),
        IdleTimeout(seconds: 60, whose: "nginx (proxy_read_timeout) and AWS application load balancers"),
        IdleTimeout(seconds: 75, whose: "nginx for idle HTTP connections"),
        IdleTimeout(seconds: 100, whose: "Cloudflare"),
        IdleTimeout(seconds: 120, whose: "IIS"),
        IdleTimeout(seconds: 240, whose: "Azure Load Balancer"),
        IdleTimeout(seconds: 300, whose: "Envoy"),
        IdleTimeout(seconds: 350, whose: "AWS network load balancers and NAT gateways"),
        IdleTimeout(seconds: 600, whose: "AWS API Gateway and Google Cloud's connection tracking"),
        IdleTimeout(seconds: 3600, whose: "Envoy for TCP"),
    ]

    /// The known timeout that a silence of `nanoseconds` is near to: within a second, or two of a hundred.
    static func near(_ nanoseconds: Int64) -> IdleTimeout? {
        guard nanoseconds >= 0 else { return nil }
        return known.first { timeout in
            let exact = timeout.seconds * second
            return (nanoseconds - exact).magnitude <= UInt64(max(second, exact / 50))
        }
    }

    /// The whole number of seconds that a silence is so near to as only timers are; nil for others.
    static func wholeSeconds(_ nanoseconds: Int64) -> Int64? {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: second)
        let isBelow = rest > second / 2
        let whole = isBelow ? seconds + 1 : seconds
        // Programs pause for some seconds, too; nobody's timer for idle connections is as short.
        return whole >= 10 && (isBelow ? second - rest : rest) <= second / 50 ? whole : nil
    }

    static let second: Int64 = 1_000_000_000

    /// A silence in the unit of the timeouts, so that the two can be compared: `100 s`, `61.2 s`.
    static func text(_ nanoseconds: Int64) -> String {
        let tenths = Quantity.fixed(Double(nanoseconds) / Double(second), decimals: 1)
        return (tenths.hasSuffix(".0") ? String(tenths.dropLast(2)) : tenths) + " s"
    }
}

/// A time that a client gives the server to close TCP after the closing handshake (RFC 6455 §7.1.1), or that either side
/// gives its peer to answer a Close.
struct CloseTimeout {
    /// In seconds.
    var seconds: Int64
    /// Whose default it is.
    var whose: String

    private static let known = [
        CloseTimeout(seconds: 10, whose: "websockets and aiohttp for Python"),
        CloseTimeout(seconds: 30, whose: "ws for Node.js"),
        CloseTimeout(seconds: 60, whose: "OkHttp"),
    ]

    /// The known timeout that `nanoseconds` are near to: within half a second.
    static func near(_ nanoseconds: Int64) -> CloseTimeout? {
        near(nanoseconds, in: known)
    }

    /// Those for the answer to a Close.
    private static let knownForAnswer = [
        CloseTimeout(seconds: 5, whose: "Tornado"),
        CloseTimeout(seconds: 10, whose: "websockets and aiohttp for Python"),
        CloseTimeout(seconds: 30, whose: "ws for Node.js"),
        CloseTimeout(seconds: 60, whose: "Chromium and OkHttp"),
    ]

    /// The known time for the answer to a Close that `nanoseconds` are near to: within half a second.
    static func nearForAnswer(_ nanoseconds: Int64) -> CloseTimeout? { near(nanoseconds, in: knownForAnswer) }

    private static func near(_ nanoseconds: Int64, in known: [CloseTimeout]) -> CloseTimeout? {
        known.first { (nanoseconds &- $0.seconds * IdleTimeout.second).magnitude <= UInt64(IdleTimeout.second / 2) }
    }
}

/// A size above which programs refuse a message unless they are told otherwise.
struct SizeLimit {
    /// In bytes.
    var bytes: Int
    /// Whose default it is.
    var whose: String

    private static let known = [
        SizeLimit(bytes: 8 << 10, whose: "Tomcat"),
        SizeLimit(bytes: 16 << 10, whose: "SwiftNIO, per frame"),
        SizeLimit(bytes: 32 << 10, whose: "coder/websocket for Go"),
        SizeLimit(bytes: 64 << 10, whose: "Jetty"),
        SizeLimit(bytes: 128 << 10, whose: "AWS API Gateway"),
        SizeLimit(bytes: 1 << 20, whose: "websockets for Python"),
        SizeLimit(bytes: 4 << 20, whose: "aiohttp"),
        SizeLimit(bytes: 10 << 20, whose: "Tornado"),
        SizeLimit(bytes: 16 << 20, whose: "uvicorn"),
        SizeLimit(bytes: 64 << 20, whose: "tungstenite for Rust"),
        SizeLimit(bytes: 100 << 20, whose: "ws for Node.js"),
    ]

    /// The largest known limit that a message of `bytes` exceeds and one of `passed`, which was accepted, does not.
    static func exceeded(by bytes: Int, after passed: Int) -> SizeLimit? {
        known.last { $0.bytes < bytes && $0.bytes >= passed }
    }
}
