import Wire

/// Tells whether a capture went through a transfer that put a CR before each of its LFs.
enum TextMode {
    /// So many bytes of a file tell, if it has them.
    static let window = 1 << 14

    /// The beginning of a pcapng file, the block type 0a 0d 0d 0a, after that.
    private static let pcapngStart: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0d, 0x0d, 0x0a]

    /// Whether `bytes`, the beginning of a file, are those of such a capture; `isWhole` says that they are all of it.
    ///
    /// A classic file is taken for one only where its packets do not follow each other as it stands, and all of them do
    /// without these CRs.
    static func wasUsed(on bytes: RawSpan, isWhole: Bool) -> Bool {
        if beginsPcapng(bytes) { return true }
        guard PcapReader(start: bytes) != nil, hasReturnBeforeEachLineFeed(bytes) else { return false }
        let asItIs = PcapReader.chain(in: bytes)
        if asItIs.holds, !isWhole || asItIs.rest == 0 { return false }
        let undone = without(bytes)
        let chain = PcapReader.chain(in: undone.rawSpan)
        return chain.holds && chain.packets > 0 && (!asItIs.holds || chain.rest == 0)
    }

    /// Whether a pcapng file of this kind begins here.
    static func beginsPcapng(_ bytes: RawSpan) -> Bool {
        bytes.byteCount >= pcapngStart.count
            && pcapngStart.indices.allSatisfy { bytes.byte(at: $0) == pcapngStart[$0] }
    }

    private static func hasReturnBeforeEachLineFeed(_ bytes: RawSpan) -> Bool {
        var hasAny = false
        for index in 0..<bytes.byteCount where bytes.byte(at: index) == UInt8(ascii: "\n") {
            guard index > 0, bytes.byte(at: index - 1) == UInt8(ascii: "\r") else { return false }
            hasAny = true
        }
        return hasAny
    }

    /// The bytes without the CR before each LF.
    private static func without(_ bytes: RawSpan) -> [UInt8] {
        var undone: [UInt8] = []
        undone.reserveCapacity(bytes.byteCount)
        for index in 0..<bytes.byteCount {
            let byte = bytes.byte(at: index)
            if byte == UInt8(ascii: "\n"), undone.last == UInt8(ascii: "\r") { undone.removeLast() }
            undone.append(byte)
        }
        return undone
    }
}

extension PcapReader {
    /// How many packets follow each other from the beginning of a file on, how many bytes are left behind the last of them,
    /// and whether that is as it should be: a packet that is not whole, or nothing.
    fileprivate static func chain(in bytes: RawSpan) -> (packets: Int, rest: Int, holds: Bool) {
        var position = 0
        guard var reader = PcapReader(start: bytes),
            (try? reader.prepare(bytes, &position, isEnd: false)) == true
        else { return (0, bytes.byteCount, false) }
        let header = reader.records
        var count = 0
        var last: Int64?
        while bytes.byteCount - position >= header.length {
            let values = header.read(bytes, at: position)
            guard values.isCredible, last.map({ PcapClock.isNear($0, values.seconds) }) ?? true else {
                return (count, bytes.byteCount - position, false)
            }
            guard values.captured <= bytes.byteCount - position - header.length else { break }
            last = values.seconds
            position += header.length + values.captured
            count += 1
        }
        return (count, bytes.byteCount - position, true)
    }
}

/// The bytes of a file or pipe without the CR before each LF, in a fixed amount of memory.
final class TextModeBytes {
    private let stored: StoredBytes
    private let read = PacketSlab()
    private var next = 0
    /// Whether a CR was read that is given only if no LF follows.
    private var holdsReturn = false

    private static let pieceSize = 1 << 16

    /// What `stored` was; `start` are the bytes that were already read of it.
    init(_ stored: StoredBytes, start: RawSpan) {
        self.stored = stored
        read.append(start)
    }

    /// Reads into `output`, which must have room.
    ///
    /// - Returns: how many bytes came: 0 at the end, or when the reading was stopped.
    func read(into output: inout MutableRawSpan) throws(CaptureError) -> Int {
        let read = read
        var count = 0
        while count < output.byteCount {
            if next == read.filled {
                // What is there is given before more is waited for.
                if count > 0 { break }
                guard try readMore() else {
                    guard holdsReturn, !stored.wasStopped else { break }
                    holdsReturn = false
                    output.storeBytes(of: UInt8(ascii: "\r"), toByteOffset: count, as: UInt8.self)
                    return 1
                }
            }
            let byte = read.contents.byte(at: next)
            if holdsReturn {
                holdsReturn = false
                if byte != UInt8(ascii: "\n") {
                    output.storeBytes(of: UInt8(ascii: "\r"), toByteOffset: count, as: UInt8.self)
                    count += 1
                    continue
                }
            }
            next += 1
            if byte == UInt8(ascii: "\r") {
                holdsReturn = true
            } else {
                output.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
                count += 1
            }
        }
        return count
    }

    private func readMore() throws(CaptureError) -> Bool {
        next = 0
        let (read, stored) = (read, stored)
        read.removeAll()
        return try read.append(atMost: Self.pieceSize) { (room: inout MutableRawSpan) throws(CaptureError) -> Int in
            try stored.read(into: &room)
        } > 0
    }
}
