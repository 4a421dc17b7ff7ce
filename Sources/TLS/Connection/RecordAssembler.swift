import Wire

/// Cuts one direction of a TLS connection into records, however its bytes arrive (RFC 8446 §5.1).
///
/// It is fed chunks of the stream in order and answers one step at a time. A record that lies in one chunk is named where
/// it lies; of others a copy is kept, at most one record at a time. Behind a hole that swallowed a header it looks for a
/// place where records begin again; whoever has the keys says which of the places it is.
public struct RecordAssembler: Sendable {
    /// What the next bytes of a chunk are.
    public enum Step: Equatable, Sendable {
        /// The chunk is used up.
        case needMore
        /// A whole record stands at these bytes of the chunk, header first.
        case record(Range<Int>)
        /// A whole record, header first, is in `buffer`.
        case buffered
        /// A record is complete but for bytes that the capture lacks; it had so many, header included.
        case damaged(length: Int)
        /// The bytes are no TLS records. No further step will come.
        case notTLS
    }

    private enum State: Sendable {
        /// Collecting `buffer`, from a record's first byte on.
        case collecting
        /// Inside a record with a hole: so many bytes of it are still to come.
        case passing(remaining: Int, length: Int)
        /// The next record's place is unknown: collecting bytes, to look for it among them.
        case searching
        case notTLS
    }

    /// The bytes of the record under way, or the last one if it was not in one chunk.
    public private(set) var buffer: [UInt8] = []
    private var state = State.collecting
    /// Whether `buffer` holds a record that was named already.
    private var isSpent = false
    /// How many bytes of the stream were passed over since the place of records was lost.
    public private(set) var passedOver = 0

    /// An assembler that stands at the first byte of a record.
    public init() {}

    /// Whether the place of the next record is unknown.
    public var isSearching: Bool {
        if case .searching = state { return true }
        return false
    }

    /// How many bytes of an unfinished record are here.
    public var pending: Int { isSpent ? 0 : buffer.count }

    /// How many bytes of memory it takes.
    public var memory: Int { buffer.capacity }

    /// Takes the next step in `chunk`, whose bytes before `position` are used up, and moves `position` on.
    ///
    /// `isRecord` is asked of a whole record behind a hole, while its place is only guessed.
    public mutating func next(
        in chunk: RawSpan, at position: inout Int, isRecord: (RawSpan) -> Bool
    ) -> Step {
        if isSpent {
            isSpent = false
            // Memory of a record is kept only while the next one follows at once.
            if position < chunk.byteCount { buffer.removeAll(keepingCapacity: true) } else { buffer = [] }
        }
        switch state {
        case .collecting: return collect(chunk, &position)
        case .passing(let remaining, let length):
            let here = min(remaining, chunk.byteCount - position)
            position += here
            guard here == remaining else {
                state = .passing(remaining: remaining - here, length: length)
                return .needMore
            }
            state = .collecting
            return .damaged(length: length)
        case .searching: return search(chunk, &position, isRecord)
        case .notTLS:
            position = chunk.byteCount
            return .needMore
        }
    }

    /// Passes over `count` bytes that are missing from the stream.
    ///
    /// - Returns: the length of the record, header included, if the hole ends with it; nil otherwise.
    public mutating func skip(_ count: Int) -> Int? {
        if isSpent {
            isSpent = false
            buffer = []
        }
        switch state {
        case .collecting:
            guard buffer.count >= RecordHeader.size else { return lose(count) }
            let length = RecordHeader.size + Int(buffer.rawSpan.uint16(at: 3))
            return pass(count, remaining: length - buffer.count, length: length)
        case .passing(let remaining, let length): return pass(count, remaining: remaining, length: length)
        case .searching:
            passedOver += buffer.count
            buffer.removeAll()
            return nil
        case .notTLS: return nil
        }
    }

    /// Gives up: nothing more is looked for.
    public mutating func stop() {
        state = .notTLS
        buffer = []
    }

    /// Begins at any byte of the stream, as where a capture starts within a connection.
    public mutating func lose() { _ = lose(0) }

    private mutating func lose(_ count: Int) -> Int? {
        passedOver = buffer.count
        buffer = []
        state = .searching
        return nil
    }

