import Wire

// The block format, draft-ietf-opsawg-pcapng: all numbers in the byte order of the section.
//
//    Every block                        Its types, and where their parts begin
//    0  type                            0x0A0D0D0A section header: 8 magic, 12 version, 16 section length, 24 options
//    4  length of the block             1 interface: 8 link type, 12 snapshot length, 16 options
//    8  body, padded to 4 bytes         6 enhanced packet: 8 interface, 12 time, 20 captured, 24 original, 28 packet
//    …  length of the block, again      3 simple packet: 8 original length, 12 packet
//                                       2 packet (obsolete): 8 interface, 10 drops, then as in 6

/// Finds the packets of a pcapng file.
struct PcapngReader: CaptureFormat {
    static let format = CaptureInfo.Format.pcapng
    private(set) var interfaces: [CaptureInfo.Interface] = []
    private(set) var packets = 0

    /// How the clock of each interface counts.
    private var clocks: [TimeResolution] = []
    /// Interfaces are numbered anew in every section: the number of those of the sections before.
    private var sectionStart = 0
    private var hasSection = false
    private var littleEndian = false
    /// A block larger than a slab that is being passed over: how much of it is left, and its length.
    private var passing: (left: Int, length: Int)?
    /// The time of the last packet that has one: simple packets have none.
    private var lastTime = Timestamp(nanoseconds: 0, isNanosecond: false)

    /// Whether a file that begins with these bytes is of this format.
    static func begins(_ bytes: RawSpan) -> Bool {
        bytes.byteCount >= 4 && bytes.uint32(at: 0) == BlockType.sectionHeader
    }

    mutating func prepare(_ bytes: RawSpan, _ position: inout Int) throws(Damage) -> Bool {
        while let block = try nextBlock(bytes, &position) {
            if BlockType.isPacket(block.type) { return true }
            try read(block, bytes)
            position += block.length
        }
        return false
    }

