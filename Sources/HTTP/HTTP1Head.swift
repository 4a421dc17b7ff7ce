/// One field line of a head: `name: value` (RFC 9112 §5).
public struct HeaderField: Hashable, Sendable {
    /// The name as it stands there.
    public var name: String
    /// The value without the white space around it.
    public var value: String
    /// The whole line, its line end included, as bytes of the head.
    public var line: Range<Int>
    /// The name, as bytes of the head.
    public var nameRange: Range<Int>
    /// The value, as bytes of the head.
    public var valueRange: Range<Int>
}

/// A line of a head that breaks RFC 9112, and how.
public struct HeadDefect: Hashable, Sendable {
    /// What is wrong, with the observed bytes: `a line ends with a bare LF`.
    public var detail: String
    /// The line, as bytes of the head.
    public var line: Range<Int>
}

/// The head of an HTTP/1.x request: request line and field lines (RFC 9112 §3, §5).
public struct RequestHead: Hashable, Sendable {
    /// The method, as `GET`.
    public var method: String
    /// The request target as it stands there.
    public var target: String
    /// The version's minor number: 1 for HTTP/1.1.
    public var minorVersion: Int
    /// The field lines in order.
    public var fields: [HeaderField]
    /// The whole head, the empty line included.
    public var bytes: [UInt8]
    /// Where method, target and version stand in `bytes`.
    public var methodRange, targetRange, versionRange: Range<Int>
    /// What breaks RFC 9112 without making the head unreadable.
    public var defects: [HeadDefect]
}

/// The head of an HTTP/1.x response: status line and field lines (RFC 9112 §4, §5).
public struct ResponseHead: Hashable, Sendable {
    /// The version's minor number: 1 for HTTP/1.1.
    public var minorVersion: Int
    /// The status code, 100…999.
    public var status: Int
    /// The reason phrase, possibly empty.
    public var reason: String
    /// The field lines in order.
    public var fields: [HeaderField]
    /// The whole head, the empty line included.
    public var bytes: [UInt8]
    /// Where version, status and reason stand in `bytes`.
    public var versionRange, statusRange, reasonRange: Range<Int>
    /// What breaks RFC 9112 without making the head unreadable.
    public var defects: [HeadDefect]
}
