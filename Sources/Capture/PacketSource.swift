public import Wire

/// What gives packets: a capture file, a pipe, a live interface.
public protocol PacketSource: AnyObject {
    /// What is known about the capture so far.
    var info: CaptureInfo { get }

    /// Replaces the packets of `slab` by the next ones.
    ///
    /// - Returns: whether there may be more packets; with `false` the slab is empty and the source is done. A live
    ///   source returns `true` with an empty slab when nothing came for a while.
    /// - Throws: `CaptureError` when the capture is damaged here. What could be read before was given by earlier calls.
    func fill(_ slab: PacketSlab) throws(CaptureError) -> Bool

    /// How much was read so far; nil where that says nothing, as live.
    var progress: ReadingProgress? { get }
    /// Whether the reading ended because it was told to, before the end of the capture.
    var wasStopped: Bool { get }
    /// Why some of several files could not be read, or not to their ends: those that were met so far.
    var problems: [CaptureError] { get }
}

extension PacketSource {
    /// Nothing to tell.
    public var progress: ReadingProgress? { nil }
    /// It was not.
    public var wasStopped: Bool { false }
    /// None: `fill` throws what is wrong with a single file.
    public var problems: [CaptureError] { [] }
}

/// How much of a capture was read, in bytes as they are stored: of a compressed file those of the file.
public struct ReadingProgress: Hashable, Sendable {
    /// How many bytes were read.
    public var bytes: Int
    /// How many there are; nil for a pipe.
    public var total: Int?

    /// So many bytes of so many.
    public init(bytes: Int, total: Int?) {
        self.bytes = bytes
        self.total = total
    }
}

/// What a capture says about itself.
public struct CaptureInfo: Hashable, Sendable {
    /// The container: how the packets are stored.
    public enum Format: String, Hashable, Sendable {
        /// libpcap's classic format.
        case pcap
        /// The block format of draft-ietf-opsawg-pcapng.
        case pcapng
        /// No file: packets from an interface.
        case live
    }

    /// An interface that packets were captured on.
    public struct Interface: Hashable, Sendable {
        /// Its name, if the capture has it.
        public var name: String?
        /// The outermost header of its packets.
        public var linkType: LinkType
        /// The largest number of bytes kept of a packet; 0 for no limit.
        public var snapLength: Int
        /// Whether its clock is finer than a microsecond.
        public var isNanosecond: Bool

        /// An interface with these properties.
        public init(name: String?, linkType: LinkType, snapLength: Int, isNanosecond: Bool = false) {
            self.name = name
            self.linkType = linkType
            self.snapLength = snapLength
            self.isNanosecond = isNanosecond
        }
    }

    /// The file's name as it was given, `-` for standard input, or the live interface's name.
    public var file: String
    /// The names of all files, as they were given, where there are several: `file` is the first of them.
    public var files: [String]
    /// The container; of several files that of the first one.
    public var format: Format
    /// The interfaces so far; a classic file has one.
    public var interfaces: [Interface]

    /// A description with these parts.
    public init(file: String, format: Format, interfaces: [Interface], files: [String] = []) {
        self.file = file
        self.files = files
        self.format = format
        self.interfaces = interfaces
    }
}
