import Wire

/// Finds the records of one file format in the bytes of a slab.
///
/// A format neither reads nor copies: it is given all bytes from where it stopped, and stops in front of the first
/// record that is not complete. `isEnd` tells that no more bytes will follow those that are given.
protocol CaptureFormat {
    /// The name of the format.
    static var format: CaptureInfo.Format { get }
    /// The number of the last packet given.
    var packets: Int { get }
    /// The comments on packets that were given since they were last taken away, in the order of the packets.
    var comments: [PacketComment] { get set }
    /// What was lost before packets that were given since it was last taken away.
    var drops: [PacketDrops] { get set }
    /// The names of addresses that were read since they were last taken away.
    var names: [NamedAddress] { get set }
    /// The keys that were read since they were last taken away.
    var secrets: [KeyLogText] { get set }

    /// Adds what the file has told about itself so far.
    func describe(_ info: inout CaptureInfo)

    /// Reads what stands in front of the packets, from `position` on, which moves behind it.
    ///
    /// - Returns: true when the next record is a packet; false when more bytes are needed to know.
    mutating func prepare(_ bytes: RawSpan, _ position: inout Int, isEnd: Bool) throws(Damage) -> Bool

    /// Appends a record for every whole packet from `position` on, which moves behind the last whole record.
    ///
    /// - Throws: `Damage` at the first record that cannot be right; what lies in front of it was appended.
    mutating func index(
        _ bytes: RawSpan, _ position: inout Int, into records: inout ContiguousArray<PacketRecord>, isEnd: Bool
    ) throws(Damage)

    /// Looks for the next record that makes sense behind a damaged one at `position`, which moves to it.
    ///
    /// What it answers does not depend on how many bytes were there when it was asked, so that a pipe gives the same
    /// packets as a file. It looks at each byte a fixed number of times.
    mutating func resynchronize(_ bytes: RawSpan, _ position: inout Int, _ scan: inout Scan, isEnd: Bool) -> Recovery

    /// What is wrong when the file ends with `rest`, which begins with the first incomplete record; nil if nothing is.
    func truncation(_ rest: RawSpan) -> String?

    /// What is wrong with the record that `rest` begins with when other records begin inside it.
    func overrun(_ rest: RawSpan) -> String
}

/// A record that cannot be right; it begins where the format stopped.
struct Damage: Error {
    /// What is wrong, one sentence without a full stop.
    var problem: String
    /// The record's length, if that is beyond doubt: the next record begins behind it.
    var length: Int?
    /// Whether the record was used all the same, so that nothing is lost but the part that is wrong.
    var wasRead = false
    /// Whether nothing behind it can be read.
    var isFatal = false

    init(_ problem: String, length: Int? = nil, wasRead: Bool = false, isFatal: Bool = false) {
        self.problem = problem
        self.length = length
        self.wasRead = wasRead
        self.isFatal = isFatal
    }
}

/// How far the search for the end of a damage is.
struct Scan {
    /// So many bytes are searched at a time, and kept together with what the last of them may begin.
    static let window = 1 << 16

    /// Whether the search still stands at the damaged record's first byte.
    var isAtStart = true
}

/// What a search for the end of a damage came to.
enum Recovery {
    /// More bytes are needed; with no more to come, there is no such record.
    case more
    /// A record begins at `position`.
    case found
    /// The damaged record could be read after all; the next one begins at `position`.
    case repaired
}
