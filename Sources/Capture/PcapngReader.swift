import Wire

// The block format, draft-ietf-opsawg-pcapng: all numbers in the byte order of the section.
//
//    Every block                        The blocks of packets, and where their parts begin
//    0  type                            6 enhanced packet: 8 interface, 12 time, 20 captured, 24 original, 28 packet,
//    4  length of the block               options 1 comment, 2 flags, 4 packets lost in front of it
//    8  body, padded to 4 bytes         3 simple packet: 8 original length, 12 packet
//    …  length of the block, again      2 packet (obsolete): 8 interface, 10 drops, then as in 6

/// Finds the packets of a pcapng file.
struct PcapngReader: CaptureFormat {
    static let format = CaptureInfo.Format.pcapng
    private(set) var packets = 0
    var comments: [PacketComment] = []
    var drops: [PacketDrops] = []
    var names: [NamedAddress] = []
    var secrets: [KeyLogText] = []

    /// What reading a packet needs to know of its interface.
    struct Port {
        var clock: TimeResolution
        var linkType: LinkType
        var snapLength: Int
        var checkSequenceLength: Int
    }

    var ports: [Port] = []
    var about = PcapngDescription()
    var hasSection = false
    var littleEndian = false
    /// A block larger than a slab that is being passed over.
    private var passing: Passing?
    /// The time of the last packet that has one: simple packets have none.
    private var lastTime = Timestamp(nanoseconds: 0, isNanosecond: false)

    /// A block that is larger than a slab.
    private struct Passing {
        /// How much of it is still to come.
        var left: Int
        let length: Int
        /// What of it is kept, from its first byte on: all of a block of secrets, nothing of others.
        var kept: [UInt8]?
    }

    /// Larger blocks are no blocks; Wireshark draws the line here too.
    private static let longestBlock = 1 << 24

    /// Whether a file that begins with these bytes is of this format.
    static func begins(_ bytes: RawSpan) -> Bool {
        bytes.byteCount >= 4 && bytes.uint32(at: 0) == BlockType.sectionHeader
    }

    func describe(_ info: inout CaptureInfo) { about.describe(&info) }

    mutating func prepare(_ bytes: RawSpan, _ position: inout Int, isEnd: Bool) throws(Damage) -> Bool {
        while let block = try nextBlock(bytes, &position, isEnd: isEnd) {
            if BlockType.isPacket(block.type) { return true }
            try read(block, bytes)
            try checkEnd(of: block, bytes)
            position += block.length
        }
        return false
    }

    mutating func index(
        _ bytes: RawSpan, _ position: inout Int, into records: inout ContiguousArray<PacketRecord>, isEnd: Bool
    ) throws(Damage) {
        while let block = try nextBlock(bytes, &position, isEnd: isEnd) {
            if BlockType.isPacket(block.type) {
                records.append(try packet(block, bytes))
            } else {
                try read(block, bytes)
            }
            if block.hasWrongEnd { try checkEnd(of: block, bytes) }
            position += block.length
        }
    }

    func truncation(_ rest: RawSpan) -> String? {
        if let passing {
            return
                "a block is cut off: \(passing.length - passing.left + rest.byteCount) of its \(passing.length) bytes are there"
        }
        if rest.isEmpty { return hasSection ? nil : "the section header is missing" }
        let what =
            !hasSection
            ? "the section header"
            : packets == 0 ? "a block before the packets" : "the block after packet \(packets)"
        guard rest.byteCount >= 8, hasSection else {
            return "\(what) is cut off: \(rest.byteCount) bytes of it are there"
        }
        let type = rest.uint32(at: 0, littleEndian: littleEndian)
        let length = rest.uint32(at: 4, littleEndian: littleEndian)
        let name = BlockType.isPacket(type) ? "packet \(packets + 1)" : what
        return "\(name) is cut off: \(rest.byteCount) of the \(length) bytes of its block are there"
    }

    func overrun(_ rest: RawSpan) -> String {
        guard rest.byteCount >= 8 else { return "between two blocks there are bytes that belong to none" }
        let type = rest.uint32(at: 0, littleEndian: littleEndian)
        let length = rest.uint32(at: 4, littleEndian: littleEndian)
        return "\(BlockType.name(type)) claims to have \(length) bytes, but other blocks begin inside it"
    }

    // MARK: Blocks

