/// A request or response head whose empty line did not come (RFC 9112 §2.1).
public struct UnfinishedHead: Hashable, Sendable {
    /// Which head.
    public var kind: HeadCollector.Kind
    /// How many bytes of it came.
    public var length: Int
    /// Its status and header lines as far as they are whole; nil for a request, and where not even the first line is.
    public var response: ResponseHead?
    /// Whether the connection ended, so that no more can come.
    public var isFinal = false
    /// How many lines are whole, the first one included.
    private var lines: Int
    /// What came of the next line, at most 48 bytes.
    private var rest: [UInt8]

    /// The head whose bytes so far are `bytes`; nil if there are none.
    public init?(_ kind: HeadCollector.Kind, _ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return nil }
        self.kind = kind
        length = bytes.count
        let end = bytes.lastIndex(of: .lineFeed).map { $0 + 1 } ?? 0
        lines = bytes[..<end].count { $0 == .lineFeed }
        rest = Array(bytes[end...].prefix(48))
        if kind == .response { response = try? ResponseHead(parsing: Array(bytes[..<end])) }
    }

    /// The status that the response begins with.
    public var status: Int? { response?.status }

    /// What is missing, as the subject of a sentence.
    private var missing: String {
        switch rest.first {
        case nil: "The empty line (CR LF) that ends the headers"
        case .carriageReturn where rest.count == 1: "The LF of the empty line that ends the headers"
        default:
            rest.last == .carriageReturn
                ? "The LF of the last line, and the empty line (CR LF) that ends the headers,"
                : "The end of the last line, and the empty line (CR LF) that ends the headers,"
        }
    }

    /// How much came and what did not, in two or three sentences: `The response has 127 bytes: …`.
    public var sentences: String {
        let what = kind == .request ? "request" : status.map { "response (\($0))" } ?? "response"
        var text = "\(length) bytes of the \(what) came: "
        switch lines {
        case 0: text += "not even its first line is whole. "
        case 1: text += "its first line. "
        default: text += "its first line and \(lines - 1) header line\(lines == 2 ? "" : "s"). "
        }
        if rest.contains(where: { $0 >= 0x80 || $0.isForbiddenControl && $0 != .carriageReturn }) {
            let hex = rest.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
            return text
                + "Bytes that belong in no header follow (\(hex)): the empty line (CR LF) that ends the headers "
                + "is missing before them."
        }
        if rest.first.map({ $0 != .carriageReturn }) ?? false {
            text += "Of the next line, \(quoted(HTTP.text(rest[...].prefix { $0 != .carriageReturn }))) came. "
        }
        return text + "\(missing) never came."
    }
}
