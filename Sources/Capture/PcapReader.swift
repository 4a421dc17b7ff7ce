import Wire

// The classic format, draft-ietf-opsawg-pcap: all numbers in the byte order of the host that wrote the file.
//
//    File header, 24 bytes              Packet record, 16 bytes and the packet
//    0  magic number                    0  seconds since 1970
//    4  major, 6 minor version          4  micro- or nanoseconds
//    8  reserved (time zone)            8  captured length
//    12 reserved (accuracy)             12 original length
//    16 snapshot length                 16 the packet
//    20 FCS length, link type           (modified format: 16 interface, 20 protocol, 22 type, 24 the packet)

/// Finds the packets of a pcap file.
struct PcapReader: CaptureFormat {
    static let format = CaptureInfo.Format.pcap
    private(set) var packets = 0
    // The format has none of them.
    var comments: [PacketComment] = []
    var drops: [PacketDrops] = []
    var names: [NamedAddress] = []
    var secrets: [KeyLogText] = []

    private var interface: CaptureInfo.Interface?
    private var linkType = LinkType.null
    /// How the headers of its packets are read.
    private(set) var records: PcapRecordHeader
    /// The bytes of frame check sequence at the end of each packet, which are cut off.
    private var checkSequenceLength = 0
    private var clock = PcapClock()

    /// A reader for the file that begins with `start`; nil when that is no magic number of this format.
    init?(start: RawSpan) {
        guard start.byteCount >= 4 else { return nil }
        let magic = start.uint32(at: 0)
        switch magic {
        case 0xa1b2_c3d4, 0xd4c3_b2a1: records = .init(littleEndian: magic != 0xa1b2_c3d4)
        case 0xa1b2_3c4d, 0x4d3c_b2a1: records = .init(littleEndian: magic != 0xa1b2_3c4d, isNanosecond: true)
        case 0xa1b2_cd34, 0x34cd_b2a1: records = .init(littleEndian: magic != 0xa1b2_cd34, length: 24)
        default: return nil
        }
    }

    func describe(_ info: inout CaptureInfo) {
        if let interface { info.interfaces = [interface] }
    }

    mutating func prepare(_ bytes: RawSpan, _ position: inout Int, isEnd: Bool) throws(Damage) -> Bool {
        guard bytes.byteCount - position >= 24 else { return false }
        let littleEndian = records.littleEndian
        let major = bytes.uint16(at: position + 4, littleEndian: littleEndian)
        let minor = bytes.uint16(at: position + 6, littleEndian: littleEndian)
        guard major == 2 else {
            throw Damage("version \(major).\(minor) of the pcap format is unknown", isFatal: true)
        }
        // Until version 2.3 some programs wrote the two lengths of a packet the other way round.
        records.hasOldLengths = minor < 4
        // The high bits tell whether packets end with a frame check sequence, and how many 16-bit words it has.
        let link = bytes.uint32(at: position + 20, littleEndian: littleEndian)
        linkType = LinkType(inFile: UInt16(truncatingIfNeeded: link))
        checkSequenceLength = link & 0x0400_0000 == 0 ? 0 : Int(link >> 28) * 2
        let snapLength = Int(bytes.uint32(at: position + 16, littleEndian: littleEndian))
        records.snapLength = snapLength
        var interface = CaptureInfo.Interface(
            name: nil, linkType: linkType, snapLength: snapLength, isNanosecond: records.isNanosecond)
        interface.checkSequenceLength = checkSequenceLength
        self.interface = interface
        position += 24
        return true
    }

    mutating func index(
        _ bytes: RawSpan, _ position: inout Int, into records: inout ContiguousArray<PacketRecord>, isEnd: Bool
    ) throws(Damage) {
        let unit: Int64 = self.records.isNanosecond ? 1 : 1000
        let headerLength = self.records.length
        while bytes.byteCount - position >= headerLength {
            let header = self.records.read(bytes, at: position)
            if !header.isRegular || !clock.isNear(header.seconds) {
                guard try judge(header, bytes, position, isEnd: isEnd) else { return }
            }
            guard header.captured <= bytes.byteCount - position - headerLength else { return }
            clock.advance(to: header.seconds)
            packets += 1
            var (length, originalLength) = (header.captured, header.original)
            if checkSequenceLength != 0 {
                originalLength = max(0, originalLength - checkSequenceLength)
                length = min(length, originalLength)
            }
            records.append(
                PacketRecord(
                    number: packets,
                    // Two 32-bit numbers: at most 8.6e18, inside Int64.
                    time: Timestamp(
                        nanoseconds: header.seconds * 1_000_000_000 + header.fraction * unit,
                        isNanosecond: self.records.isNanosecond),
                    offset: position + headerLength, length: length, originalLength: originalLength, interface: 0,
                    linkType: linkType))
            position += headerLength + header.captured
        }
    }

