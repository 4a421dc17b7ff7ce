import Wire

/// Finds a capture behind text, as where a program's messages went into the same file or through the same pipe.
struct TextBefore {
    /// A capture is looked for behind so many bytes of text at most.
    static let limit = 1 << 12

    /// So many bytes of a capture tell it from text: the magic number of a pcapng file's byte order comes third.
    private static let longestStart = 12

    /// What was found so far.
    enum Outcome: Equatable {
        /// A capture begins at that offset.
        case capture(Int)
        /// More bytes are needed to know.
        case more
        /// There is none.
        case none
    }

    /// Looks in `bytes`, the beginning of a file; `isWhole` says that there are no more.
    static func look(in bytes: RawSpan, isWhole: Bool) -> Outcome {
        let end = min(bytes.byteCount, limit)
        for start in 0..<end {
            let rest = bytes.extracting(droppingFirst: start)
            if start > 0, beginsCapture(rest) { return .capture(start) }
            guard isText(bytes.byte(at: start)) else {
                // A magic number that is not whole yet.
                return rest.byteCount < longestStart && !isWhole ? .more : .none
            }
        }
        return end == limit || isWhole ? .none : .more
    }

    private static func beginsCapture(_ bytes: RawSpan) -> Bool {
        if TextMode.beginsPcapng(bytes) { return true }
        if PcapngReader.begins(bytes), bytes.byteCount >= longestStart {
            return [0x1a2b_3c4d, 0x4d3c_2b1a].contains(bytes.uint32(at: 8))
        }
        // The version comes behind the magic number: 2.4 in all files of today.
        guard bytes.byteCount >= 8, PcapReader(start: bytes) != nil else { return false }
        return bytes.uint32(at: 4, littleEndian: true) == 0x0004_0002
            || bytes.uint32(at: 4, littleEndian: false) == 0x0002_0004
    }

    private static func isText(_ byte: UInt8) -> Bool {
        (0x20...0x7e).contains(byte) || (0x08...0x0d).contains(byte) || byte == 0x1b
    }
}
