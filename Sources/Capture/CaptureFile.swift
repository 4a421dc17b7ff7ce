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
    /// - Throws: `CaptureError` of kind `cannotOpen`, or `damaged` when it is not a capture or its header is damaged.
    public static func open(_ path: String, stop: StopFlag = StopFlag()) throws(CaptureError) -> any PacketSource {
        var input = try ByteInput(path, stop: stop)
        let slab = PacketSlab()
        try fill(slab, from: &input, upTo: Compression.longestMagic)
        if Compression.begins(slab.contents) {
            input.unpack(slab)
            try fill(slab, from: &input, upTo: 4)
        }
        if let reader = PcapReader(start: slab.contents) { return try FileSource(input, slab, reader) }
        if PcapngReader.begins(slab.contents) { return try FileSource(input, slab, PcapngReader()) }
        // What is no capture is read a little further, to say what it looks like.
        try fill(slab, from: &input, upTo: 512)
        let looks = FileSignature(slab.contents, unpackedFrom: input.packing)
        throw CaptureError(.damaged, file: path, problem: looks.problem, offset: 0, advice: looks.advice)
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