    // MARK: Damage

    /// Judges a record that is unusual: a clock that was set, a length cut by hand and the like happen, but then the
    /// next record follows where this one ends.
    ///
    /// - Returns: whether it can be read; false when more bytes are needed to know.
    @inline(never)
    private func judge(
        _ header: PcapRecordHeader.Values, _ bytes: RawSpan, _ position: Int, isEnd: Bool
    ) throws(Damage) -> Bool {
        guard header.captured <= CaptureFile.longestPacket else {
            throw Damage("packet \(packets + 1) claims to have \(header.captured) captured bytes")
        }
        let next = position + records.length + header.captured
        guard next + records.length <= bytes.byteCount else {
            // The end of the file proves nothing about a length that may have swallowed packets.
            guard isEnd, next <= bytes.byteCount, hidesRecords(bytes, position) else { return isEnd }
            throw Damage(overrun(bytes.extracting(droppingFirst: position)))
        }
        let successor = records.read(bytes, at: next)
        if successor.captured <= CaptureFile.longestPacket, !successor.isBlank,
            packets > 0 && clock.isNear(successor.seconds) || PcapClock.isNear(successor.seconds, header.seconds)
                || successor.captured == successor.original && successor.captured > 0
        {
            return true
        }
        throw Damage(
            "packet \(packets + 1) claims to have \(header.captured) captured bytes of \(header.original), but no packet "
                + "follows there")
    }

    private func hidesRecords(_ bytes: RawSpan, _ position: Int) -> Bool {
        var (scout, from, scan) = (self, position, Scan())
        if case .found = scout.resynchronize(bytes, &from, &scan, isEnd: true) { return true }
        return false
    }

    func resynchronize(_ bytes: RawSpan, _ position: inout Int, _ scan: inout Scan, isEnd: Bool) -> Recovery {
        let ahead = CaptureFile.longestPacket + 2 * records.length
        while isEnd || bytes.byteCount - position >= Scan.window + ahead {
            let end = min(position + Scan.window, bytes.byteCount)
            // The damaged record itself is not what is looked for.
            for start in (position + (scan.isAtStart ? 1 : 0))..<max(end, position + 1)
            where isCredible(bytes, at: start, isEnd: isEnd) {
                position = start
                return .found
            }
            scan.isAtStart = false
            position = end
            if end == bytes.byteCount { return .more }
        }
        return .more
    }

    /// Whether a record that could follow those read begins at `start`.
    ///
    /// It is at the same time of the capture and of equal lengths, or else another one, or the file's end, follows it.
    private func isCredible(_ bytes: RawSpan, at start: Int, isEnd: Bool) -> Bool {
        guard start + records.length <= bytes.byteCount else { return false }
        let header = records.read(bytes, at: start)
        guard header.isCredible, clock.mayGoOn(header.seconds) else { return false }
        let next = start + records.length + header.captured
        if packets > 0, header.isRegular, clock.isNear(header.seconds), next <= bytes.byteCount { return true }
        guard next + records.length <= bytes.byteCount else {
            // At the file's end a whole last record, in front of less than a header.
            return isEnd && next <= bytes.byteCount
        }
        let successor = records.read(bytes, at: next)
        return successor.isCredible && PcapClock.isNear(successor.seconds, header.seconds)
    }

    func truncation(_ rest: RawSpan) -> String? {
        if interface == nil { return "the file header is cut off: \(rest.byteCount) of its 24 bytes are there" }
        if rest.isEmpty { return nil }
        let length = records.length
        if rest.byteCount < length {
            return "the header of packet \(packets + 1) is cut off: \(rest.byteCount) of its \(length) bytes are there"
        }
        let captured = records.read(rest, at: 0).captured
        return "packet \(packets + 1) is cut off: \(rest.byteCount - length) of its \(captured) bytes are there"
    }

    func overrun(_ rest: RawSpan) -> String {
        guard rest.byteCount >= records.length else { return "the bytes after the last packet are not a packet" }
        return "packet \(packets + 1) claims to have \(records.read(rest, at: 0).captured) captured bytes, but other "
            + "packets begin inside it"
    }
}

extension LinkType {
    /// The link type that a file names; 12 and 14 are what some systems wrote for raw IP.
    init(inFile number: UInt16) {
        self = number == 12 || number == 14 ? .raw : LinkType(rawValue: number)
    }
}
