import Wire

/// The bytes of a file or pipe as they are stored, read one after the other.
final class StoredBytes {
    /// The name for messages: the path as given, `-` for standard input.
    let name: String
    /// How many bytes were read.
    private(set) var position = 0
    /// The file's length when it was opened; nil for a pipe.
    let size: Int?
    /// Whether the reading ended because the flag was set.
    private(set) var wasStopped = false
    /// Whether `read` is not to wait for ever, but to return after a while in which nothing came.
    var tellsSilence = false
    /// Whether the last reading gave nothing because nothing came for a while.
    private(set) var isSilent = false

    /// Whether the end of the file is not the end of the input: the file is being written.
    private(set) var isFollowed: Bool

    private let descriptor: CInt
    private let stop: StopFlag
    /// A followed file is asked so often whether it has grown, in milliseconds.
    private static let patience: CInt = 200

    /// Opens `path`, or takes standard input for `-`.
    ///
    /// A followed file is waited for at its end, until the flag is set.
    ///
    /// - Throws: `CaptureError` of kind `cannotOpen` for a file that is missing, a directory, or not readable; of kind
    ///   `usage` when standard input is a terminal, or what is to be followed is no regular file.
    init(_ path: String, stop: StopFlag, isFollowed: Bool) throws(CaptureError) {
        let opened = path == "-" ? 0 : systemOpenForReading(path)
        guard opened >= 0 else { throw Self.openingError(path, -opened) }
        let status = systemStatus(CInt(opened))
        if status.kind == .directory {
            systemClose(CInt(opened))
            throw CaptureError(
                .cannotOpen, file: path, problem: "is a directory", advice: "Name a capture file inside it.")
        }
        if status.kind == .terminal {
            if opened > 2 { systemClose(CInt(opened)) }
            throw CaptureError(
                .usage, file: path, problem: "is a terminal, not a capture",
                advice: "Pipe a capture in, as in: tcpdump -i any -U -w - | ws101 inspect -")
        }
        if isFollowed, status.kind != .regular {
            if opened > 2 { systemClose(CInt(opened)) }
            throw CaptureError(
                .usage, file: path, problem: "is not a regular file, and only those can be followed",
                advice: "Leave out --follow: what comes through a pipe is always shown as it comes.")
        }
        name = path
        self.stop = stop
        self.isFollowed = isFollowed
        descriptor = CInt(opened)
        size = status.kind == .regular ? status.size : nil
    }

    deinit {
        if descriptor > 2 { systemClose(descriptor) }
    }

    /// Reads into `room`, which must not be empty, and waits until there are bytes.
    ///
    /// - Returns: how many came: 0 at the end of the input, when the flag was set, or in silence that is told.
    /// - Throws: `CaptureError` of kind `cannotOpen` when the system cannot read on, or a followed file is gone.
    func read(into room: inout MutableRawSpan) throws(CaptureError) -> Int {
        isSilent = false
        var count = try readOnce(into: &room)
        while count == 0, isFollowed, !wasStopped {
            let isReplaced = try isReplaced()
            // What was written between the last look at the file and its end is read too.
            count = try readOnce(into: &room)
            guard count == 0 else { break }
            if isReplaced {
                throw CaptureError(
                    .cannotOpen, file: name, problem: "cannot be followed any further: another file has taken its name",
                    offset: position, advice: "The old file was read to its end. Run ws101 again for the new one.")
            }
            systemPause(milliseconds: Self.patience)
            isSilent = tellsSilence
            if isSilent { break }
        }
        return count
    }

    /// From now on the end of the file is the end of the input.
    func endFollowing() { isFollowed = false }

    /// Whether a followed file has lost its name to another one.
    ///
    /// - Throws: `CaptureError` of kind `cannotOpen` when it has fewer bytes than were read of it.
    private func isReplaced() throws(CaptureError) -> Bool {
        guard let now = systemIdentity(descriptor) else { return false }
        guard now.size >= position else {
            throw CaptureError(
                .cannotOpen, file: name,
                problem: "cannot be followed any further: it has become shorter, from \(position) to "
                    + "\(now.size) bytes",
                advice: "What it held before was read. Run ws101 again for what it holds now.")
        }
        // A file that was only renamed or removed may still be written to.
        return systemIdentity(name).map { $0 != now.identity } ?? false
    }

    private func readOnce(into room: inout MutableRawSpan) throws(CaptureError) -> Int {
        repeat {
            if stop.isStopped {
                wasStopped = true
                return 0
            }
            // A file always has its bytes; a pipe may stay silent, and is not waited for past a call to stop.
            guard size == nil, !systemWait(descriptor, milliseconds: 100) else { break }
            isSilent = tellsSilence
            if isSilent { return 0 }
        } while true
        let count = systemRead(descriptor, &room)
        guard count >= 0 else {
            throw CaptureError(
                .cannotOpen, file: name, problem: "cannot be read: \(systemMessage(-count))", offset: position)
        }
        position += count
        return count
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
