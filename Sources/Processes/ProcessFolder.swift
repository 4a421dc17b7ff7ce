#if os(Linux)
import Glibc

/// The folder /proc: which processes there are, what they are called, and who has which socket.
struct ProcessFolder {
    /// The folder itself.
    let root: String

    /// /proc, or in tests a folder like it.
    init(root: String = "/proc") {
        self.root = root
    }

    /// The numbers of all processes, the latest first: those that end soon are among them, and what the first process of
    /// the system holds for others is theirs.
    func processes() -> [Int32] {
        ProcessNumbers.inFolder(root).sorted(by: >)
    }

    /// The sockets among `inodes` that a process has open; nil if this process may not look.
    func sockets(of process: Int32, among inodes: Set<UInt32>) -> Set<UInt32>? {
        var found: Set<UInt32> = []
        // The folder is open until the end of this function; an entry is valid until the next call. The kernel writes at
        // most as many bytes as the buffer has. There may be thousands of files: no text is made of a name.
        guard let stream = unsafe opendir("\(root)/\(process)/fd") else { return nil }
        defer { unsafe closedir(stream) }
        var buffer = [UInt8](repeating: 0, count: 32)
        while found.count < inodes.count, let entry = unsafe readdir(stream) {
            let count = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    unsafe buffer.withUnsafeMutableBytes { bytes in
                        guard let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else {
                            return -1
                        }
                        return unsafe readlinkat(dirfd(stream), name, start, bytes.count)
                    }
                }
            }
            if count > 0, let inode = Self.inode(ofLink: buffer[..<count]), inodes.contains(inode) {
                found.insert(inode)
            }
        }
        return found
    }

    /// What is known of a process; nil if it is gone.
    func facts(of process: Int32) -> ProcessFacts? {
        guard let comm = read("\(root)/\(process)/comm", atMost: 64) else { return nil }
        let line = read("\(root)/\(process)/cmdline", atMost: 4096) ?? []
        let arguments = line.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        let name = ProgramName(
            comm: String(decoding: comm.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self), arguments: arguments)
        return ProcessFacts(pid: process, name: name.name, script: name.script, ancestors: ancestors(of: process))
    }

    /// The parent of a process, the parent's parent, and so on.
    private func ancestors(of process: Int32) -> [Int32] {
        var ancestors: [Int32] = []
        var next = process
        while ancestors.count < ProcessFacts.ancestorLimit, let status = read("\(root)/\(next)/stat", atMost: 512),
            let parent = Self.parent(status: status), parent > 0
        {
            ancestors.append(parent)
            next = parent
        }
        return ancestors
    }

    /// The number in `socket:[12345]`; nil for the link of any other file.
    static func inode(ofLink link: ArraySlice<UInt8>) -> UInt32? {
        guard link.starts(with: "socket:[".utf8), link.last == UInt8(ascii: "]"), link.count > 9 else { return nil }
        var number: UInt32 = 0
        for byte in link.dropFirst(8).dropLast() {
            let (times, isTooMuch) = number.multipliedReportingOverflow(by: 10)
            let (sum, isStillTooMuch) = times.addingReportingOverflow(UInt32(byte &- UInt8(ascii: "0")))
            guard byte &- UInt8(ascii: "0") < 10, !isTooMuch, !isStillTooMuch else { return nil }
            number = sum
        }
        return number
    }

    /// The parent's number in what /proc/PID/stat says: `7 (a name) S 1 …`, where the name may hold anything.
    static func parent(status: [UInt8]) -> Int32? {
        guard let end = status.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = String(decoding: status[(end + 1)...], as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? Int32(fields[1]) : nil
    }

    private func read(_ path: String, atMost limit: Int) -> [UInt8]? {
        // The path is a C string during the call.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: limit)
        // The kernel writes at most as many bytes as the buffer has.
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
        return count >= 0 ? Array(buffer[..<count]) : nil
    }
}
#endif