    mutating func index(
        _ bytes: RawSpan, _ position: inout Int, into records: inout ContiguousArray<PacketRecord>
    ) throws(Damage) {
        while let block = try nextBlock(bytes, &position) {
            if BlockType.isPacket(block.type) {
                records.append(try packet(block, bytes))
            } else {
                try read(block, bytes)
            }
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
            : packets == 0 ? "a block in front of the packets" : "the block behind packet \(packets)"
        guard rest.byteCount >= 8, hasSection else {
            return "\(what) is cut off: \(rest.byteCount) bytes of it are there"
        }
        let type = rest.uint32(at: 0, littleEndian: littleEndian)
        let length = rest.uint32(at: 4, littleEndian: littleEndian)
        let name = BlockType.isPacket(type) ? "packet \(packets + 1)" : what
        return "\(name) is cut off: \(rest.byteCount) of the \(length) bytes of its block are there"
    }

    // MARK: Blocks

    private struct Block {
        var type: UInt32
        var start: Int
        var length: Int
        /// The body lies between the 8 bytes of type and length and the 4 bytes of the second length.
        var end: Int { start + length - 4 }
    }

    /// The next block, if it is there as a whole; blocks that are larger than a slab are passed over.
    private mutating func nextBlock(_ bytes: RawSpan, _ position: inout Int) throws(Damage) -> Block? {
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
                try readByteOrder(bytes.uint32(at: position + 8))
            } else if !hasSection {
                throw Damage(problem: "the file does not begin with a section header")
            }
            let length = Int(bytes.uint32(at: position + 4, littleEndian: littleEndian))
            guard length >= BlockType.shortest(type), length % 4 == 0 else {
                throw Damage(problem: "\(BlockType.name(type)) claims to have \(length) bytes")
            }
            guard length <= PacketSlab.capacity else {
                guard !BlockType.isRead(type) else {
                    throw Damage(problem: "\(BlockType.name(type)) claims to have \(length) bytes")
                }
                passing = (length, length)
                guard try pass(bytes, &position) else { return nil }
                continue
            }
            guard length <= available else { return nil }
            let again = bytes.uint32(at: position + length - 4, littleEndian: littleEndian)
            guard again == length else {
                throw Damage(
                    problem: "\(BlockType.name(type)) has the lengths \(length) at its start and \(again) at its end")
            }
            return Block(type: type, start: position, length: length)
        }
    }

    /// Passes over the bytes of a block that is larger than a slab; true when its end was reached.
    private mutating func pass(_ bytes: RawSpan, _ position: inout Int) throws(Damage) -> Bool {
        guard let (left, length) = passing else { return true }
        let step = min(left - 4, bytes.byteCount - position)
        position += step
        passing = (left - step, length)
        guard left - step == 4, bytes.byteCount - position >= 4 else { return false }
        let again = bytes.uint32(at: position, littleEndian: littleEndian)
        guard again == length else {
            throw Damage(problem: "a block has the lengths \(length) at its start and \(again) at its end")
        }
        position += 4
        passing = nil
        return true
    }

    private mutating func readByteOrder(_ magic: UInt32) throws(Damage) {
        switch magic {
        case 0x1a2b_3c4d: littleEndian = false
        case 0x4d3c_2b1a: littleEndian = true
        default: throw Damage(problem: "the section header has the byte-order magic \(String(magic, radix: 16))")
        }
    }

    /// Reads a block that is not a packet.
    private mutating func read(_ block: Block, _ bytes: RawSpan) throws(Damage) {
        switch block.type {
        case BlockType.sectionHeader:
            let major = bytes.uint16(at: block.start + 12, littleEndian: littleEndian)
            let minor = bytes.uint16(at: block.start + 14, littleEndian: littleEndian)
            // 1.2 is what some programs wrote for 1.0.
            guard major == 1, minor == 0 || minor == 2 else {
                throw Damage(problem: "version \(major).\(minor) of the pcapng format is unknown")
            }
            hasSection = true
            sectionStart = interfaces.count
        case BlockType.interface:
            try readInterface(block, bytes)
        default:
            break
        }
    }

    private mutating func readInterface(_ block: Block, _ bytes: RawSpan) throws(Damage) {
        guard interfaces.count < Self.mostInterfaces else {
            throw Damage(problem: "the file describes more than \(Self.mostInterfaces) interfaces")
        }
        var interface = CaptureInfo.Interface(
            name: nil, linkType: LinkType(inFile: bytes.uint16(at: block.start + 8, littleEndian: littleEndian)),
            snapLength: Int(bytes.uint32(at: block.start + 12, littleEndian: littleEndian)))
        var resolution: UInt8 = 6
        var offset: Int64 = 0
        var at = block.start + 16
        while block.end - at >= 4 {
            let code = bytes.uint16(at: at, littleEndian: littleEndian)
            let length = Int(bytes.uint16(at: at + 2, littleEndian: littleEndian))
            at += 4
            guard length <= block.end - at else {
                throw Damage(
                    problem: "option \(code) of interface \(interfaces.count - sectionStart) is longer than its block")
            }
            switch (code, length) {
            case (0, _): at = block.end
            case (2, _): interface.name = bytes.extracting(at..<(at + min(length, Self.longestName))).string
            case (9, 1): resolution = bytes.byte(at: at)
            case (14, 8): offset = Int64(bitPattern: bytes.uint64(at: at, littleEndian: littleEndian))
            default: break
            }
            at += (length + 3) & ~3
        }
        let clock = TimeResolution(resolution: resolution, offset: offset)
        interface.isNanosecond = clock.isNanosecond
        interfaces.append(interface)
        clocks.append(clock)
    }

    // MARK: Packets

    @inline(__always)
    private mutating func packet(_ block: Block, _ bytes: RawSpan) throws(Damage) -> PacketRecord {
        if block.type == BlockType.simplePacket { return try simplePacket(block, bytes) }
        let isObsolete = block.type == BlockType.obsoletePacket
        let interface =
            isObsolete
            ? Int(bytes.uint16(at: block.start + 8, littleEndian: littleEndian))
            : Int(bytes.uint32(at: block.start + 8, littleEndian: littleEndian))
        let index = try interfaceIndex(interface)
        let high = UInt64(bytes.uint32(at: block.start + 12, littleEndian: littleEndian))
        let low = UInt64(bytes.uint32(at: block.start + 16, littleEndian: littleEndian))
        let length = Int(bytes.uint32(at: block.start + 20, littleEndian: littleEndian))
        guard length <= block.length - 32, length <= CaptureFile.longestPacket else {
            throw Damage(
                problem: "packet \(packets + 1) claims to have \(length) captured bytes, in a block of \(block.length)")
        }
        lastTime = clocks[index].time(high << 32 | low)
        packets += 1
        return PacketRecord(
            number: packets, time: lastTime, offset: block.start + 28, length: length,
            originalLength: Int(bytes.uint32(at: block.start + 24, littleEndian: littleEndian)), interface: index,
            linkType: interfaces[index].linkType)
    }

    /// A packet of the section's first interface, without a time: it is given that of the packet before.
    private mutating func simplePacket(_ block: Block, _ bytes: RawSpan) throws(Damage) -> PacketRecord {
        let index = try interfaceIndex(0)
        let original = Int(bytes.uint32(at: block.start + 8, littleEndian: littleEndian))
        let snapLength = interfaces[index].snapLength
        // The captured length is not stored: the padding of the block hides up to three bytes.
        let length = snapLength == 0 ? original : min(original, snapLength)
        guard length <= block.length - 16, length <= CaptureFile.longestPacket else {
            throw Damage(
                problem: "packet \(packets + 1) claims to have \(length) captured bytes, in a block of \(block.length)")
        }
        packets += 1
        return PacketRecord(
            number: packets, time: lastTime, offset: block.start + 12, length: length, originalLength: original,
            interface: index, linkType: interfaces[index].linkType)
    }

    @inline(__always)
    private func interfaceIndex(_ inSection: Int) throws(Damage) -> Int {
        guard inSection < interfaces.count - sectionStart else {
            throw Damage(
                problem: "packet \(packets + 1) names interface \(inSection), but its section describes "
                    + "\(interfaces.count - sectionStart)")
        }
        return sectionStart + inSection
    }

    /// Enough for any host, and an end to the memory that a hostile file can ask for.
    static let mostInterfaces = 65_536
    /// Bytes kept of an interface's name, for the same reason.
    private static let longestName = 256
}

