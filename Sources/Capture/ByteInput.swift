import Wire

/// The bytes of a capture file or of standard input, read into slabs one after the other.
///
/// A record that straddles the end of what was read is kept aside and stands at the start of the next slab.
struct ByteInput: ~Copyable {
    /// The name for messages: the path as given, `-` for standard input.
    let name: String
    /// The offset in the file of the current slab's first byte.
    private(set) var offset = 0
    /// Whether the input ended because the flag was set.
    private(set) var wasStopped = false

    private let descriptor: CInt
    private let isStream: Bool
    private let stop: StopFlag
    private var kept: [UInt8] = []

    /// Opens `path`, or takes standard input for `-`.
    ///
    /// - Throws: `CaptureError` of kind `cannotOpen` for a file that is missing, a directory, or not readable; of kind
    ///   `usage` when standard input is a terminal.
    init(_ path: String, stop: StopFlag) throws(CaptureError) {
        name = path
        self.stop = stop
        let opened = path == "-" ? 0 : systemOpenForReading(path)
        guard opened >= 0 else { throw Self.openingError(path, -opened) }
        let kind = systemFileKind(CInt(opened))
        if kind == .directory {
            systemClose(CInt(opened))
            throw CaptureError(
                .cannotOpen, file: path, problem: "is a directory", advice: "Name a capture file inside it.")
        }
        if kind == .terminal {
            if opened > 2 { systemClose(CInt(opened)) }
            throw CaptureError(
                .usage, file: path, problem: "is a terminal, not a capture",
                advice: "Pipe a capture in, as in: tcpdump -i any -U -w - | ws101 inspect -")
        }
        descriptor = CInt(opened)
        isStream = kind == .stream
    }

    deinit {
        if descriptor > 2 { systemClose(descriptor) }
    }

    /// Begins the next slab with what was kept of the last one.
    mutating func begin(_ slab: PacketSlab) {
        slab.append(kept.rawSpan)
        // Usually less than a packet; the start of a file, read to tell what it is, is not worth keeping room for.
        kept.removeAll(keepingCapacity: kept.count <= 1 << 16)
    }

    /// Reads more bytes into the slab, which must have room, and waits until there are some.
    ///
    /// - Returns: false at the end of the input, or when the flag was set.
    /// - Throws: `CaptureError` of kind `cannotOpen` when the system cannot read on.
    mutating func more(_ slab: PacketSlab, atMost limit: Int = .max) throws(CaptureError) -> Bool {
        repeat {
            if stop.isStopped {
                wasStopped = true
                return false
            }
            // A file always has its bytes; a pipe may stay silent, and is not waited for past a call to stop.
        } while isStream && !systemWait(descriptor, milliseconds: 100)
        let count = slab.read(from: descriptor, atMost: limit)
        guard count >= 0 else {
            throw CaptureError(
                .cannotOpen, file: name, problem: "cannot be read: \(systemMessage(-count))",
                offset: offset + slab.contents.byteCount)
        }
        return count > 0
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

    private static func openingError(_ path: String, _ code: Int) -> CaptureError {
        switch code {
        case SystemError.noSuchFile, SystemError.notADirectory:
            CaptureError(.cannotOpen, file: path, problem: "there is no such file", advice: "Check the path.")
        case SystemError.noAccess, SystemError.notPermitted:
            CaptureError(
                .cannotOpen, file: path, problem: "you may not read this file",
                advice: "Captures made as root often belong to root: sudo chown \"$USER\" FILE")
        default:
            CaptureError(.cannotOpen, file: path, problem: "cannot be opened: \(systemMessage(code))")
        }
    }
}