    private mutating func pass(_ count: Int, remaining: Int, length: Int) -> Int? {
        guard count <= remaining else { return lose(count) }
        buffer = []
        state = count == remaining ? .collecting : .passing(remaining: remaining - count, length: length)
        return count == remaining ? length : nil
    }

    private mutating func collect(_ chunk: RawSpan, _ position: inout Int) -> Step {
        guard position < chunk.byteCount else { return .needMore }
        let rest = chunk.extracting(position..<chunk.byteCount)
        if buffer.isEmpty {
            guard Self.mayBegin(rest) else { return fail(chunk, &position) }
            if let length = Self.length(of: rest), length <= rest.byteCount {
                defer { position += length }
                return .record(position..<(position + length))
            }
        }
        if buffer.count < RecordHeader.size {
            take(RecordHeader.size - buffer.count, chunk, &position)
            guard Self.mayBegin(buffer.rawSpan) else { return fail(chunk, &position) }
        }
        guard let length = Self.length(of: buffer.rawSpan) else { return .needMore }
        take(length - buffer.count, chunk, &position)
        guard buffer.count == length else { return .needMore }
        isSpent = true
        return .buffered
    }

    private mutating func fail(_ chunk: RawSpan, _ position: inout Int) -> Step {
        position = chunk.byteCount
        stop()
        return .notTLS
    }

    private mutating func take(_ count: Int, _ chunk: RawSpan, _ position: inout Int) {
        let here = min(count, chunk.byteCount - position)
        guard here > 0 else { return }
        buffer.append(copying: chunk.extracting(position..<(position + here)))
        position += here
    }

    /// Looks for a record behind a hole, in the bytes since then.
    private mutating func search(
        _ chunk: RawSpan, _ position: inout Int, _ isRecord: (RawSpan) -> Bool
    ) -> Step {
        let first = position
        take(chunk.byteCount - position, chunk, &position)
        let (start, length) = find(isRecord)
        guard let length else {
            passedOver += start
            buffer.removeFirst(start)
            return .needMore
        }
        // What follows it in the buffer is read again as if it had just come.
        let surplus = buffer.count - start - length
        guard position - surplus >= first else { return passOver(start + length) }
        position -= surplus
        passedOver += start
        buffer.removeLast(surplus)
        buffer.removeFirst(start)
        state = .collecting
        isSpent = true
        return .buffered
    }

    /// The first record in the buffer, and its length; or where one may begin that is not whole yet.
    private func find(_ isRecord: (RawSpan) -> Bool) -> (start: Int, length: Int?) {
        let bytes = buffer.rawSpan
        for start in 0..<bytes.byteCount where Self.mayBegin(bytes.extracting(start..<bytes.byteCount)) {
            let rest = bytes.extracting(start..<bytes.byteCount)
            guard let length = Self.length(of: rest), length <= rest.byteCount else { return (start, nil) }
            if isRecord(rest.extracting(first: length)) { return (start, length) }
        }
        return (bytes.byteCount, nil)
    }

    /// Goes on behind a record that was found when bytes behind it had come in an earlier chunk.
    ///
    /// This happens only where something like a header in front of a record hid it: it is given up.
    private mutating func passOver(_ count: Int) -> Step {
        passedOver += count
        buffer.removeFirst(count)
        return .needMore
    }

    /// The length of the record that begins here, header included; nil if its header is not here yet.
    private static func length(of bytes: RawSpan) -> Int? {
        bytes.byteCount >= RecordHeader.size ? RecordHeader.size + Int(bytes.uint16(at: 3)) : nil
    }

    /// Whether a record may begin with these bytes, of which at least the first is here.
    public static func mayBegin(_ bytes: RawSpan) -> Bool {
        var reader = FieldReader(bytes, sink: NoFields(), limitedBy: .stream)
        if let header = try? RecordHeader(reading: &reader) { return header.isPlausible }
        guard (20...24).contains(bytes.byte(at: 0)) else { return false }
        return (bytes.byteCount == 1 || bytes.byte(at: 1) == 3) && (bytes.byteCount < 3 || bytes.byte(at: 2) <= 4)
    }
}
