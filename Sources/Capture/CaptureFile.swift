import Wire

/// Opens captures.
public enum CaptureFile {
    /// The longest packet that a file may claim: what libpcap and Wireshark allow too.
    static let longestPacket = 262_144

    /// Opens a capture in the format that its first bytes tell: pcap or pcapng, of either byte order, as it is or
    /// compressed with gzip, zstd, lz4 or xz.
    ///
    /// When this returns, `info.interfaces` has the interfaces that the file describes in front of its first packet.
    ///
    /// - Parameters:
    ///   - path: a file or named pipe; `-` is standard input.
    ///   - stop: ends the reading early, even while a pipe is silent; what was read complete is given.
    ///   - isFollowed: whether the file is being written, and its end is to be waited for until `stop` is set.
    ///   - tellsSilence: whether a followed file or a pipe gives an empty slab when nothing came for a while, as a live
    ///     capture does; a compressed one does not.
    /// - Throws: `CaptureError` of kind `cannotOpen`, or `damaged` when it is not a capture or its header is damaged;
    ///   `usage` when what is to be followed is compressed or no regular file.
    public static func open(
        _ path: String, stop: StopFlag = StopFlag(), isFollowed: Bool = false, tellsSilence: Bool = false
    ) throws(CaptureError) -> any PacketSource {
        try open(ByteInput(path, stop: stop, isFollowed: isFollowed), tellsSilence: tellsSilence)
    }

    /// Opens several captures as one: their packets merged by time and numbered through.
    ///
    /// Files that cannot be read, or not to their ends, are among the source's `problems`; the others are read.
    ///
    /// - Parameters:
    ///   - paths: at least one file or named pipe; one of them may be `-`, standard input.
    ///   - stop: as for a single one.
    ///   - tellsSilence: as above, for a single one.
    /// - Throws: `CaptureError` of kind `usage` when a file is named twice; for a single file as above.
    public static func open(
        _ paths: [String], stop: StopFlag = StopFlag(), tellsSilence: Bool = false
    ) throws(CaptureError) -> any PacketSource {
        if paths.count == 1 { return try open(paths[0], stop: stop, tellsSilence: tellsSilence) }
        return try MergedSource(paths, stop: stop)
    }

    /// Opens a capture that is read in pieces of at most so many bytes.
    static func open(_ path: String, stop: StopFlag, inPiecesOf size: Int) throws(CaptureError) -> any PacketSource {
        try open(ByteInput(path, stop: stop, pieceSize: size))
    }

    /// Whether both paths stand for the same file; false where one does not exist.
    public static func isSame(_ path: String, _ other: String) -> Bool {
        systemIdentity(path).map { $0 == systemIdentity(other) } ?? false
    }

    private static func open(
        _ opened: consuming ByteInput, tellsSilence: Bool = false
    ) throws(CaptureError) -> any PacketSource {
        var input = opened
        let slab = PacketSlab()
        try fill(slab, from: &input, upTo: Compression.longestMagic)
        if Compression.begins(slab.contents) {
            if input.isFollowed {
                throw CaptureError(
                    .usage, file: input.name, problem: "is compressed, and cannot be followed while it grows",
                    advice: "Leave out --follow, or follow the file that is compressed later.")
            }
            input.unpack(slab)
            try fill(slab, from: &input, upTo: Compression.longestMagic)
        }
        try undoTransfer(slab, &input)
        if let reader = PcapReader(start: slab.contents) {
            return try FileSource(input, slab, reader, tellsSilence: tellsSilence)
        }
        if PcapngReader.begins(slab.contents) {
            return try FileSource(input, slab, PcapngReader(), tellsSilence: tellsSilence)
        }
        // What is no capture is read a little further, to say what it looks like.
        input.endFollowing()
        try fill(slab, from: &input, upTo: 512)
        let looks = FileSignature(slab.contents, unpackedFrom: input.packing)
        throw CaptureError(.damaged, file: input.name, problem: looks.problem, offset: 0, advice: looks.advice)
    }

    /// Undoes what text before the capture, and a transfer in text mode, did to it.
    private static func undoTransfer(_ slab: PacketSlab, _ input: inout ByteInput) throws(CaptureError) {
        // A followed file of text would be waited for.
        if !input.isFollowed, PcapReader(start: slab.contents) == nil, !PcapngReader.begins(slab.contents) {
            var outcome = TextBefore.look(in: slab.contents, isWhole: false)
            while outcome == .more {
                let isWhole = try !input.more(slab, atMost: 512)
                outcome = TextBefore.look(in: slab.contents, isWhole: isWhole)
            }
            if case .capture(let start) = outcome { input.passText(start, of: slab) }
            try fill(slab, from: &input, upTo: Compression.longestMagic)
        }
        // Of what comes through a pipe nothing is waited for: there only the magic number tells.
        if input.isPlainFile, PcapReader(start: slab.contents) != nil {
            try fill(slab, from: &input, upTo: TextMode.window)
        } else if !TextMode.beginsPcapng(slab.contents) {
            return
        }
        if input.packing == nil, TextMode.wasUsed(on: slab.contents, isWhole: slab.contents.byteCount < TextMode.window)
        {
            input.undoTextMode(slab)
            try fill(slab, from: &input, upTo: 4)
        }
    }

    /// Reads until the slab has `count` bytes, or there are no more.
    private static func fill(
        _ slab: PacketSlab, from input: inout ByteInput, upTo count: Int
    ) throws(CaptureError) {
        while slab.contents.byteCount < count {
            guard try input.more(slab, atMost: 4096) else { return }
        }
    }
}