    /// The next block, if it is there as a whole; blocks that are larger than a slab are passed over.
    private mutating func nextBlock(
        _ bytes: RawSpan, _ position: inout Int, isEnd: Bool
    ) throws(Damage) -> PcapngBlock? {
        if passing != nil {
            guard try pass(bytes, &position) else { return nil }
        }
        while true {
            let available = bytes.byteCount - position
            guard available >= 8 else { return nil }
            let type = bytes.uint32(at: position, littleEndian: littleEndian)
            // The type of a section header reads the same in both byte orders: its body tells which one holds.
            if type == BlockType.sectionHeader {
                guard available >= 12 else { return nil }
                try readByteOrder(bytes, position)
            } else if !hasSection {
                throw Damage("the file does not begin with a section header")
            }
            let length = Int(bytes.uint32(at: position + 4, littleEndian: littleEndian))
            guard length >= BlockType.shortest(type), length % 4 == 0 else {
                throw Damage("\(BlockType.name(type)) claims to have \(length) bytes")
            }
            guard length <= PacketSlab.capacity else {
                // Arbitrary bytes are no reason to pass over so much.
                guard BlockType.isKnown(type), !BlockType.isNeeded(type), length <= Self.longestBlock else {
                    throw Damage("\(BlockType.name(type)) claims to have \(length) bytes")
                }
                let isKept = type == BlockType.secrets
                if !isKept { about.countOther(type) }
                passing = Passing(left: length, length: length, kept: isKept ? [] : nil)
                guard try pass(bytes, &position) else { return nil }
                continue
            }
            guard length <= available else { return nil }
            let block = PcapngBlock(type: type, start: position, length: length)
            guard bytes.uint32(at: block.end, littleEndian: littleEndian) == length else {
                return try mismatched(block, bytes, isEnd: isEnd)
            }
            return block
        }
    }

    /// A block whose two lengths differ: the first one is right if another block follows there.
    @inline(never)
    private func mismatched(_ block: PcapngBlock, _ bytes: RawSpan, isEnd: Bool) throws(Damage) -> PcapngBlock? {
        let next = block.start + block.length
        if next + 8 > bytes.byteCount, !isEnd, block.length + 8 <= PacketSlab.capacity { return nil }
        guard follows(bytes, at: next, littleEndian: littleEndian, isEnd: isEnd, isKnown: true) else {
            throw Damage(wrongEnd(block, bytes))
        }
        var block = block
        block.hasWrongEnd = true
        return block
    }

    private func checkEnd(of block: PcapngBlock, _ bytes: RawSpan) throws(Damage) {
        guard block.hasWrongEnd else { return }
        throw Damage(wrongEnd(block, bytes), length: block.length, wasRead: true)
    }

    private func wrongEnd(_ block: PcapngBlock, _ bytes: RawSpan) -> String {
        let again = bytes.uint32(at: block.end, littleEndian: littleEndian)
        return "\(BlockType.name(block.type)) has the lengths \(block.length) at its start and \(again) at its end"
    }

    /// Passes over the bytes of a block that is larger than a slab; true when its end was reached.
    private mutating func pass(_ bytes: RawSpan, _ position: inout Int) throws(Damage) -> Bool {
        guard let (left, length) = passing.map({ ($0.left, $0.length) }) else { return true }
        let step = min(left - 4, bytes.byteCount - position)
        passing?.kept?.append(copying: bytes.extracting(position..<(position + step)))
        position += step
        passing?.left = left - step
        guard left - step == 4, bytes.byteCount - position >= 4 else { return false }
        let again = bytes.uint32(at: position, littleEndian: littleEndian)
        let kept = passing?.kept
        passing = nil
        guard again == length else {
            throw Damage("a block has the lengths \(length) at its start and \(again) at its end")
        }
        position += 4
        if let kept {
            let block = PcapngBlock(type: BlockType.secrets, start: 0, length: length)
            try about.readSecrets(block, kept.rawSpan, littleEndian: littleEndian, into: &secrets)
        }
        return true
    }

    private mutating func readByteOrder(_ bytes: RawSpan, _ position: Int) throws(Damage) {
        if let order = bytes.isLittleEndianSection(at: position) {
            littleEndian = order
            return
        }
        // A header's length is far below 65,536: the order in which it is.
        if !hasSection { littleEndian = bytes.uint32(at: position + 4) >= 1 << 16 }
        let magic = String(bytes.uint32(at: position + 8), radix: 16)
        throw Damage("the section header has the byte-order magic \(magic)")
    }

    /// Reads a block that is not a packet.
    mutating func read(_ block: PcapngBlock, _ bytes: RawSpan) throws(Damage) {
        switch block.type {
        case BlockType.sectionHeader:
            hasSection = true
            try about.readSection(block, bytes, littleEndian: littleEndian)
        case BlockType.interface:
            var clock = TimeResolution()
            defer {
                if about.interfaces.count > ports.count, let interface = about.interfaces.last {
                    ports.append(
                        Port(
                            clock: clock, linkType: interface.linkType, snapLength: interface.snapLength,
                            checkSequenceLength: interface.checkSequenceLength))
                }
            }
            try about.readInterface(block, bytes, littleEndian: littleEndian, clock: &clock)
        case BlockType.names: try about.readNames(block, bytes, littleEndian: littleEndian, into: &names)
        case BlockType.statistics: try about.readStatistics(block, bytes, littleEndian: littleEndian)
        case BlockType.secrets: try about.readSecrets(block, bytes, littleEndian: littleEndian, into: &secrets)
        default: about.countOther(block.type)
        }
    }

    // MARK: Packets

