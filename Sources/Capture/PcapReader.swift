import Wire

// The classic format, draft-ietf-opsawg-pcap: all numbers in the byte order of the host that wrote the file.
//
//    File header, 24 bytes              Packet record, 16 bytes and the packet
//    0  magic number                    0  seconds since 1970
//    4  major, 6 minor version          4  micro- or nanoseconds
//    8  reserved (time zone)            8  captured length
//    12 reserved (accuracy)             12 original length
//    16 snapshot length                 16 the packet
//    20 FCS length, link type

/// Finds the packets of a pcap file.
struct PcapReader: CaptureFormat {
    static let format = CaptureInfo.Format.pcap
    private(set) var interfaces: [CaptureInfo.Interface] = []
    private(set) var packets = 0

    private let littleEndian: Bool
    private let isNanosecond: Bool
    private var linkType = LinkType.null
    private var hasOldLengths = false

    /// A reader for the file that begins with `start`; nil when that is no magic number of this format.
    init?(start: RawSpan) {
        guard start.byteCount >= 4 else { return nil }
        switch start.uint32(at: 0) {
        case 0xa1b2_c3d4: (littleEndian, isNanosecond) = (false, false)
        case 0xd4c3_b2a1: (littleEndian, isNanosecond) = (true, false)
        case 0xa1b2_3c4d: (littleEndian, isNanosecond) = (false, true)
        case 0x4d3c_b2a1: (littleEndian, isNanosecond) = (true, true)
        default: return nil
        }
    }

    mutating func prepare(_ bytes: RawSpan, _ position: inout Int) throws(Damage) -> Bool {
        guard bytes.byteCount - position >= 24 else { return false }
        let major = bytes.uint16(at: position + 4, littleEndian: littleEndian)
        let minor = bytes.uint16(at: position + 6, littleEndian: littleEndian)
        guard major == 2 else { throw Damage(problem: "version \(major).\(minor) of the pcap format is unknown") }
        // Until version 2.3 some programs wrote the two lengths of a packet the other way round.
        hasOldLengths = minor < 4
        // The high bits tell whether packets end with their Ethernet checksum, and how long it is.
        let link = bytes.uint32(at: position + 20, littleEndian: littleEndian)
        linkType = LinkType(inFile: UInt16(truncatingIfNeeded: link))
        let snapLength = Int(bytes.uint32(at: position + 16, littleEndian: littleEndian))
        interfaces = [.init(name: nil, linkType: linkType, snapLength: snapLength, isNanosecond: isNanosecond)]
        position += 24
        return true
    }

    mutating func index(
        _ bytes: RawSpan, _ position: inout Int, into records: inout ContiguousArray<PacketRecord>
    ) throws(Damage) {
        let unit: Int64 = isNanosecond ? 1 : 1000
        while bytes.byteCount - position >= 16 {
            let seconds = Int64(bytes.uint32(at: position, littleEndian: littleEndian))
            let fraction = Int64(bytes.uint32(at: position + 4, littleEndian: littleEndian))
            let (length, originalLength) = lengths(bytes, position)
            guard length <= CaptureFile.longestPacket else {
                throw Damage(problem: "packet \(packets + 1) claims to have \(length) captured bytes")
            }
            guard length <= bytes.byteCount - position - 16 else { return }
            packets += 1
            records.append(
                PacketRecord(
                    number: packets,
                    // Two 32-bit numbers: at most 8.6e18, inside Int64.
                    time: Timestamp(nanoseconds: seconds * 1_000_000_000 + fraction * unit, isNanosecond: isNanosecond),
                    offset: position + 16, length: length, originalLength: originalLength, interface: 0,
                    linkType: linkType))
            position += 16 + length
        }
    }

    func truncation(_ rest: RawSpan) -> String? {
        if interfaces.isEmpty { return "the file header is cut off: \(rest.byteCount) of its 24 bytes are there" }
        if rest.isEmpty { return nil }
        if rest.byteCount < 16 {
            return "the header of packet \(packets + 1) is cut off: \(rest.byteCount) of its 16 bytes are there"
        }
        return
            "packet \(packets + 1) is cut off: \(rest.byteCount - 16) of its \(lengths(rest, 0).captured) bytes are there"
    }

    @inline(__always)
    private func lengths(_ bytes: RawSpan, _ position: Int) -> (captured: Int, original: Int) {
        let captured = Int(bytes.uint32(at: position + 8, littleEndian: littleEndian))
        let original = Int(bytes.uint32(at: position + 12, littleEndian: littleEndian))
        return hasOldLengths ? (min(captured, original), max(captured, original)) : (captured, original)
    }
}

extension LinkType {
    /// The link type that a file names; 12 and 14 are what some systems wrote for raw IP.
    init(inFile number: UInt16) {
        self = number == 12 || number == 14 ? .raw : LinkType(rawValue: number)
    }
}
