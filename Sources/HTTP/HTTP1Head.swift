/// One field line of a head: `name: value` (RFC 9112 §5).
public struct HeaderField: Hashable, Sendable {
    /// The name as it stands there.
    public var name: String
    /// The value without the white space around it; the parts of a folded line are joined by a space.
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

/// Why a head can't be read at all, and where.
public struct HeadError: Error, Hashable, Sendable {
    /// What is wrong, with the observed values.
    public var detail: String
    /// The bytes at fault, counted from the head's first.
    public var at: Range<Int>
}

/// What request and response heads have in common.
public protocol MessageHead: Hashable, Sendable {
    /// The field lines in order.
    var fields: [HeaderField] { get }
    /// The whole head, the empty line included.
    var bytes: [UInt8] { get }
    /// What breaks RFC 9112 without making the head unreadable.
    var defects: [HeadDefect] { get }
    /// Whether lines of it may be missing from the capture: what it lacks says nothing.
    var isCut: Bool { get }
}

extension MessageHead {
    /// The last field line, or the start line where there is none.
    var lastLine: Range<Int> { fields.last?.line ?? 0..<0 }
}

/// The head of an HTTP/1.x request: request line and field lines (RFC 9112 §3, §5).
public struct RequestHead: MessageHead {
    /// The method, as `GET`.
    public var method: String
    /// The request target as it stands there.
    public var target: String
    /// The version's major number, 0 or 1: 1 for HTTP/1.1.
    public var majorVersion: Int
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
    /// Whether lines of it may be missing from the capture: what it lacks says nothing.
    public private(set) var isCut = false

    /// Reads the lines of a request head that are in the capture, the request line among them.
    ///
    /// - Throws: `HeadError` when the request line can't be read.
    public init(cut lines: [UInt8]) throws(HeadError) {
        try self.init(parsing: lines)
        isCut = true
        defects = []
    }

    /// Reads a request head; what follows its empty line is left out.
    ///
    /// - Throws: `HeadError` when the request line can't be read; anything else is a defect.
    public init(parsing bytes: [UInt8]) throws(HeadError) {
        var parser = HeadParser(bytes)
        let start = try parser.startLine()
        let line = try RequestLine(bytes, start.content)
        if line.isIrregular {
            parser.note("the request line has other white space where a single space belongs", start.whole)
        }
        self.bytes = Array(bytes[..<parser.fieldLines()])
        method = text(bytes[line.method])
        target = text(bytes[line.target])
        (majorVersion, minorVersion) = (line.major, line.minor)
        (methodRange, targetRange, versionRange) = (line.method, line.target, line.version)
        fields = parser.fields
        defects = parser.defects
    }

    /// The version as it stands there: `HTTP/1.1`.
    public var version: String { "HTTP/\(majorVersion).\(minorVersion)" }

    /// The whole request line without its line end, as bytes of the head.
    public var lineRange: Range<Int> { methodRange.lowerBound..<versionRange.upperBound }
}

/// The head of an HTTP/1.x response: status line and field lines (RFC 9112 §4, §5).
public struct ResponseHead: MessageHead {
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
    /// Whether lines of it may be missing from the capture: what it lacks says nothing.
    public private(set) var isCut = false

    /// Reads the lines of a response head that are in the capture, the status line among them.
    ///
    /// - Throws: `HeadError` when the status line can't be read.
    public init(cut lines: [UInt8]) throws(HeadError) {
        try self.init(parsing: lines)
        isCut = true
        defects = []
    }

    /// Reads a response head; what follows its empty line is left out.
    ///
    /// - Throws: `HeadError` when the status line can't be read; anything else is a defect.
    public init(parsing bytes: [UInt8]) throws(HeadError) {
        var parser = HeadParser(bytes)
        let line = try StatusLine(bytes, try parser.startLine().content)
        self.bytes = Array(bytes[..<parser.fieldLines()])
        minorVersion = line.minor
        status = line.code
        reason = text(bytes[line.reason])
        (versionRange, statusRange, reasonRange) = (line.version, line.status, line.reason)
        fields = parser.fields
        defects = parser.defects
    }

    /// The version as it stands there: `HTTP/1.1`.
    public var version: String { "HTTP/1.\(minorVersion)" }

    /// The whole status line without its line end, as bytes of the head.
    public var lineRange: Range<Int> { versionRange.lowerBound..<reasonRange.upperBound }

    /// Whether another response to the same request follows: 1xx other than 101 (RFC 9110 §15.2).
    public var isInterim: Bool { (100..<200).contains(status) && status != 101 }
}
