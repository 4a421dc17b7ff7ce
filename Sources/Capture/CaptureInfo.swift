public import Wire

/// What a capture says about itself.
///
/// All texts come from the file: they are at most `textLimit` bytes long, and must be escaped before they are shown.
public struct CaptureInfo: Hashable, Sendable {
    /// The longest text that is kept, in bytes of UTF-8; longer ones are cut.
    public static let textLimit = 4096

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
        /// What it is, in words.
        public var summary: String?
        /// The capture filter, in the language of pcap-filter.
        public var filter: String?
        /// Its speed in bits per second.
        public var speed: UInt64?
        /// What a person wrote about it.
        public var comments: [String] = []
        /// What the capturing system counted, if it did.
        public var statistics: Statistics?
        /// The bytes of frame check sequence at the end of its packets; the packets given don't have them any more.
        public var checkSequenceLength = 0
        /// Packets that were lost in front of others, as those tell.
        public var droppedBetweenPackets: UInt64 = 0

        /// An interface with these properties.
        public init(name: String?, linkType: LinkType, snapLength: Int, isNanosecond: Bool = false) {
            self.name = name
            self.linkType = linkType
            self.snapLength = snapLength
            self.isNanosecond = isNanosecond
        }

        /// How many packets passed it that the capture has not, as far as it tells.
        public var dropped: UInt64 {
            max(droppedBetweenPackets, statistics?.dropped ?? 0)
        }
    }

    /// What a capturing system counted on an interface, from the start to the end of the capture.
    public struct Statistics: Hashable, Sendable {
        /// Packets received by the interface.
        public var received: UInt64?
        /// Packets lost by the interface for want of room.
        public var droppedByInterface: UInt64?
        /// Packets that the capture filter let pass.
        public var accepted: UInt64?
        /// Packets lost by the operating system for want of room.
        public var droppedBySystem: UInt64?

        /// Statistics that know nothing.
        public init() {}

        /// The packets lost by both; the largest number if there are more than it holds.
        public var dropped: UInt64 {
            let (sum, overflow) = (droppedByInterface ?? 0).addingReportingOverflow(droppedBySystem ?? 0)
            return overflow ? .max : sum
        }
    }

    /// Who wrote a part of the file, and where.
    public struct Section: Hashable, Sendable {
        /// The hardware.
        public var hardware: String?
        /// The operating system.
        public var system: String?
        /// The program.
        public var application: String?
        /// What a person wrote about it.
        public var comments: [String] = []

        /// A section that says nothing.
        public init() {}
    }

    /// The file's name as it was given, `-` for standard input, or the live interface's name.
    public var file: String
    /// The names of all files, as they were given, where there are several: `file` is the first of them.
    public var files: [String]
    /// The container; of several files that of the first one.
    public var format: Format
    /// The interfaces so far; a classic file has one.
    public var interfaces: [Interface]
    /// The parts of the file so far, the first 64 of them.
    public var sections: [Section] = []
    /// How many blocks of decryption secrets were read so far, by kind: `tls-key-log`.
    ///
    /// The keys themselves come with the packets, in `PacketSlab.secrets`.
    public var secrets: [String: Int] = [:]
    /// How many blocks were passed over because they hold nothing that is read, by kind: `custom`, `block-77`.
    public var otherBlocks: [String: Int] = [:]
    /// What of the file could not be read.
    public var damage = CaptureDamage()
    /// What happened to the file on its way, and was undone.
    public var transfer = CaptureTransfer()

    /// A description with these parts.
    public init(file: String, format: Format, interfaces: [Interface], files: [String] = []) {
        self.file = file
        self.files = files
        self.format = format
        self.interfaces = interfaces
    }

    /// How many sections are kept, and how many kinds of blocks of several files.
    static let mostSections = 64

    /// Adds what another file says about itself, but its name and its interfaces.
    mutating func add(_ other: CaptureInfo) {
        sections += other.sections.prefix(Self.mostSections - sections.count)
        for (kind, count) in other.secrets where secrets.count < Self.mostSections || secrets[kind] != nil {
            secrets[kind, default: 0] += count
        }
        for (kind, count) in other.otherBlocks where otherBlocks.count < Self.mostSections || otherBlocks[kind] != nil {
            otherBlocks[kind, default: 0] += count
        }
        damage.add(other.damage)
        transfer.add(other.transfer)
    }
}
