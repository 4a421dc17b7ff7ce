import Wire

/// Writes packets as pcapng (draft-ietf-opsawg-pcapng), one section in little-endian order.
///
/// What was written reaches the file when the buffer is full, and on `flush()`. The interfaces are described when the
/// first packet behind their discovery is written, so that a live capture and a file are written alike.
public final class PcapngWriter {
    /// The file's name as it was given, `-` for standard output.
    public let file: String

    /// Whether the reader of standard output went away: nothing more need be written.
    public private(set) var isClosed = false
    /// How many bytes the file has, those that are still in the buffer included.
    public var size: Int { flushed + buffer.count }

    /// How many packets the system has taken.
    public private(set) var packets = 0

    private var descriptor: CInt
    private var buffer: [UInt8] = []
    /// How many bytes the system has taken: all of whole blocks.
    private var flushed = 0
    /// How many packets are in the buffer.
    private var waiting = 0
    private var interfaces: [CaptureInfo.Interface] = []

    /// Makes the file, or empties it if it is there, and writes its section header.
    ///
    /// - Parameters:
    ///   - path: the file or named pipe; `-` is standard output.
    ///   - application: the name and version of the program, for the option shb_userappl.
    ///   - isPrivate: whether only its owner may read the file, as one with keys.
    /// - Throws: `CaptureError` of kind `cannotOpen`; of kind `usage` when standard output is a terminal.
    public init(_ path: String, application: String, isPrivate: Bool = false) throws(CaptureError) {
        file = path
        let opened = path == "-" ? 1 : systemOpenForWriting(path, isPrivate: isPrivate)
        guard opened >= 0 else {
            throw CaptureError(
                .cannotOpen, file: path, problem: "cannot be written: \(systemMessage(-opened))",
                advice: "Check that the folder exists and that you may write there.")
        }
        descriptor = CInt(opened)
        if path == "-", systemStatus(1).kind == .terminal {
            throw CaptureError(
                .usage, file: path, problem: "is a terminal: packets are not written to the screen",
                advice: "Name a file, or pipe the output on.")
        }
        buffer.reserveCapacity(Self.bufferSize + CaptureFile.longestPacket + 64)
        block(BlockType.sectionHeader) { writer in
            writer.append(0x1a2b_3c4d as UInt32)
            writer.append(1 as UInt16)
            writer.append(0 as UInt16)
            writer.append(-1 as Int64)
            writer.option(4, Array(application.utf8.prefix(Self.longestText)))
            writer.append(0 as UInt32)
        }
    }

    deinit {
        if descriptor > 2 { systemClose(descriptor) }
    }

    /// Describes the interfaces that `info` has, and hands all on: from here on the file is a capture without packets.
    ///
    /// - Throws: `CaptureError` of kind `cannotWrite` when the file cannot be written, as on a full disk.
    public func begin(_ info: CaptureInfo) throws(CaptureError) {
        while interfaces.count < info.interfaces.count { describe(info.interfaces[interfaces.count]) }
        try flush()
    }

    /// Writes all packets of a slab, the comments on them, and what was lost between them; `info` is that of the source.
    ///
    /// - Throws: `CaptureError` of kind `cannotWrite` when the file cannot be written, as on a full disk.
    public func write(_ slab: PacketSlab, _ info: CaptureInfo) throws(CaptureError) {
        for index in slab.records.indices { try write(slab, at: index, info) }
    }

    /// Writes the packet at `index` of a slab, the comments on it, and what was lost before it.
    func write(_ slab: PacketSlab, at index: Int, _ info: CaptureInfo) throws(CaptureError) {
        let record = slab.records[index]
        guard !slab.drops.isEmpty || !slab.comments.isEmpty else {
            return try write(record, slab.bytes(of: record), info)
        }
        let lost = slab.drops.reduce(0) { $1.packet == record.number ? $0 + $1.count : $0 }
        try write(record, slab.bytes(of: record), info, lost: lost, comments: slab.comments(ofPacketAt: index))
    }

