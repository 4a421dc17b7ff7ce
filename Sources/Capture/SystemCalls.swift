// What Capture asks of the operating system: the same names for Glibc and Darwin, errors as negated `errno`.

// libpcap's header brings some of the system's structures along, so that they may count as its own.
internal import CPcap

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Reads once into `room`, again when a signal came between; the number of bytes, 0 at the end, or `-errno`.
func systemRead(_ descriptor: CInt, _ room: inout MutableRawSpan) -> Int {
    while true {
        // The kernel writes at most `bytes.count` bytes.
        let count = unsafe room.withUnsafeMutableBytes { bytes in
            unsafe read(descriptor, bytes.baseAddress, bytes.count)
        }
        if count >= 0 { return count }
        if errno != EINTR { return -Int(errno) }
    }
}

/// Reads once into `buffer`, again when a signal came between; the number of bytes, 0 at the end, or `-errno`.
func systemRead(_ descriptor: CInt, _ buffer: inout [UInt8]) -> Int {
    while true {
        // The kernel writes at most as many bytes as the buffer has.
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 { return count }
        if errno != EINTR { return -Int(errno) }
    }
}

/// Writes all bytes, however many calls it takes; 0 or `-errno`.
///
/// Whoever shares a pipe may have made it non-blocking: a full one is waited for.
func systemWrite(_ descriptor: CInt, _ bytes: RawSpan) -> Int {
    var at = 0
    while at < bytes.byteCount {
        // The kernel reads at most the rest of the span.
        let count = unsafe bytes.extracting(droppingFirst: at).withUnsafeBytes { rest in
            unsafe write(descriptor, rest.baseAddress, rest.count)
        }
        if count >= 0 {
            at += count
        } else if errno == EAGAIN || errno == EWOULDBLOCK {
            systemWaitForRoom(descriptor)
        } else if errno != EINTR {
            return -Int(errno)
        }
    }
    return 0
}

/// Opens a file for reading; its descriptor, or `-errno`.
func systemOpenForReading(_ path: String) -> Int {
    // The string is a C string during the call.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    return descriptor < 0 ? -Int(errno) : Int(descriptor)
}

/// Opens a file for reading, and does not wait for the writer of a pipe; its descriptor, or `-errno`.
func systemOpenWithoutWaiting(_ path: String) -> Int {
    // The string is a C string during the call.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    return descriptor < 0 ? -Int(errno) : Int(descriptor)
}

/// Reads what is there of a descriptor that does not wait; the number of bytes, 0 where there are none, or `-errno`.
func systemReadPresent(_ descriptor: CInt, _ buffer: inout [UInt8]) -> Int {
    while true {
        // The kernel writes at most as many bytes as the buffer has.
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 { return count }
        if errno == EAGAIN || errno == EWOULDBLOCK { return 0 }
        if errno != EINTR { return -Int(errno) }
    }
}

/// Whether users who neither own the file nor are of its group may read it.
func systemIsReadableByEverybody(_ descriptor: CInt) -> Bool {
    var status = stat()
    // `status` outlives the call, which fills it.
    return unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IROTH != 0
}

/// Makes a file, or empties one that is there, and opens it for writing; its descriptor, or `-errno`.
///
/// A private one is its owner's alone from the beginning, also where it was not before.
func systemOpenForWriting(_ path: String, isPrivate: Bool = false) -> Int {
    let mode: mode_t = isPrivate ? 0o600 : 0o644
    // The string is a C string during the call.
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { return -Int(errno) }
    guard isPrivate, systemStatus(descriptor).kind == .regular, fchmod(descriptor, mode) != 0 else {
        return Int(descriptor)
    }
    let code = Int(errno)
    systemClose(descriptor)
    return -code
}

