import Wire

// Finding the next block behind a damaged one: its type is known, its two lengths agree, and it is a packet of an
// interface or a section, or else another block, or the file's end, follows it.

extension PcapngReader {
    mutating func resynchronize(_ bytes: RawSpan, _ position: inout Int, _ scan: inout Scan, isEnd: Bool) -> Recovery {
        let ahead = Self.longestFound + 8
        while isEnd || bytes.byteCount - position >= Scan.window + ahead {
            let end = min(position + Scan.window, bytes.byteCount)
            if scan.isAtStart, let found = endOfBlock(bytes, at: position, before: end, isEnd: isEnd) {
                return accept(bytes, &position, found: found, isClosed: true)
            }
            for start in (position + (scan.isAtStart ? 1 : 0))..<max(end, position + 1)
            where isCredible(bytes, at: start, isEnd: isEnd) {
                return accept(bytes, &position, found: start, isClosed: false)
            }
            scan.isAtStart = false
            position = end
            if end == bytes.byteCount { return .more }
        }
        return .more
    }

    /// Longer blocks are not taken for the end of a damage.
    private static let longestFound = CaptureFile.longestPacket + (1 << 16)

    /// Where the damaged block at `start` ends, if only its first length is wrong: in front of a block that makes sense
    /// stands the length of all that lies between.
    ///
    /// A packet may carry another capture, whose blocks make sense too: this is how they are not taken for those of the
    /// file.
    private func endOfBlock(_ bytes: RawSpan, at start: Int, before limit: Int, isEnd: Bool) -> Int? {
        var next = start + 12
        while next <= limit {
            if bytes.uint32(at: next - 4, littleEndian: littleEndian) == next - start,
                isCredible(bytes, at: next, isEnd: isEnd, trustsInterfaces: true)
                    || isEnd && next == bytes.byteCount
            {
                return next
            }
            next += 4
        }
        return nil
    }

    /// Goes on with the block at `found`; `isClosed` tells that the damaged block ends right in front of it.
    private mutating func accept(_ bytes: RawSpan, _ position: inout Int, found: Int, isClosed: Bool) -> Recovery {
        let damaged = position
        position = found
        if let order = bytes.isLittleEndianSection(ifAt: found) { littleEndian = order }
        if isClosed {
            let type = bytes.uint32(at: damaged, littleEndian: littleEndian)
            let block = PcapngBlock(type: type, start: damaged, length: found - damaged)
            if !BlockType.isPacket(type), block.length >= BlockType.shortest(type),
                type != BlockType.sectionHeader || bytes.isLittleEndianSection(ifAt: damaged) != nil,
                (try? read(block, bytes)) != nil
            {
                return .repaired
            }
        }
        hasSection = true
        return .found
    }

    /// Whether a block that makes sense begins at `start`.
    ///
    /// `trustsInterfaces` is for a packet whose interface the damaged block may describe.
    private func isCredible(
        _ bytes: RawSpan, at start: Int, isEnd: Bool, trustsInterfaces: Bool = false
    ) -> Bool {
        guard start + 12 <= bytes.byteCount else { return false }
        let order = bytes.isLittleEndianSection(ifAt: start)
        let littleEndian = order ?? littleEndian
        let type = bytes.uint32(at: start, littleEndian: littleEndian)
        guard BlockType.isKnown(type), type != BlockType.sectionHeader || order != nil else { return false }
        let length = Int(bytes.uint32(at: start + 4, littleEndian: littleEndian))
        guard length >= BlockType.shortest(type), length % 4 == 0, length <= Self.longestFound,
            start + length <= bytes.byteCount,
            bytes.uint32(at: start + length - 4, littleEndian: littleEndian) == length,
            !BlockType.isPacket(type) || trustsInterfaces || isPacketCredible(bytes, type, start, length)
        else { return false }
        // Packets and sections have more in them that arbitrary bytes have not.
        return BlockType.isPacket(type) || type == BlockType.sectionHeader
            || follows(bytes, at: start + length, littleEndian: littleEndian, isEnd: isEnd)
    }

    private func isPacketCredible(_ bytes: RawSpan, _ type: UInt32, _ start: Int, _ length: Int) -> Bool {
        let interfaces = ports.count - about.sectionStart
        switch type {
        case BlockType.simplePacket: return interfaces > 0
        case BlockType.obsoletePacket:
            guard bytes.uint16(at: start + 8, littleEndian: littleEndian) < interfaces else { return false }
        default:
            guard bytes.uint32(at: start + 8, littleEndian: littleEndian) < interfaces else { return false }
        }
        return Int(bytes.uint32(at: start + 20, littleEndian: littleEndian)) <= length - 32
    }

    /// Whether a block may begin at `start`, as far as its first eight bytes tell, or the file ends there.
    ///
    /// `isKnown` wants it to be of a known type: two bytes of zeros too many look like many a type that is not.
    func follows(
        _ bytes: RawSpan, at start: Int, littleEndian: Bool, isEnd: Bool, isKnown: Bool = false
    ) -> Bool {
        guard start + 8 <= bytes.byteCount else { return isEnd && start <= bytes.byteCount }
        let type = bytes.uint32(at: start, littleEndian: littleEndian)
        // A section header may have the other byte order.
        if type == BlockType.sectionHeader { return true }
        guard !isKnown || BlockType.isKnown(type) else { return false }
        let length = Int(bytes.uint32(at: start + 4, littleEndian: littleEndian))
        return length % 4 == 0 && length >= BlockType.shortest(type)
            && length <= (BlockType.isKnown(type) ? Self.longestFound : Scan.window)
    }
}

extension RawSpan {
    /// The byte order of the section header that begins at `position`; nil if none does.
    fileprivate func isLittleEndianSection(ifAt position: Int) -> Bool? {
        guard position + 12 <= byteCount, uint32(at: position) == BlockType.sectionHeader else { return nil }
        return isLittleEndianSection(at: position)
    }
}