/// The block types that are read; others are passed over.
private enum BlockType {
    static let sectionHeader: UInt32 = 0x0a0d_0d0a
    static let interface: UInt32 = 1
    static let obsoletePacket: UInt32 = 2
    static let simplePacket: UInt32 = 3
    static let enhancedPacket: UInt32 = 6

    @inline(__always)
    static func isPacket(_ type: UInt32) -> Bool {
        type == enhancedPacket || type == simplePacket || type == obsoletePacket
    }

    /// Whether the reader looks into such a block.
    static func isRead(_ type: UInt32) -> Bool {
        isPacket(type) || type == interface || type == sectionHeader
    }

    /// The length of such a block with nothing optional in it, in bytes.
    @inline(__always)
    static func shortest(_ type: UInt32) -> Int {
        switch type {
        case enhancedPacket, obsoletePacket: 32
        case sectionHeader: 28
        case interface: 20
        case simplePacket: 16
        default: 12
        }
    }

    static func name(_ type: UInt32) -> String {
        switch type {
        case sectionHeader: "a section header"
        case interface: "an interface description"
        case enhancedPacket: "an enhanced packet block"
        case simplePacket: "a simple packet block"
        case obsoletePacket: "a packet block"
        default: "a block of type \(type)"
        }
    }
}

extension RawSpan {
    /// The bytes as text; what is not UTF-8 becomes U+FFFD.
    fileprivate var string: String {
        String(decoding: (0..<byteCount).map { byte(at: $0) }, as: UTF8.self)
    }
}