/// Makes a file that has no name and opens it; its descriptor, or `-errno`.
func systemOpenTemporary() -> Int {
    var path = "\(TemporaryFile.folder)/ws101-XXXXXX".utf8CString
    // `mkstemp` puts its letters over the X; the name is a C string during both calls. Only the owner may open the file,
    // and without a name nobody can.
    return unsafe path.withUnsafeMutableBufferPointer { name in
        guard let start = name.baseAddress else { return -Int(EINVAL) }
        let descriptor = unsafe mkstemp(start)
        guard descriptor >= 0 else { return -Int(errno) }
        _ = unsafe unlink(start)
        return Int(descriptor)
    }
}

/// Makes a folder that only its owner can enter, whose path ends in six X, which become other letters; 0 or `-errno`.
func systemMakeFolder(_ path: inout String) -> Int {
    var template = path.utf8CString
    // `mkdtemp` puts its letters over the X; the name is a C string during the calls.
    let made: String? = unsafe template.withUnsafeMutableBufferPointer { name in
        guard let start = name.baseAddress, let made = unsafe mkdtemp(start) else { return nil }
        return unsafe String(cString: made)
    }
    guard let made else { return -Int(errno) }
    path = made
    return 0
}

/// Writes all bytes at an offset of a file; 0 or `-errno`.
func systemWrite(_ descriptor: CInt, _ bytes: RawSpan, at offset: Int) -> Int {
    var at = 0
    while at < bytes.byteCount {
        // The kernel reads at most the rest of the span.
        let count = unsafe bytes.extracting(droppingFirst: at).withUnsafeBytes { rest in
            unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + at))
        }
        if count >= 0 { at += count } else if errno != EINTR { return -Int(errno) }
    }
    return 0
}

/// Reads once from an offset of a file into `buffer`; the number of bytes, 0 at the end, or `-errno`.
func systemRead(_ descriptor: CInt, _ buffer: inout [UInt8], at offset: Int, atMost limit: Int) -> Int {
    while true {
        // The kernel writes at most as many bytes as the buffer has.
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, min($0.count, limit), off_t(offset))
        }
        if count >= 0 { return count }
        if errno != EINTR { return -Int(errno) }
    }
}

/// Shortens a file to its first `size` bytes; anything else than a file stays as it is.
func systemCut(_ descriptor: CInt, to size: Int) {
    _ = ftruncate(descriptor, off_t(size))
}

/// Waits until the disk has all that was written to a file; 0 or `-errno`.
func systemSynchronize(_ descriptor: CInt) -> Int {
    // What is no file has nothing to wait for.
    fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : -Int(errno)
}

/// Removes a file; what is not there need not be removed.
func systemRemove(_ path: String) {
    // The string is a C string during the call.
    _ = unsafe unlink(path)
}

/// Closes a descriptor.
func systemClose(_ descriptor: CInt) {
    _ = close(descriptor)
}

/// What stands behind a file descriptor.
enum FileKind {
    case regular, directory, terminal, stream
}

/// What stands behind `descriptor`, and how many bytes a regular file has.
func systemStatus(_ descriptor: CInt) -> (kind: FileKind, size: Int) {
    var status = stat()
    // `status` outlives the call, which fills it.
    guard unsafe fstat(descriptor, &status) == 0 else { return (.stream, 0) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return (.regular, Int(status.st_size))
    case S_IFDIR: return (.directory, 0)
    default: return (isatty(descriptor) == 1 ? .terminal : .stream, 0)
    }
}

/// Whether `descriptor` is a pipe, a socket, or nothing that can be asked: whoever reads it shows what comes there.
func systemIsPassedOn(_ descriptor: CInt) -> Bool {
    var status = stat()
    // `status` outlives the call, which fills it.
    guard unsafe fstat(descriptor, &status) == 0 else { return true }
    let kind = status.st_mode & S_IFMT
    return kind != S_IFREG && kind != S_IFCHR
}

/// Which file a path or a descriptor stands for.
struct FileIdentity: Hashable {
    var device: UInt64
    var number: UInt64

}

