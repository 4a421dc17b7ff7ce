import Wire

/// The end of a head whose beginning, or middle, is not in the capture: the rest of a line, field lines, the empty line.
public struct HeadRemainder: Sendable {
    /// What the bytes so far amount to.
    public enum Progress: Hashable, Sendable {
        /// All bytes may belong to a head, which goes on.
        case more
        /// The head ends; its last `consumed` bytes were the first ones of the piece just fed.
        case complete(consumed: Int)
        /// This is something else.
        case notHead
    }

    /// The whole lines: the rest of the line that was cut is none.
    public private(set) var lines: [UInt8] = []

    private var line: [UInt8] = []
    private var isPastFirstLine = false
    private var length = 0

    /// The end of a head, of which no byte has come.
    public init() {}

    /// About how many bytes it takes.
    public var memory: Int { lines.count + line.count }

    /// Takes the next bytes of the stream, as many as may belong to the head.
    public mutating func feed(_ piece: RawSpan) -> Progress {
        for index in 0..<piece.byteCount {
            length += 1
            let byte = piece.byte(at: index)
            guard length <= HeadCollector.defaultLimit,
                !byte.isForbiddenControl || byte == .carriageReturn || byte == .lineFeed
            else {
                return .notHead
            }
            line.append(byte)
            guard byte == .lineFeed else { continue }
            guard line.count >= 2, line[line.count - 2] == .carriageReturn else { return .notHead }
            if line.count == 2, length > 2 || isPastFirstLine { return .complete(consumed: index + 1) }
            if isPastFirstLine {
                guard isFieldLine else { return .notHead }
                lines += line
            }
            isPastFirstLine = true
            line.removeAll(keepingCapacity: true)
        }
        return .more
    }

    /// Whether the line is a field's, or the continuation of one.
    private var isFieldLine: Bool {
        if line[0].isBlank { return true }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return false }
        return line[..<colon].allSatisfy(\.isTokenCharacter)
    }
}
