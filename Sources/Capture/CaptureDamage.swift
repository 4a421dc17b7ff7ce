/// What of a capture file could not be read, and was passed over.
public struct CaptureDamage: Hashable, Sendable {
    /// One run of bytes that makes no sense.
    public struct Place: Hashable, Sendable {
        /// Where it begins in the file.
        public var offset: Int
        /// How many bytes were passed over; 0 where a record was read in spite of a part that makes no sense.
        public var bytes: Int
        /// The number of the last packet in front of it; 0 if there is none.
        public var packet: Int
        /// What is wrong there, one sentence without a full stop.
        public var problem: String
    }

    /// So many places are kept.
    public static let limit = 16

    /// How many places there are.
    public private(set) var count = 0
    /// How many bytes were passed over in all of them.
    public private(set) var bytes = 0
    /// The first places.
    public private(set) var first: [Place] = []

    /// How many bytes at the end of the file are the beginning of a record whose rest is missing.
    public var truncated = 0

    /// No damage.
    public init() {}

    /// Whether everything could be read.
    public var isEmpty: Bool { count == 0 }

    /// What was lost by cause, for the summary: `damaged-places` and `damaged-bytes`, `truncated-bytes` at the end.
    public var unreadable: [String: Int] {
        var causes: [String: Int] = isEmpty ? [:] : ["damaged-places": count, "damaged-bytes": bytes]
        if truncated > 0 { causes["truncated-bytes"] = truncated }
        return causes
    }

    /// Adds a place behind those that are there.
    public mutating func add(_ place: Place) {
        count += 1
        bytes += place.bytes
        if first.count < Self.limit { first.append(place) }
    }

    /// Adds the places of another file.
    mutating func add(_ other: CaptureDamage) {
        count += other.count
        bytes += other.bytes
        truncated += other.truncated
        first += other.first.prefix(Self.limit - first.count)
    }

    /// What became of the packets of a file that had so many.
    func advice(packets: Int) -> String {
        guard packets > 0 else { return "No packet was found before or after it." }
        let was = "\(bytes) \(bytes == 1 ? "byte was" : "bytes were") passed over"
        let last = first.last?.packet ?? 0
        if count == 1 {
            return packets > last
                ? "\(was); the packets before and after it were read."
                : "\(was); the packets before it were read."
        }
        return "There are \(count) such places, \(was); the packets before, between and after them were read."
    }
}
