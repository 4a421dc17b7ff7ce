import Wire

/// The bytes of a capture, stored as they are or compressed, read into slabs one after the other.
///
/// A record that straddles the end of what was read is kept aside and stands at the start of the next slab.
struct ByteInput: ~Copyable {
    /// The offset in the capture of the current slab's first byte; in a compressed one, of what it unpacks to.
    private(set) var offset = 0

    private let stored: StoredBytes
    /// So many bytes are read at once at most.
    private let pieceSize: Int
    private var packed: PackedBytes?
    private var textMode: TextModeBytes?
    /// What happened to the capture on its way here.
    private(set) var transfer = CaptureTransfer()
    private var kept: [UInt8] = []

    /// Opens `path`, or takes standard input for `-`.
    ///
    /// A followed file is waited for at its end, until the flag is set.
    ///
    /// - Throws: `CaptureError` of kind `cannotOpen` for a file that is missing, a directory, or not readable; of kind
    ///   `usage` when standard input is a terminal, or what is to be followed is no regular file.
    init(
        _ path: String, stop: StopFlag, isFollowed: Bool = false, pieceSize: Int = .max
    ) throws(CaptureError) {
        stored = try StoredBytes(path, stop: stop, isFollowed: isFollowed)
        self.pieceSize = pieceSize
    }

    /// The name for messages: the path as given, `-` for standard input.
    var name: String { stored.name }

    /// Whether the input ended because the flag was set.
    var wasStopped: Bool { stored.wasStopped }

    /// Whether the end of the file is waited for until it is no end any more.
    var isFollowed: Bool { stored.isFollowed }

    /// From now on the end of the file is the end of the input.
    func endFollowing() { stored.endFollowing() }

    /// Whether nothing came for a while, where that is told.
    var isSilent: Bool { stored.isSilent }

    /// From now on `more` does not wait for ever, but tells silence; not where the bytes are compressed.
    func tellSilence() { stored.tellsSilence = packed == nil && textMode == nil }

    /// Whether all bytes are there to be read, as they are stored.
    var isPlainFile: Bool { stored.size != nil && !stored.isFollowed && packed == nil }

    /// What the bytes are unpacked from: `gzip data`; nil where they are stored as they are.
    var packing: String? { packed?.name }

    /// How much of the file was read, in bytes as they are stored.
    var progress: ReadingProgress { ReadingProgress(bytes: stored.position, total: stored.size) }

    /// Takes the bytes in the slab, the first ones of the input, for compressed data, and empties it.
    mutating func unpack(_ slab: PacketSlab) {
        packed = PackedBytes(stored, start: slab.contents)
        slab.removeAll()
    }

    /// Passes over text in the slab, the first `count` bytes of the input.
    mutating func passText(_ count: Int, of slab: PacketSlab) {
        transfer.textBefore = count
        drop(count, of: slab)
    }

    /// Takes the bytes in the slab, the first ones of the capture, for what a transfer in text mode made of it, and empties
    /// it.
    mutating func undoTextMode(_ slab: PacketSlab) {
        transfer.isTextMode = true
        textMode = TextModeBytes(stored, start: slab.contents)
        slab.removeAll()
    }

    /// Begins the next slab with what was kept of the last one.
    mutating func begin(_ slab: PacketSlab) {
        slab.append(kept.rawSpan)
        // Usually less than a packet; the start of a file, read to tell what it is, is not worth keeping room for.
        kept.removeAll(keepingCapacity: kept.count <= 1 << 16)
    }

    /// Reads more bytes into the slab, which must have room, and waits until there are some.
    ///
    /// - Returns: false at the end of the input, when the flag was set, or in silence (`isSilent`).
    /// - Throws: `CaptureError` of kind `cannotOpen` when the system cannot read on, `damaged` where compressed data is.
    mutating func more(_ slab: PacketSlab, atMost limit: Int = .max) throws(CaptureError) -> Bool {
        let (stored, packed, textMode) = (stored, packed, textMode)
        return try slab.append(atMost: min(limit, pieceSize)) {
            (room: inout MutableRawSpan) throws(CaptureError) -> Int in
            if let packed { return try packed.read(into: &room) }
            if let textMode { return try textMode.read(into: &room) }
            return try stored.read(into: &room)
        } > 0
    }

    /// Drops the first `count` bytes of the slab.
    mutating func drop(_ count: Int, of slab: PacketSlab) {
        slab.removeFirst(count)
        offset += count
    }

    /// Ends this slab: what lies behind its first `position` bytes is kept for the next one.
    mutating func end(_ slab: PacketSlab, at position: Int) {
        let rest = slab.contents.extracting(droppingFirst: position)
        kept.reserveCapacity(rest.byteCount)
        // Copied, as the slab is now its packets' alone; the bytes are read only during the call.
        unsafe rest.withUnsafeBytes { bytes in unsafe kept.append(contentsOf: bytes) }
        offset += position
    }
}