extension FileIdentity {
    fileprivate init(_ status: stat) {
        self.init(
            device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(truncatingIfNeeded: status.st_ino))
    }
}

/// Which file stands at `path`; nil if there is none.
func systemIdentity(_ path: String) -> FileIdentity? {
    var status = stat()
    // The string is a C string during the call; `status` outlives it, which fills it.
    return unsafe stat(path, &status) == 0 ? FileIdentity(status) : nil
}

/// Which file `descriptor` stands for, and how many bytes it has now; nil if the system does not say.
func systemIdentity(_ descriptor: CInt) -> (identity: FileIdentity, size: Int)? {
    var status = stat()
    // `status` outlives the call, which fills it.
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    return (FileIdentity(status), Int(status.st_size))
}

/// Waits so long, or until a signal comes.
func systemPause(milliseconds: CInt) {
    _ = poll(nil, 0, milliseconds)
}

/// Waits until `descriptor` has bytes or ended, at most `milliseconds`; false when nothing came or a signal did.
func systemWait(_ descriptor: CInt, milliseconds: CInt) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // One request, which outlives the call.
    return unsafe poll(&request, 1, milliseconds) > 0
}

/// Waits until `descriptor` takes bytes, or its reader is gone.
private func systemWaitForRoom(_ descriptor: CInt) {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    // One request, which outlives the call.
    _ = unsafe poll(&request, 1, -1)
}

/// Whether a pipe's reader is gone, or goes within that time; false for what is no pipe.
func systemHasNoReader(_ descriptor: CInt, milliseconds: CInt) -> Bool {
    var status = stat()
    // `status` outlives the call, which fills it.
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return false }
    var request = pollfd(fd: descriptor, events: 0, revents: 0)
    // One request, which outlives the call. Without events only the loss of the reader is reported.
    return unsafe poll(&request, 1, milliseconds) > 0
}

/// Opens the terminal that the program runs in, in its foreground, for writing; its descriptor, or `-errno`.
func systemOpenTerminal() -> Int {
    // The string is a C string during the call.
    let descriptor = unsafe open("/dev/tty", O_WRONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return -Int(errno) }
    if tcgetpgrp(descriptor) == getpgrp() { return Int(descriptor) }
    systemClose(descriptor)
    return -Int(ENOTTY)
}

/// Whether a descriptor is open for writing.
func systemIsForWriting(_ descriptor: CInt) -> Bool {
    let flags = fcntl(descriptor, F_GETFL)
    return flags >= 0 && flags & O_ACCMODE != O_RDONLY
}

/// Gives each of the descriptors 0 to 2 that is closed a file that fails as a closed one does: the next file that is
/// opened would get its number.
func systemHoldStandardDescriptors() {
    for descriptor: CInt in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
        // The lowest free number is this one. It is opened for the wrong direction: reading 0 and writing 1 or 2 give
        // EBADF. The string is a C string during the call.
        _ = unsafe open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
}

/// Has writing fail where its signals would end the process: a pipe without a reader, a file at its limit.
func systemIgnoreWriteSignals() {
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
}

/// The time of the clock that packets are stamped with, in nanoseconds since 1970.
func systemNow() -> Int64 {
    var now = timespec()
    // The system fills the time, which outlives the call.
    _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) &* 1_000_000_000 &+ Int64(now.tv_nsec)
}

/// The system's words for an `errno`.
func systemMessage(_ code: Int) -> String {
    // `strerror` gives a C string that is valid until the next call; it is copied at once.
    guard let text = unsafe strerror(CInt(truncatingIfNeeded: code)) else { return "error \(code)" }
    return unsafe String(cString: text)
}

/// The codes that are told apart.
enum SystemError {
    static let noSuchFile = Int(ENOENT)
    static let notADirectory = Int(ENOTDIR)
    static let noAccess = Int(EACCES)
    static let notPermitted = Int(EPERM)
    static let brokenPipe = Int(EPIPE)
    static let notOpen = Int(EBADF)
}
