import Wire

/// What a file that is no capture looks like, told from its first bytes.
struct FileSignature {
    /// What it is, as the end of a sentence about the file.
    let problem: String
    /// What to do with it.
    let advice: String?

    private static let wanted =
        "ws101 reads pcap and pcapng files, which tcpdump and Wireshark write, also compressed with gzip, zstd, lz4 or xz."
    private static let convertible = "Convert it: editcap -F pcapng FILE NEW.pcapng"

    /// Files with a magic number at their start: name, bytes, advice.
    private static let known: [(name: String, magic: [UInt8], advice: String)] = [
        ("gzip-compressed data", [0x1f, 0x8b], "Unpack it: gunzip -c FILE | ws101 inspect -"),
        ("zstd-compressed data", [0x28, 0xb5, 0x2f, 0xfd], "Unpack it: zstd -dc FILE | ws101 inspect -"),
        ("lz4-compressed data", [0x04, 0x22, 0x4d, 0x18], "Unpack it: lz4 -dc FILE | ws101 inspect -"),
        ("xz-compressed data", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "Unpack it: xz -dc FILE | ws101 inspect -"),
        (
            "lz4-compressed data in the old format", [0x02, 0x21, 0x4c, 0x18],
            "Unpack it: lz4 -dc FILE | ws101 inspect -"
        ),
        ("compress'ed data", [0x1f, 0x9d], "Unpack it: gunzip -c FILE | ws101 inspect -"),
        ("bzip2-compressed data", Array("BZh".utf8), "Unpack it: bzip2 -dc FILE | ws101 inspect -"),
        ("a ZIP archive", [0x50, 0x4b, 0x03, 0x04], "Unpack it first: unzip FILE"),
        ("a snoop capture", Array("snoop\0\0\0".utf8), convertible),
        ("a Bluetooth snoop capture", Array("btsnoop\0".utf8), wanted),
        ("a Microsoft Network Monitor capture", Array("GMBU".utf8), convertible),
        ("a Microsoft Network Monitor capture", Array("RTSS".utf8), convertible),
        ("an executable", [0x7f, 0x45, 0x4c, 0x46], wanted),
        ("a PDF document", Array("%PDF-".utf8), wanted),
        ("a PNG image", [0x89, 0x50, 0x4e, 0x47], wanted),
        ("a 7-Zip archive", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "Unpack it first: 7z x FILE"),
        ("a RAR archive", Array("Rar!".utf8), "Unpack it first: unrar x FILE"),
    ]

    /// Tells what begins with `bytes`, up to a few hundred of them; `packing` is what they were unpacked from.
    init(_ bytes: RawSpan, unpackedFrom packing: String? = nil) {
        let start = (0..<min(bytes.byteCount, 512)).map { bytes.byte(at: $0) }
        let no = packing.map { "its \($0) holds no capture" } ?? "not a capture"
        if start.isEmpty {
            problem = packing.map { "its \($0) is empty" } ?? "the file is empty"
            advice = "If a capture is still being written: tcpdump -U writes every packet at once."
        } else if let match = Self.known.first(where: { start.starts(with: $0.magic) }) {
            problem = "\(no) that ws101 reads: it looks like \(match.name)"
            advice = match.advice
        } else if let mangled = MangledCapture(start) {
            problem = "\(no) any more: \(mangled.problem)"
            advice = mangled.advice
        } else if Self.isEventTraceLog(start) {
            problem = "\(no): it looks like an event trace log (.etl) of Windows"
            advice = "Convert it: etl2pcapng FILE NEW.pcapng"
        } else if start.count > 262, start[257..<262].elementsEqual("ustar".utf8) {
            problem = "\(no): it looks like a tar archive"
            advice = "Unpack it first: tar -xf FILE"
        } else if start.count < 4 {
            problem = "\(no): it has only \(start.count == 1 ? "1 byte" : "\(start.count) bytes")"
            advice = Self.wanted
        } else if let kind = TextKind(start) {
            problem = "\(no): it looks like \(kind.name)"
            advice = kind.advice ?? Self.wanted
        } else {
            let magic = start.prefix(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
            problem = "\(no): its first bytes, \(magic), are the magic number of no format that ws101 knows"
            advice = Self.wanted
        }
    }

    /// Whether it is a trace of Windows' event tracing: a buffer's header of 72 bytes, then a system trace header.
    private static func isEventTraceLog(_ start: [UInt8]) -> Bool {
        guard start.count >= 76 else { return false }
        let size = start[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
        return size > 0 && size % 1024 == 0 && size <= 1 << 24 && start[72...73].elementsEqual([2, 0])
            && (1...2).contains(start[74]) && start[75] == 0xc0
    }
}
