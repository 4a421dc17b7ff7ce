import Wire

/// Reads the headers of packet records as one pcap file has them, and tells which make sense.
struct PcapRecordHeader {
    /// Whether the numbers are in little-endian order.
    let littleEndian: Bool
    /// Whether the second number of a time is nanoseconds, not microseconds.
    let isNanosecond: Bool
    /// The bytes of a header: 16, in the modified format 24.
    let length: Int
    /// Whether the two lengths of a packet may stand the other way round.
    var hasOldLengths = false
    /// The snapshot length that the file claims; 0 for none.
    var snapLength = 0

    init(littleEndian: Bool, isNanosecond: Bool = false, length: Int = 16) {
        self.littleEndian = littleEndian
        self.isNanosecond = isNanosecond
        self.length = length
    }

    /// The numbers of one header.
    struct Values {
        var seconds: Int64
        var fraction: Int64
        var captured: Int
        var original: Int
        /// Whether it looks like nearly every header that programs write: a time within its second, and a packet kept
        /// whole or cut at the snapshot length.
        var isRegular: Bool
        /// The fraction's end: a million or a thousand million.
        var fractionLimit: Int64

        /// Whether all is 0: a header of nothing, as a hole in a file gives it.
        var isBlank: Bool { seconds == 0 && fraction == 0 && captured == 0 && original == 0 }

        /// Whether it can be told from arbitrary bytes.
        var isCredible: Bool {
            fraction < fractionLimit && captured > 0 && captured <= original && original <= CaptureFile.longestPacket
        }
    }

    /// The header at `position`, which is there as a whole.
    @inline(__always)
    func read(_ bytes: RawSpan, at position: Int) -> Values {
        let seconds = Int64(bytes.uint32(at: position, littleEndian: littleEndian))
        let fraction = Int64(bytes.uint32(at: position + 4, littleEndian: littleEndian))
        var captured = Int(bytes.uint32(at: position + 8, littleEndian: littleEndian))
        var original = Int(bytes.uint32(at: position + 12, littleEndian: littleEndian))
        if hasOldLengths, captured > original { swap(&captured, &original) }
        let limit: Int64 = isNanosecond ? 1_000_000_000 : 1_000_000
        let isRegular =
            fraction < limit && captured <= CaptureFile.longestPacket
            && (captured == original && captured > 0 || captured == snapLength && captured < original)
        return Values(
            seconds: seconds, fraction: fraction, captured: captured, original: original, isRegular: isRegular,
            fractionLimit: limit)
    }
}

/// The times of the packets read so far, against which those of others are judged.
struct PcapClock {
    /// The seconds of the last packet; nil in front of the first.
    private var last: Int64?
    /// The seconds of the last packet that was near the one before it: a damaged time is not taken for the course of
    /// the capture.
    private var steady: Int64?

    private static let day: Int64 = 86_400
    /// A capture that pauses for longer than this is not found again behind damage.
    private static let year: Int64 = 366 * day

    /// Whether two times are within a day of each other.
    @inline(__always)
    static func isNear(_ time: Int64, _ other: Int64) -> Bool {
        abs(time - other) <= day
    }

    /// Whether a packet of this time is within a day of the last one; every time is for the first.
    @inline(__always)
    func isNear(_ time: Int64) -> Bool {
        guard let last else { return true }
        return Self.isNear(time, last)
    }

    /// Notes the time of a packet.
    @inline(__always)
    mutating func advance(to time: Int64) {
        if isNear(time) { steady = time }
        last = time
    }

    /// Whether a capture may go on with this time: from a day before to a year behind what was read.
    func mayGoOn(_ time: Int64) -> Bool {
        guard let last, let steady else { return true }
        return (-Self.day...Self.year).contains(time - last) || (-Self.day...Self.year).contains(time - steady)
    }
}