    /// Writes lines of a TLS key log as decryption secrets, in front of the packets that they open.
    ///
    /// - Throws: `CaptureError` of kind `cannotWrite` when the file cannot be written, as on a full disk.
    public func write(secrets text: [UInt8]) throws(CaptureError) {
        guard !text.isEmpty else { return }
        block(BlockType.secrets) { writer in
            writer.append(BlockType.tlsKeyLog)
            writer.append(UInt32(clamping: text.count))
            writer.append(padded: text.rawSpan)
        }
        try flush()
        // What was written held keys.
        buffer = []
    }

    /// Writes names of addresses.
    ///
    /// - Throws: `CaptureError` of kind `cannotWrite` when the file cannot be written, as on a full disk.
    public func write(names: [NamedAddress]) throws(CaptureError) {
        guard !names.isEmpty else { return }
        block(BlockType.names) { writer in
            for name in names {
                let text = Array(name.name.utf8.prefix(Self.longestText)) + [0]
                writer.option(name.address.isIPv4 ? 1 : 2, name.address.bytes + text)
            }
            writer.append(0 as UInt32)
        }
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Writes one packet, and that `lost` packets are missing before it; `info` is that of the source that gave it.
    ///
    /// - Throws: `CaptureError` of kind `cannotWrite` when the file cannot be written, as on a full disk.
    public func write(
        _ record: PacketRecord, _ bytes: RawSpan, _ info: CaptureInfo, lost: Int = 0,
        comments: some Sequence<PacketComment> = []
    ) throws(CaptureError) {
        while interfaces.count < info.interfaces.count { describe(info.interfaces[interfaces.count]) }
        let isNanosecond =
            interfaces.indices.contains(record.interface) && interfaces[record.interface].isNanosecond
        waiting += 1
        // Times in front of 1970 have no form here.
        let ticks = UInt64(max(0, isNanosecond ? record.time.nanoseconds : record.time.nanoseconds / 1000))
        block(BlockType.enhancedPacket) { writer in
            writer.append(UInt32(truncatingIfNeeded: record.interface))
            writer.append(UInt32(truncatingIfNeeded: ticks >> 32))
            writer.append(UInt32(truncatingIfNeeded: ticks))
            writer.append(UInt32(truncatingIfNeeded: bytes.byteCount))
            writer.append(UInt32(truncatingIfNeeded: record.originalLength))
            writer.append(padded: bytes)
            var hasOptions = false
            for comment in comments {
                writer.option(1, Array(comment.text.utf8.prefix(Self.longestText)))
                hasOptions = true
            }
            if lost > 0 {
                // epb_dropcount, of 8 bytes.
                writer.append(4 as UInt16)
                writer.append(8 as UInt16)
                writer.append(UInt64(lost))
                hasOptions = true
            }
            if hasOptions { writer.append(0 as UInt32) }
        }
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Hands everything written so far to the system.
    ///
    /// - Throws: `CaptureError` of kind `cannotWrite` when the file cannot be written, as on a full disk.
    public func flush() throws(CaptureError) {
        guard !buffer.isEmpty else { return }
        let result = isClosed ? 0 : systemWrite(descriptor, buffer.rawSpan)
        let count = buffer.count
        buffer.removeAll(keepingCapacity: true)
        defer { waiting = 0 }
        guard result < 0 else {
            flushed += count
            packets += waiting
            return
        }
        // A block of which the disk took a part would make the file look damaged.
        if file != "-" { systemCut(descriptor, to: flushed) }
        let failure = SystemFailure(code: -result)
        // Whoever reads standard output has seen enough: no failure, as with all other results.
        if file == "-", failure.isBrokenPipe {
            isClosed = true
        } else {
            let reason = file == "-" && failure.isOfClosedStream ? "it is closed" : failure.message
            throw CaptureError(
                .cannotWrite, file: file == "-" ? "standard output" : file, problem: "cannot be written: \(reason)")
        }
    }

    /// Describes the interfaces that no packet has shown yet, writes what the system counted on them, flushes, and closes
    /// the file; nothing may follow.
    ///
    /// - Parameters:
    ///   - info: that of the source.
    ///   - isSynchronized: whether to wait until the disk has all of it.
    /// - Throws: `CaptureError` of kind `cannotWrite` when the file cannot be written, as on a full disk.
    public func close(_ info: CaptureInfo, isSynchronized: Bool = false) throws(CaptureError) {
        defer {
            if descriptor > 2 { systemClose(descriptor) }
            descriptor = -1
        }
        while interfaces.count < info.interfaces.count { describe(info.interfaces[interfaces.count]) }
        for (index, interface) in info.interfaces.enumerated() {
            if let statistics = interface.statistics { write(statistics, ofInterface: index) }
        }
        try flush()
        guard isSynchronized, descriptor > 2 else { return }
        let result = systemSynchronize(descriptor)
        if result < 0 {
            throw CaptureError(.cannotWrite, file: file, problem: "cannot be written: \(systemMessage(-result))")
        }
    }

    private func write(_ statistics: CaptureInfo.Statistics, ofInterface index: Int) {
        // The time of the counts: now.
        let now = max(0, interfaces[index].isNanosecond ? systemNow() : systemNow() / 1000)
        let counts: [(UInt16, UInt64?)] = [
            (4, statistics.received), (5, statistics.droppedByInterface), (6, statistics.accepted),
            (7, statistics.droppedBySystem),
        ]
        block(BlockType.statistics) { writer in
            writer.append(UInt32(truncatingIfNeeded: index))
            writer.append(UInt32(truncatingIfNeeded: now >> 32))
            writer.append(UInt32(truncatingIfNeeded: now))
            for case (let code, let count?) in counts {
                writer.append(code)
                writer.append(8 as UInt16)
                writer.append(count)
            }
            writer.append(0 as UInt32)
        }
    }

    private static let bufferSize = 1 << 16
    /// The longest text of an option, which has a length of 16 bits.
    private static let longestText = 1 << 12

    private func describe(_ interface: CaptureInfo.Interface) {
        interfaces.append(interface)
        block(BlockType.interface) { writer in
            writer.append(interface.linkType.rawValue)
            writer.append(0 as UInt16)
            writer.append(UInt32(clamping: interface.snapLength))
            if let name = interface.name { writer.option(2, Array(name.utf8.prefix(Self.longestText))) }
            writer.option(9, [interface.isNanosecond ? 9 : 6])
            writer.append(0 as UInt32)
        }
    }

    /// Writes a block with what `body` writes between its lengths.
    private func block(_ type: UInt32, _ body: (PcapngWriter) -> Void) {
        append(type)
        let start = buffer.count
        append(0 as UInt32)
        body(self)
        let length = UInt32(truncatingIfNeeded: buffer.count - start + 8)
        append(length)
        for index in 0..<4 {
            buffer[start + index] = UInt8(truncatingIfNeeded: length >> UInt32(8 * index))
        }
    }

    private func option(_ code: UInt16, _ value: [UInt8]) {
        append(code)
        append(UInt16(truncatingIfNeeded: value.count))
        append(padded: value.rawSpan)
    }

    private func append<Number: FixedWidthInteger>(_ number: Number) {
        for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
            buffer.append(UInt8(truncatingIfNeeded: number >> Number(shift)))
        }
    }

    private func append(padded bytes: RawSpan) {
        // The bytes are read only during the call.
        unsafe bytes.withUnsafeBytes { source in unsafe buffer.append(contentsOf: source) }
        for _ in 0..<(-bytes.byteCount & 3) { buffer.append(0) }
    }
}