    @inline(__always)
    private mutating func packet(_ block: PcapngBlock, _ bytes: RawSpan) throws(Damage) -> PacketRecord {
        if block.type == BlockType.simplePacket { return try simplePacket(block, bytes) }
        let isObsolete = block.type == BlockType.obsoletePacket
        let interface =
            isObsolete
            ? Int(bytes.uint16(at: block.start + 8, littleEndian: littleEndian))
            : Int(bytes.uint32(at: block.start + 8, littleEndian: littleEndian))
        let index = try interfaceIndex(interface, block)
        let high = UInt64(bytes.uint32(at: block.start + 12, littleEndian: littleEndian))
        let low = UInt64(bytes.uint32(at: block.start + 16, littleEndian: littleEndian))
        let captured = Int(bytes.uint32(at: block.start + 20, littleEndian: littleEndian))
        guard captured <= block.length - 32, captured <= CaptureFile.longestPacket else {
            throw tooLong(captured, block)
        }
        lastTime = ports[index].clock.time(high << 32 | low)
        packets += 1
        var record = PacketRecord(
            number: packets, time: lastTime, offset: block.start + 28, length: captured,
            originalLength: Int(bytes.uint32(at: block.start + 24, littleEndian: littleEndian)), interface: index,
            linkType: ports[index].linkType)
        let options = block.start + 28 + (captured + 3) & ~3
        if ports[index].checkSequenceLength != 0 || isObsolete || block.end - options >= 4 {
            readMore(of: &record, block, bytes, options: options, isObsolete: isObsolete)
        }
        return record
    }

    /// A packet of the section's first interface, without a time: it is given that of the packet before.
    private mutating func simplePacket(_ block: PcapngBlock, _ bytes: RawSpan) throws(Damage) -> PacketRecord {
        let index = try interfaceIndex(0, block)
        let original = Int(bytes.uint32(at: block.start + 8, littleEndian: littleEndian))
        let snapLength = ports[index].snapLength
        // The captured length is not stored: the padding of the block hides up to three bytes.
        let captured = snapLength == 0 ? original : min(original, snapLength)
        guard captured <= block.length - 16, captured <= CaptureFile.longestPacket else {
            throw tooLong(captured, block)
        }
        packets += 1
        var record = PacketRecord(
            number: packets, time: lastTime, offset: block.start + 12, length: captured, originalLength: original,
            interface: index, linkType: ports[index].linkType)
        Self.cut(ports[index].checkSequenceLength, of: &record)
        return record
    }

    /// Reads what few packets have: options, the count of drops in an obsolete block, a frame check sequence.
    @inline(never)
    private mutating func readMore(
        of record: inout PacketRecord, _ block: PcapngBlock, _ bytes: RawSpan, options start: Int, isObsolete: Bool
    ) {
        var checkSequenceLength = ports[record.interface].checkSequenceLength
        if isObsolete {
            let drops = bytes.uint16(at: block.start + 10, littleEndian: littleEndian)
            // All ones where nobody counted.
            if drops != .max { add(drops: UInt64(drops), before: record) }
        }
        var options = OptionCursor(from: start, to: block.end, littleEndian: littleEndian)
        var kept = 0
        // The packet stands in front of its options: it is right whatever they are.
        while let (code, value) = try? options.next(bytes) {
            switch (code, value.count) {
            case (1, 1...) where kept < PacketComment.limit:
                let text = bytes.extracting(value).text(atMost: CaptureInfo.textLimit)
                comments.append(PacketComment(packet: record.number, time: record.time, text: text))
                kept += 1
            case (2, 4):
                // Bits 5 to 8 of the flags: the length of the check sequence in bytes, 0 where it is not known.
                let flags = bytes.uint32(at: value.lowerBound, littleEndian: littleEndian)
                if flags >> 5 & 0xf != 0 { checkSequenceLength = Int(flags >> 5 & 0xf) }
            case (4, 8) where !isObsolete:
                add(drops: bytes.uint64(at: value.lowerBound, littleEndian: littleEndian), before: record)
            default: break
            }
        }
        Self.cut(checkSequenceLength, of: &record)
    }

    private mutating func add(drops count: UInt64, before record: PacketRecord) {
        guard count != 0 else { return }
        about.addDrops(count, interface: record.interface)
        // A file may claim any number: sums of these stay in bounds.
        let lost = Int(min(count, UInt64(Int32.max)))
        drops.append(PacketDrops(packet: record.number, time: record.time, count: lost))
    }

    /// Cuts the frame check sequence off a packet, as far as it was captured.
    private static func cut(_ checkSequenceLength: Int, of record: inout PacketRecord) {
        record.originalLength = max(0, record.originalLength - checkSequenceLength)
        record.length = min(record.length, record.originalLength)
    }

    @inline(__always)
    private func interfaceIndex(_ inSection: Int, _ block: PcapngBlock) throws(Damage) -> Int {
        guard inSection < ports.count - about.sectionStart else {
            throw Damage(
                "packet \(packets + 1) names interface \(inSection), but its section describes "
                    + "\(ports.count - about.sectionStart)", length: block.length)
        }
        return about.sectionStart + inSection
    }

    private func tooLong(_ captured: Int, _ block: PcapngBlock) -> Damage {
        Damage(
            "packet \(packets + 1) claims to have \(captured) captured bytes, in a block of \(block.length)",
            length: block.length)
    }
}
