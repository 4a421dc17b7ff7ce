/// What gives packets: a capture file, a pipe, a live interface.
public protocol PacketSource: AnyObject {
    /// What is known about the capture so far.
    var info: CaptureInfo { get }

    /// Replaces the packets of `slab` by the next ones.
    ///
    /// - Returns: whether there may be more packets; with `false` the slab is empty and the source is done. A live
    ///   source returns `true` with an empty slab when nothing came for a while, any source when only keys came.
    /// - Throws: `CaptureError` when the capture is damaged. A file is read on behind the damage: what could be read was
    ///   given by earlier calls, and `info.damage` tells all that was lost.
    func fill(_ slab: PacketSlab) throws(CaptureError) -> Bool

    /// How much was read so far; nil where that says nothing, as live.
    var progress: ReadingProgress? { get }
    /// Whether the reading ended because it was told to, before the end of the capture.
    var wasStopped: Bool { get }
    /// Why some of several files could not be read, or not to their ends: those that were met so far.
    var problems: [CaptureError] { get }
}

extension PacketSource {
    /// Nothing to tell.
    public var progress: ReadingProgress? { nil }
    /// It was not.
    public var wasStopped: Bool { false }
    /// None: `fill` throws what is wrong with a single file.
    public var problems: [CaptureError] { [] }
}

/// How much of a capture was read, in bytes as they are stored: of a compressed file those of the file.
public struct ReadingProgress: Hashable, Sendable {
    /// How many bytes were read.
    public var bytes: Int
    /// How many there are; nil for a pipe.
    public var total: Int?

    /// So many bytes of so many.
    public init(bytes: Int, total: Int?) {
        self.bytes = bytes
        self.total = total
    }
}
