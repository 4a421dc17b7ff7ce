import Wire

// The parts of the blocks that describe, and their options (draft-ietf-opsawg-pcapng, section "Block Definition"):
//
//    0x0A0D0D0A section header        8 magic, 12 version, 16 section length, 24 options 2 hardware, 3 system, 4 application
//    1 interface description          8 link type, 12 snapshot length, 16 options 2 name, 3 description, 8 speed,
//                                     9 resolution of its times, 11 filter, 13 check sequence, 14 offset of its times
//    4 name resolution                8 records: 1 IPv4 address, 2 IPv6 address, each with its names
//    5 interface statistics           8 interface, 12 time, 20 options 4 received, 5 dropped by the interface,
//                                     6 passed by the filter, 7 dropped by the system
//    10 decryption secrets            8 type, 12 length, 16 secrets
//    Option 1 is a comment in all of them.

/// What the blocks of a pcapng file say about the capture, kept within bounds.
struct PcapngDescription {
    /// Of all sections; a section's own begin at `sectionStart`.
    private(set) var interfaces: [CaptureInfo.Interface] = []
    /// Interfaces are numbered anew in every section: the number of those of the sections before.
    private(set) var sectionStart = 0
    private var sections: [CaptureInfo.Section] = []
    private var secrets: [String: Int] = [:]
    private var otherBlocks: [String: Int] = [:]

    /// How many bytes of text, of secrets until they are taken away, and how many names may still be kept: a hostile file
    /// has no end of them.
    private var textLeft = 1 << 20
    private var secretsLeft = mostSecrets
    private var namesLeft = 1 << 16

    /// Enough for any host, and an end to the memory that a hostile file can ask for.
    static let mostInterfaces = 65_536
    /// The largest block finds room.
    private static let mostSecrets = 1 << 24
    private static let mostKinds = 64
    private static let mostComments = 16
    private static let longestName = 255

    /// Adds everything to `info`.
    func describe(_ info: inout CaptureInfo) {
        info.interfaces = interfaces
        info.sections = sections
        info.secrets = secrets
        info.otherBlocks = otherBlocks
    }

    /// Counts a block of which nothing is kept.
    mutating func countOther(_ type: UInt32) {
        Self.count(BlockType.kind(type), in: &otherBlocks)
    }

    private static func count(_ kind: String, in counts: inout [String: Int]) {
        let isRoom = counts.count < Self.mostKinds || counts[kind] != nil
        counts[isRoom ? kind : "other", default: 0] += 1
    }

    /// Begins a section.
    mutating func readSection(_ block: PcapngBlock, _ bytes: RawSpan, littleEndian: Bool) throws(Damage) {
        beginSection()
        let major = bytes.uint16(at: block.start + 12, littleEndian: littleEndian)
        let minor = bytes.uint16(at: block.start + 14, littleEndian: littleEndian)
        // 1.2 is what some programs wrote for 1.0.
        guard major == 1, minor == 0 || minor == 2 else {
            throw Damage("version \(major).\(minor) of the pcapng format is unknown", length: block.length)
        }
        guard sections.count < CaptureInfo.mostSections else { return }
        var section = CaptureInfo.Section()
        defer { sections.append(section) }
        var options = OptionCursor(from: block.start + 24, to: block.end, littleEndian: littleEndian)
        while let (code, value) = try next(&options, bytes, block) {
            switch code {
            case 1: if section.comments.count < Self.mostComments { section.comments.add(text(bytes, value)) }
            case 2: section.hardware = text(bytes, value)
            case 3: section.system = text(bytes, value)
            case 4: section.application = text(bytes, value)
            default: break
            }
        }
    }

    /// Begins a section of which nothing is known.
    mutating func beginSection() { sectionStart = interfaces.count }

    /// Adds an interface, and returns how its clock counts.
    ///
    /// - Throws: `Damage`; an interface whose options are damaged is there all the same.
    mutating func readInterface(
        _ block: PcapngBlock, _ bytes: RawSpan, littleEndian: Bool, clock: inout TimeResolution
    ) throws(Damage) {
        guard interfaces.count < Self.mostInterfaces else {
            throw Damage("the file describes more than \(Self.mostInterfaces) interfaces", length: block.length)
        }
        var interface = CaptureInfo.Interface(
            name: nil, linkType: LinkType(inFile: bytes.uint16(at: block.start + 8, littleEndian: littleEndian)),
            snapLength: Int(bytes.uint32(at: block.start + 12, littleEndian: littleEndian)))
        var resolution: UInt8 = 6
        var offset: Int64 = 0
        defer {
            clock = TimeResolution(resolution: resolution, offset: offset)
            interface.isNanosecond = clock.isNanosecond
            interfaces.append(interface)
        }
        var options = OptionCursor(from: block.start + 16, to: block.end, littleEndian: littleEndian)
        while let (code, value) = try next(&options, bytes, block) {
            let at = value.lowerBound
            switch (code, value.count) {
            case (1, _): if interface.comments.count < Self.mostComments { interface.comments.add(text(bytes, value)) }
            case (2, _): interface.name = text(bytes, value)
            case (3, _): interface.summary = text(bytes, value)
            case (8, 8): interface.speed = bytes.uint64(at: at, littleEndian: littleEndian)
            case (9, 1): resolution = bytes.byte(at: at)
            // A first byte of 0 tells that the filter is text, not a program.
            case (11, 2...) where bytes.byte(at: at) == 0: interface.filter = text(bytes, at + 1..<value.upperBound)
            case (13, 1): interface.checkSequenceLength = Self.checkSequenceLength(bytes.byte(at: at))
            case (14, 8): offset = Int64(bitPattern: bytes.uint64(at: at, littleEndian: littleEndian))
            default: break
            }
        }
    }

