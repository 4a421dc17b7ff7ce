import Wire

/// A file of TLS keys (SSLKEYLOGFILE), which may still be written.
///
/// It is read in pieces of whole lines. A file that is followed may be missing at first, grow, be emptied, or be replaced
/// by another of its name; a pipe gives what it has.
public final class KeyLogFile {
    /// What becomes of the end of the file.
    public enum Reading: Sendable {
        /// The file is complete: a pipe is read until its writer closes it.
        case toItsEnd
        /// It is being written: a line without an end is kept for later, and nothing is waited for.
        case growing
    }

    /// The path as it was given.
    public let path: String
    /// The folder that has the path, and that of the file which a link stands for; for a folder that is not there yet
    /// the nearest one above it.
    public var folders: Set<String> {
        var folder = systemFolder(of: path)
        while systemIdentity(folder) == nil, folder != "/", folder != "." { folder = systemFolder(of: folder) }
        return [folder, systemRealPath(path).map(systemFolder(of:)) ?? folder]
    }
    /// Whether it is there; one that may be missing can still come.
    public var isOpen: Bool { descriptor >= 0 }
    /// Whether it is a file, not a pipe or the like.
    public private(set) var isRegular = false
    /// Whether everybody on the machine may read it: what it holds opens every session that it tells of.
    public private(set) var isReadableByEverybody = false

    /// Whether it is text in UTF-16, as PowerShell writes it; it is given as UTF-8.
    public var isUTF16: Bool { decoder.encoding.map { $0 != .utf8 } ?? false }

    private let isAwaited: Bool
    private var descriptor: CInt = -1
    /// Which file it is, and how much of it was read.
    private var identity: FileIdentity?
    private var position = 0
    /// The line that has not ended yet.
    private var rest: [UInt8] = []
    private var buffer: [UInt8] = []
    private var decoder = TextDecoder()

    /// So much is read at once; a longer line is no line of a key log, and is given in parts.
    private static let pieceSize = 1 << 20

    /// Opens the file; of a pipe nobody is waited for.
    ///
    /// - Parameters:
    ///   - path: the file or named pipe.
    ///   - isAwaited: whether it may be missing until later.
    /// - Throws: `CaptureError` of kind `cannotOpen` for a file that is missing, a directory or not readable, `damaged`
    ///   for one that is a capture or compressed.
    public init(_ path: String, isAwaited: Bool = false) throws(CaptureError) {
        self.path = path
        self.isAwaited = isAwaited
        try open()
    }

    deinit { if isOpen { systemClose(descriptor) } }

    /// Whether this is the same file as `other`.
    public func isSame(as other: KeyLogFile) -> Bool {
        path == other.path || identity != nil && identity == other.identity
    }

    /// The next lines, at most about a mebibyte of them; nil when there are no more, for now or at the end.
    ///
    /// - Throws: `CaptureError` of kind `cannotOpen` when the system cannot read on.
    public func next(_ reading: Reading, stop: StopFlag = StopFlag()) throws(CaptureError) -> KeyLogText? {
        if !isOpen { try open() }
        guard isOpen else { return nil }
        if let text = try read(reading, stop) { return text }
        if reading == .growing, isRegular, try reopenIfChanged() {
            if let last = takeRest() { return last }
            return try read(reading, stop)
        }
        guard reading == .toItsEnd else { return nil }
        rest += decoder.finish()
        return takeRest()
    }

    private func read(_ reading: Reading, _ stop: StopFlag) throws(CaptureError) -> KeyLogText? {
        if buffer.isEmpty { buffer = [UInt8](repeating: 0, count: Self.pieceSize) }
        while rest.count < Self.pieceSize {
            if !isRegular, reading == .toItsEnd {
                while !systemWait(descriptor, milliseconds: 100) { if stop.isStopped { return nil } }
            }
            let count = systemReadPresent(descriptor, &buffer)
            guard count >= 0 else {
                throw CaptureError(
                    .cannotOpen, file: path, problem: "cannot be read: \(systemMessage(-count))", offset: position)
            }
            guard count > 0, !stop.isStopped else { return nil }
            position += count
            rest += decoder.decode(buffer[..<count])
            // What held keys does not stay in memory for longer than needed.
            for index in 0..<count { buffer[index] = 0 }
            guard let end = rest.lastIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else {
                continue
            }
            let text = KeyLogText(Array(rest[...end]))
            rest.removeFirst(end + 1)
            return text
        }
        return takeRest()
    }

    private func takeRest() -> KeyLogText? {
        guard !rest.isEmpty else { return nil }
        defer { rest = [] }
        return KeyLogText(rest)
    }

    // MARK: Opening

    private func open() throws(CaptureError) {
        let opened = systemOpenWithoutWaiting(path)
        guard opened >= 0 else {
            if isAwaited, opened == -SystemError.noSuchFile { return }
            throw openingError(-opened)
        }
        descriptor = CInt(opened)
        let status = systemStatus(descriptor)
        isRegular = status.kind == .regular
        identity = systemIdentity(descriptor)?.identity
        isReadableByEverybody = isRegular && systemIsReadableByEverybody(descriptor)
        position = 0
        decoder = TextDecoder()
        do {
            try check(status.kind)
        } catch {
            systemClose(descriptor)
            descriptor = -1
            throw error
        }
    }

    /// Looks whether a followed file was emptied, or whether another one has taken its name; if so that one is read on.
    private func reopenIfChanged() throws(CaptureError) -> Bool {
        let isShorter = systemIdentity(descriptor).map { $0.size < position } ?? false
        guard let now = systemIdentity(path), isShorter || now != identity else { return false }
        systemClose(descriptor)
        descriptor = -1
        try open()
        return isOpen
    }

    private func check(_ kind: FileKind) throws(CaptureError) {
        switch kind {
        case .directory:
            throw CaptureError(
                .cannotOpen, file: path, problem: "is a directory, not a key log", advice: "Name the file inside it.")
        case .terminal:
            throw CaptureError(.cannotOpen, file: path, problem: "is a terminal, not a key log", advice: Self.explained)
        case .stream: return
        case .regular: break
        }
        var start = [UInt8](repeating: 0, count: 32)
        let count = systemRead(descriptor, &start, at: 0, atMost: start.count)
        guard count > 0 else { return }
        let bytes = start.rawSpan.extracting(first: count)
        if PcapReader(start: bytes) != nil || PcapngReader.begins(bytes) {
            throw CaptureError(
                .damaged, file: path, problem: "is a capture, not a key log",
                advice: "Captures are arguments: the keys in a capture are used automatically. \(Self.explained)")
        }
        if Compression.begins(bytes) {
            throw CaptureError(
                .damaged, file: path, problem: "is compressed", advice: "Unpack it first: a key log is read as text.")
        }
    }

    private static let explained = "ws101 explain keylog says how programs write one."

    private func openingError(_ code: Int) -> CaptureError {
        switch code {
        case SystemError.noSuchFile, SystemError.notADirectory:
            CaptureError(
                .cannotOpen, file: path, problem: "there is no such key log",
                advice:
                    "The program whose traffic you capture writes it, from its first TLS connection on. \(Self.explained)"
            )
        case SystemError.noAccess, SystemError.notPermitted:
            CaptureError(
                .cannotOpen, file: path, problem: "you may not read this key log",
                advice: "It is read by the user who captures, even under sudo. Let that user read it: "
                    + "sudo setfacl -m u:\"$USER\":r FILE")
        default:
            CaptureError(.cannotOpen, file: path, problem: "cannot be opened: \(systemMessage(code))")
        }
    }
}
