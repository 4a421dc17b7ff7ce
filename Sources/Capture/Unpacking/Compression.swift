import Wire

/// A compression that captures come in, told by the first bytes, never by the file's name.
enum Compression: CaseIterable {
    /// RFC 1952.
    case gzip
    /// RFC 8878.
    case zstd
    /// The LZ4 frame format, version 1.6.
    case lz4
    /// The .xz file format, version 1.1.
    case xz

    /// How many bytes tell them apart.
    static let longestMagic = 6

    /// The compression that `start` begins with; nil for none of them.
    init?(start: RawSpan) {
        let found = Self.allCases.first { compression in
            let magic = compression.magic
            return start.byteCount >= magic.count && magic.indices.allSatisfy { start.byte(at: $0) == magic[$0] }
        }
        guard let found else { return nil }
        self = found
    }

    private var magic: [UInt8] {
        switch self {
        case .gzip: [0x1f, 0x8b]
        case .zstd: [0x28, 0xb5, 0x2f, 0xfd]
        case .lz4: [0x04, 0x22, 0x4d, 0x18]
        case .xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]
        }
    }

    /// Its name, for messages: `gzip`.
    var name: String {
        switch self {
        case .gzip: "gzip"
        case .zstd: "zstd"
        case .lz4: "lz4"
        case .xz: "xz"
        }
    }

    /// Whether its data may be followed by zero bytes: tapes did it to gzip, and xz allows it (§2.2).
    var allowsPadding: Bool { self == .gzip || self == .xz }

    /// Whether skippable frames may stand between its frames (RFC 8878 §3.1.2; LZ4 has the same ones).
    var allowsSkippableFrames: Bool { self == .zstd || self == .lz4 }

    /// Whether `start` begins a skippable frame, in front of which anything from zstd and lz4 may write one.
    static func isSkippableFrame(_ start: RawSpan) -> Bool {
        start.byteCount >= 4 && start.uint32(at: 0, littleEndian: true) & 0xffff_fff0 == 0x184d_2a50
    }

    /// Whether `start` is the beginning of compressed data.
    static func begins(_ start: RawSpan) -> Bool { Compression(start: start) != nil || isSkippableFrame(start) }

    /// What takes its data apart.
    func makeUnpacker() -> any Unpacker {
        switch self {
        case .gzip: GzipUnpacker()
        case .zstd: ZstdUnpacker()
        case .lz4: LZ4Unpacker()
        case .xz: XzUnpacker()
        }
    }
}