    /// The bytes of a check sequence: programs disagree whether the option counts bits or bytes, but none is as short
    /// as one byte or as long as eight.
    private static func checkSequenceLength(_ value: UInt8) -> Int { Int(value >= 8 ? value / 8 : value) }

    /// Notes that an interface lost packets in front of one that it kept.
    mutating func addDrops(_ count: UInt64, interface: Int) {
        let (sum, overflow) = interfaces[interface].droppedBetweenPackets.addingReportingOverflow(count)
        interfaces[interface].droppedBetweenPackets = overflow ? .max : sum
    }

    /// Notes what an interface counted; the last block counts for the whole capture.
    mutating func readStatistics(_ block: PcapngBlock, _ bytes: RawSpan, littleEndian: Bool) throws(Damage) {
        let number = Int(bytes.uint32(at: block.start + 8, littleEndian: littleEndian))
        guard number < interfaces.count - sectionStart else {
            throw Damage(
                "statistics are about interface \(number), but its section describes \(interfaces.count - sectionStart)",
                length: block.length)
        }
        var statistics = CaptureInfo.Statistics()
        defer { interfaces[sectionStart + number].statistics = statistics }
        var options = OptionCursor(from: block.start + 20, to: block.end, littleEndian: littleEndian)
        while let (code, value) = try next(&options, bytes, block) {
            guard (4...7).contains(code), value.count == 8 else { continue }
            let count = bytes.uint64(at: value.lowerBound, littleEndian: littleEndian)
            switch code {
            case 4: statistics.received = count
            case 5: statistics.droppedByInterface = count
            case 6: statistics.accepted = count
            default: statistics.droppedBySystem = count
            }
        }
    }

    /// Appends the first name of each address that the block names.
    mutating func readNames(
        _ block: PcapngBlock, _ bytes: RawSpan, littleEndian: Bool, into names: inout [NamedAddress]
    ) throws(Damage) {
        var records = OptionCursor(from: block.start + 8, to: block.end, littleEndian: littleEndian)
        while let (code, value) = try next(&records, bytes, block) {
            let at = value.lowerBound
            let length = code == 1 ? 4 : 16
            guard code == 1 || code == 2, value.count > length, namesLeft > 0 else { continue }
            let address =
                code == 1
                ? IPAddress(ipv4: bytes.uint32(at: at))
                : IPAddress(ipv6: bytes.uint64(at: at), bytes.uint64(at: at + 8))
            let name = bytes.extracting((at + length)..<value.upperBound).text(atMost: Self.longestName)
            guard !name.isEmpty else { continue }
            namesLeft -= 1
            names.append(NamedAddress(address: address, name: name))
        }
    }

    /// Counts decryption secrets, and appends those that are a TLS key log.
    mutating func readSecrets(
        _ block: PcapngBlock, _ bytes: RawSpan, littleEndian: Bool, into secrets: inout [KeyLogText]
    ) throws(Damage) {
        let type = bytes.uint32(at: block.start + 8, littleEndian: littleEndian)
        let length = Int(bytes.uint32(at: block.start + 12, littleEndian: littleEndian))
        guard length <= block.length - 20 else {
            throw Damage(
                "decryption secrets claim to have \(length) bytes, in a block of \(block.length)", length: block.length)
        }
        guard type == BlockType.tlsKeyLog, length > 0 else {
            return Self.count(BlockType.kind(ofSecrets: type), in: &self.secrets)
        }
        if secrets.isEmpty { secretsLeft = Self.mostSecrets }
        guard length <= secretsLeft else { return countOther(block.type) }
        Self.count(BlockType.kind(ofSecrets: type), in: &self.secrets)
        secretsLeft -= length + 64
        secrets.append(
            KeyLogText(Array(copying: bytes.extracting((block.start + 16)..<(block.start + 16 + length)))))
    }
    private mutating func text(_ bytes: RawSpan, _ value: Range<Int>) -> String? {
        let text = bytes.extracting(value).text(atMost: min(CaptureInfo.textLimit, max(0, textLeft)))
        textLeft -= text.utf8.count + 16
        return text.isEmpty ? nil : text
    }

    /// The next option of a block that is used even if its options are damaged.
    private func next(
        _ options: inout OptionCursor, _ bytes: RawSpan, _ block: PcapngBlock
    ) throws(Damage) -> (code: UInt16, value: Range<Int>)? {
        do {
            return try options.next(bytes)
        } catch {
            throw Damage("\(BlockType.name(block.type)): \(error.problem)", length: block.length, wasRead: true)
        }
    }
}

extension RawSpan {
    /// The bytes as text up to the first NUL, at most so many of them, cut between characters; what is not UTF-8
    /// becomes U+FFFD.
    func text(atMost limit: Int) -> String {
        var length = min(byteCount, limit)
        // Back to the first byte of the character that the limit cuts.
        if length < byteCount {
            var start = length
            while start > 0, length - start < 3, byte(at: start) & 0xc0 == 0x80 { start -= 1 }
            if byte(at: start) & 0xc0 != 0x80 { length = start }
        }
        for index in 0..<length where byte(at: index) == 0 {
            length = index
            break
        }
        return String(decoding: [UInt8](copying: extracting(first: length)), as: UTF8.self)
    }
}

extension [String] {
    fileprivate mutating func add(_ text: String?) {
        if let text { append(text) }
    }
}
